from pathlib import Path

import pytest

from components.playground.arms import Adapters, arm_label, base_arm, plan, search_for, shown, usable_arms
from components.playground.base_prompts import base_messages
from components.playground.errors import UnknownArmError
from components.playground.prompts import build_messages
from components.playground.settings import Settings, playground_data, settings_from
from components.retrieval import LocalIndex
from tests.unit.playground.corpora import boxes
from tests.unit.retrieval.fakes import fake_models

BOTH = Adapters("support-json", "boxes-facts")
WORDS = Settings(rerank=False, dense=False)
QUESTION = "What does the small box cost?"


def prompt(folder: Path, arm: str, settings: Settings = WORDS) -> tuple[str, str | None, object]:
    corpus = boxes(folder)
    with LocalIndex(corpus.documents) as index:
        found = search_for(index, QUESTION, settings, [arm])
    asked = plan(arm, corpus, QUESTION, settings, BOTH, found)
    return asked.messages[-1]["content"], asked.adapter, asked.schema


@pytest.mark.parametrize(
    ("arm", "sees_right", "sees_other", "adapter"),
    [
        ("prompt_only", False, False, None),
        ("full_context", True, True, None),
        ("retrieved", True, False, None),
        ("fine_tuned", False, False, "support-json"),
        ("hybrid", True, False, "support-json"),
        ("fine_tuned_on_facts", False, False, "boxes-facts"),
    ],
)
def test_an_arm_sees_what_its_name_says(
    tmp_path: Path, arm: str, sees_right: bool, sees_other: bool, adapter: str | None
) -> None:
    text, used, schema = prompt(tmp_path / "boxes", arm, WORDS.model_copy(update={"top_k": 1}))
    assert QUESTION in text
    assert ("$79" in text) is sees_right
    assert ("19 days" in text) is sees_other
    assert used == adapter
    assert schema is None


def test_the_suffix_constrains_the_same_arm(tmp_path: Path) -> None:
    text, used, schema = prompt(tmp_path / "boxes", "retrieved+schema")
    assert "$79" in text
    assert used is None
    assert isinstance(schema, dict)
    assert arm_label("retrieved+schema") == "Retrieved, constrained"


def test_the_switch_constrains_every_arm(tmp_path: Path) -> None:
    assert prompt(tmp_path / "boxes", "prompt_only", Settings(constrained=True))[2] is not None


def test_few_shot_puts_examples_before_the_question(tmp_path: Path) -> None:
    corpus = boxes(tmp_path / "boxes")
    plain = plan("prompt_only", corpus, QUESTION, Settings(), BOTH)
    shot = plan("prompt_only", corpus, QUESTION, Settings(few_shot=True), BOTH)
    assert len(shot.messages) > len(plain.messages)
    assert shot.messages[-1] == plain.messages[-1]


def test_arms_without_their_adapter_are_left_out_with_a_note() -> None:
    arms, notes = usable_arms(("retrieved", "hybrid", "fine_tuned_on_facts"), Adapters(behaviour="x"))
    assert arms == ("retrieved", "hybrid")
    assert notes == ("Fine-tuned on facts was left out: its adapter is not there.",)


def test_an_unknown_arm_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UnknownArmError, match="prompt_only"):
        base_arm("reasoned")


def test_an_arm_is_shown_only_as_many_hits_as_it_prompts(tmp_path: Path) -> None:
    corpus = boxes(tmp_path / "boxes")
    with LocalIndex(corpus.documents) as index:
        found = index.search("box shop opens closes", top_k=3, rerank=False, dense=False)
    assert len(shown(found, "retrieved", Settings(top_k=1)).hits) == 1


def test_a_loose_setting_that_does_not_fit_falls_back_to_its_default_alone() -> None:
    assert settings_from({"top_k": 99, "chunker": "page", "few_shot": True}) == Settings(few_shot=True)
    assert settings_from({"few_shot": True, "stranger": 1}) == Settings(few_shot=True)


def test_arms_on_the_base_weights_are_asked_in_the_measured_words(tmp_path: Path) -> None:
    corpus = boxes(tmp_path / "boxes")
    passages = [("prices", "The small box costs $79.")]
    system, user = base_messages(corpus.system_prompt, QUESTION, passages)
    words = playground_data().base_prompt
    assert words.instruction in system["content"]
    assert user["content"] == "\n\n".join(
        [
            words.passage.format(document="prices", text=passages[0][1]),
            words.question.format(question=QUESTION),
        ]
    )


def test_the_base_model_is_pointed_at_the_sentence_that_the_search_found_and_the_tuned_one_is_not(
    tmp_path: Path,
) -> None:
    corpus = boxes(tmp_path / "boxes")
    with LocalIndex(corpus.documents, models=fake_models()) as index:
        found = search_for(index, QUESTION, Settings(), ("retrieved", "hybrid"))
    sentence = found.hits[0].sentence
    assert sentence
    pointer = playground_data().base_prompt.pointer.format(sentence=sentence)
    asked = {
        arm: plan(arm, corpus, QUESTION, Settings(), BOTH, found).messages[-1]["content"]
        for arm in ("retrieved", "hybrid")
    }
    assert pointer in asked["retrieved"]
    assert pointer not in asked["hybrid"]


def test_without_a_question_the_prompt_is_the_prefix_of_every_question(tmp_path: Path) -> None:
    corpus = boxes(tmp_path / "boxes")
    bare = plan("full_context", corpus, "", Settings(), BOTH).messages
    asked = plan("full_context", corpus, QUESTION, Settings(), BOTH).messages
    assert asked[:-1] == bare[:-1]
    assert asked[-1]["content"].startswith(bare[-1]["content"].rstrip())


def test_arms_with_an_adapter_keep_the_format_of_its_training(tmp_path: Path) -> None:
    corpus = boxes(tmp_path / "boxes")
    with LocalIndex(corpus.documents) as index:
        found = search_for(index, QUESTION, WORDS, ["hybrid"])
    asked = plan("hybrid", corpus, QUESTION, WORDS, BOTH, found)
    passages = [(hit.document_id, hit.chunk.passage) for hit in asked.hits]
    assert list(asked.messages) == build_messages(corpus.system_prompt, QUESTION, passages)
