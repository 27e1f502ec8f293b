"""The interview as a value: forwards, back, passed over, jumped, going on."""

import pytest
from pydantic import ValidationError

from components.decision import Answers, asked_by
from components.decision.domains import LARGEST
from components.decision.interview import Interview, current_question, progress, remaining

SETTLED = Answers(
    failure_mode="behaviour", prompting_exhausted=True, has_evals=True, knowledge_changes=False, needs_citations=False,
    strict_schema=True, labelled_examples=300,
)  # fmt: skip


def test_the_largest_numbers_of_the_inputs_are_those_of_the_answers() -> None:
    assert Answers(**LARGEST).model_dump(exclude_none=True) == LARGEST
    for field, largest in LARGEST.items():
        with pytest.raises(ValidationError):
            Answers(**{field: largest + 1})


def test_it_begins_with_the_question_that_narrows_most() -> None:
    assert current_question(Interview(), Answers()) == "failure_mode"


def test_a_question_passed_over_is_not_asked_again_until_it_is_answered() -> None:
    passed = Interview().left_open("failure_mode")
    assert current_question(passed, Answers()) != "failure_mode"
    assert "failure_mode" not in passed.answered("failure_mode").passed


def test_back_walks_the_trail_in_reverse() -> None:
    trail = Interview().answered("failure_mode").left_open("has_evals")
    last = trail.back("knowledge_changes")
    assert last.at == "has_evals"
    assert last.back("has_evals").at == "failure_mode"
    assert last.back("failure_mode") == last


def test_a_jump_holds_until_the_question_is_dealt_with() -> None:
    jumped = Interview().jumped("domain_language_gap")
    assert current_question(jumped, Answers()) == "domain_language_gap"
    assert current_question(jumped.answered("domain_language_gap"), Answers()) == "failure_mode"


def test_settled_stops_and_going_on_reaches_every_open_question() -> None:
    assert current_question(Interview(), SETTLED) is None
    state, seen = Interview().go_on(), []
    while (field := current_question(state, SETTLED)) is not None:
        seen.append(field)
        state = state.left_open(field)
    assert set(seen) == {name for name, value in SETTLED if value is None}


def test_what_changes_no_outcome_comes_last() -> None:
    order = remaining(Interview(), Answers())
    last_asked = max(place for place, field in enumerate(order) if asked_by(field))
    first_unasked = min(place for place, field in enumerate(order) if not asked_by(field))
    assert last_asked < first_unasked


def test_progress_runs_from_nothing_to_settled() -> None:
    assert progress(Answers()) == 0
    assert 0 < progress(Answers(failure_mode="knowledge")) < 1
    assert progress(SETTLED) == 1
