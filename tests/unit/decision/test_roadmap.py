"""The roadmap: what is done, what is now, which gates are open, and which published mistakes lie ahead."""

import pytest

from components.decision import Answers, Roadmap, decide, roadmap

READY = Answers(has_evals=True, prompting_exhausted=True, failure_mode="behaviour", labelled_examples=400)
FACTS = Answers(
    has_evals=True,
    prompting_exhausted=True,
    failure_mode="knowledge",
    knowledge_changes=True,
    needs_citations=True,
)


def of(answers: Answers) -> Roadmap:
    return roadmap(decide(answers))


def statuses(answers: Answers) -> dict[str, str]:
    return {step.id: step.status for step in of(answers).steps}


def warnings(answers: Answers) -> set[str]:
    return {warning.id for warning in of(answers).warnings}


def test_an_untouched_team_begins_with_the_prompt() -> None:
    assert statuses(Answers(failure_mode="knowledge")) == {
        "prompt": "now",
        "evals": "next",
        "rag": "next",
        "fine_tune": "only_if",
        "distil": "only_if",
    }


def test_what_is_done_is_done_and_the_lever_is_now() -> None:
    assert statuses(FACTS)["prompt"] == statuses(FACTS)["evals"] == "done"
    assert statuses(FACTS)["rag"] == "now"


def test_a_hybrid_builds_retrieval_before_the_tune() -> None:
    answers = FACTS.model_copy(
        update={"failure_mode": "both", "strict_schema": True, "labelled_examples": 300}
    )
    assert decide(answers).consensus == "hybrid"
    assert (statuses(answers)["rag"], statuses(answers)["fine_tune"]) == ("now", "next")


def test_full_context_takes_the_place_of_retrieval() -> None:
    answers = Answers(
        failure_mode="knowledge", knowledge_changes=False, needs_citations=False, access_controlled=False,
        kb_tokens=40_000, strict_schema=True,
    )  # fmt: skip
    step = next(step for step in of(answers).steps if step.id == "rag")
    assert (step.approach, step.status) == ("full_context", "next")


@pytest.mark.parametrize(("examples", "state"), [(199, "not_met"), (200, "met"), (None, "unknown")])
def test_the_gate_on_examples_has_two_sides_and_a_not_sure(examples: int | None, state: str) -> None:
    steps = {step.id: step for step in of(READY.model_copy(update={"labelled_examples": examples})).steps}
    assert [gate.state for gate in steps["fine_tune"].gates if "examples" in gate.says] == [state]


@pytest.mark.parametrize(
    ("mistake", "answers"),
    [
        ("tuning_for_facts", Answers(failure_mode="knowledge")),
        ("no_evals", Answers(has_evals=False)),
        ("no_evals", Answers()),
        ("full_fine_tune", READY),
        ("no_reranker", FACTS),
        ("naive_chunking", FACTS),
        ("waiting_for_thousands", READY),
        ("hosted_withdrawn", READY),
        ("constrained_decoding_first", Answers(strict_schema=True)),
        ("pretraining_rarely", Answers(domain_language_gap=True)),
    ],
)
def test_a_published_mistake_that_the_answers_walk_into_is_named(mistake: str, answers: Answers) -> None:
    assert mistake in warnings(answers)


@pytest.mark.parametrize(
    ("mistake", "answers"),
    [
        ("tuning_for_facts", READY),
        ("no_evals", READY),
        ("full_fine_tune", FACTS),
        ("no_reranker", READY),
        ("waiting_for_thousands", READY.model_copy(update={"labelled_examples": 1_000})),
        ("constrained_decoding_first", Answers(strict_schema=False)),
        ("pretraining_rarely", Answers()),
    ],
)
def test_a_mistake_that_is_not_ahead_is_not_named(mistake: str, answers: Answers) -> None:
    assert mistake not in warnings(answers)


def test_the_roadmap_says_what_it_does_not_cover() -> None:
    assert len(of(FACTS).not_covered) >= 4
