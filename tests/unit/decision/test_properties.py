"""What holds for any answers, checked against a second reading of the frameworks (reference.py)."""

from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from components.decision import Answers, asked_by, decide, flips, next_question
from tests.unit.decision import reference

NUMBERS = {
    "kb_tokens": [None, 0, 99_999, 100_000, 200_000, 200_001, 10**12],
    "labelled_examples": [None, 0, 199, 200, 10**9],
}
YES_NO = [name for name in Answers.model_fields if name not in (*NUMBERS, "failure_mode")]
PROPERTY = settings(deadline=None, max_examples=80)  # no deadline: the machine may be busy
ANSWERS = st.builds(
    Answers,
    failure_mode=st.sampled_from([None, *reference.MODES]),
    **{name: st.sampled_from(values) for name, values in NUMBERS.items()},
    **{name: st.sampled_from([None, True, False]) for name in YES_NO},
)


@PROPERTY
@given(ANSWERS)
def test_every_verdict_is_what_full_enumeration_gives(answers: Answers) -> None:
    decision = decide(answers)
    for name, verdict in decision.verdicts.items():
        assert (verdict.now, verdict.destination) == reference.shares(name, answers.model_dump())
    assert (decision.consensus, decision.agreement) == reference.consensus(answers.model_dump())


@PROPERTY
@given(ANSWERS)
def test_shares_sum_to_one_and_none_is_empty(answers: Answers) -> None:
    for verdict in decide(answers).verdicts.values():
        for shares in (verdict.now, verdict.destination):
            assert sum(shares.values()) == 1.0
            assert min(shares.values()) > 0


@PROPERTY
@given(ANSWERS)
def test_a_path_is_lit_with_what_arrives_and_leaves(answers: Answers) -> None:
    for verdict in decide(answers).verdicts.values():
        for step in verdict.path:
            assert step.share == sum(step.branches.values())
            assert 0 < step.share <= 1
            assert step.cite.source == verdict.framework


@PROPERTY
@given(ANSWERS)
def test_a_flip_flips_from_the_consensus_to_the_one_it_names(answers: Answers) -> None:
    for flip in flips(answers):
        assert flip.from_approach == decide(answers).consensus != flip.to_approach
        assert getattr(answers, flip.field) != flip.value
        assert decide(answers.model_copy(update={flip.field: flip.value})).consensus == flip.to_approach


@PROPERTY
@given(ANSWERS)
def test_no_single_other_answer_flips_unnoticed(answers: Answers) -> None:
    values = answers.model_dump()
    tried: dict[str, list[Any]] = {name: [None, True, False] for name in YES_NO}
    tried |= {"failure_mode": [None, *reference.MODES], **NUMBERS}
    found = {(flip.field, flip.to_approach, flip.value is None) for flip in flips(answers)}
    for field, options in tried.items():
        for value in options:
            other = reference.consensus({**values, field: value})[0]
            if other != reference.consensus(values)[0]:
                assert (field, other, value is None) in found


@PROPERTY
@given(ANSWERS)
def test_next_question_is_none_exactly_when_everything_is_settled(answers: Answers) -> None:
    decision = decide(answers)
    alone = all(len(v.now) == 1 and len(v.destination) == 1 for v in decision.verdicts.values())
    assert decision.settled == alone
    assert (next_question(answers) is None) == alone


@PROPERTY
@given(ANSWERS)
def test_the_question_asked_is_open_and_one_of_its_answers_changes_an_outcome(answers: Answers) -> None:
    field = next_question(answers)
    if field is None:
        return
    assert getattr(answers, field) is None
    options = NUMBERS.get(field) or (reference.MODES if field == "failure_mode" else (True, False))
    before = {name: reference.shares(name, answers.model_dump()) for name in reference.RULES}
    after = [
        {name: reference.shares(name, {**answers.model_dump(), field: value}) for name in reference.RULES}
        for value in options
    ]
    assert any(outcome != before for outcome in after)


@PROPERTY
@given(ANSWERS)
def test_settled_means_that_no_spread_answer_matters_any_more(answers: Answers) -> None:
    if next_question(answers) is not None:
        return
    values = answers.model_dump()
    before = {name: reference.shares(name, values) for name in reference.RULES}
    fields = [field for field, value in values.items() if value is None and field in reference.SPREAD]
    for field, value in [(name, value) for name in fields for value in reference.SPREAD[name]]:
        assert {name: reference.shares(name, {**values, field: value}) for name in reference.RULES} == before


@PROPERTY
@given(ANSWERS, st.randoms(use_true_random=False))
def test_the_interview_ends_whatever_is_answered(answers: Answers, random: Any) -> None:
    asked = []
    while (field := next_question(answers)) is not None:
        assert field not in asked
        asked.append(field)
        numbers = [value for value in NUMBERS.get(field, []) if value is not None]
        options = numbers or (reference.MODES if field == "failure_mode" else (True, False))
        answers = answers.model_copy(update={field: random.choice(list(options))})
    assert decide(answers).settled


@PROPERTY
@given(ANSWERS, st.sets(st.sampled_from(sorted(Answers.model_fields))))
def test_a_skipped_question_is_not_asked_again(answers: Answers, skip: set[str]) -> None:
    assert next_question(answers, skip=skip) not in skip


def test_every_field_asked_by_a_framework_is_asked_in_some_interview() -> None:
    reached = set()
    for prompting, kb_tokens, mode in product([None, True], [None, 1_000], [None, *reference.MODES]):
        answers = Answers(prompting_exhausted=prompting, kb_tokens=kb_tokens, failure_mode=mode)
        skip: set[str] = set()
        while (field := next_question(answers, skip=skip)) is not None:
            skip.add(field)
        reached |= skip
    assert reached == {field for field in Answers.model_fields if asked_by(field)}


@pytest.mark.parametrize(("window", "outcome"), [(50_000, "full_context"), (49_999, "rag")])
def test_another_window_budget_moves_the_line_of_the_framework_that_leaves_it_open(
    window: int, outcome: str
) -> None:
    answers = Answers(
        failure_mode="knowledge",
        kb_tokens=50_000,
        knowledge_changes=False,
        access_controlled=False,
        needs_citations=False,
    )
    decision = decide(answers, window_tokens=window)
    assert decision.verdicts["dreaming_press"].destination == {outcome: 1.0}
    assert decision.verdicts["khan"].destination == {"full_context": 1.0}
