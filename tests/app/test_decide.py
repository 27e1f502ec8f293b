"""The decide page: interview, sheet and answer, with the script run in memory."""

from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from components.decision import Answers, questions
from components.diagnosis import Failure
from components.scenario import Sample, Scenario, samples

ROOT = Path(__file__).parents[2]

SETTLED = Answers(
    failure_mode="both", prompting_exhausted=True, has_evals=True, knowledge_changes=False, needs_citations=False,
    strict_schema=True, labelled_examples=300,
)  # fmt: skip


def opened(answers: Answers | None = None, **fields: Any) -> AppTest:
    return of(Scenario(answers=answers or Answers(), **fields))


def of(scenario: Scenario) -> AppTest:
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
    at.session_state["scenario"] = scenario
    at.switch_page("pages/scope/decide.py").run()
    assert not at.exception
    return at


def answers_of(at: AppTest) -> Answers:
    found: Scenario = at.session_state["scenario"]
    return found.answers


def heading(at: AppTest) -> str:
    return str(at.header[0].value)


def test_the_interview_opens_with_the_question_that_narrows_most() -> None:
    assert heading(opened()) == questions()["failure_mode"].title


def test_an_answer_is_stored_and_brings_the_next_question() -> None:
    at = opened()
    at.button(key="answer_failure_mode_behaviour").click().run()
    assert answers_of(at).failure_mode == "behaviour"
    assert heading(at) == questions()["prompting_exhausted"].title


def test_not_sure_leaves_the_answer_open_and_is_not_asked_again() -> None:
    at = opened()
    at.button(key="unsure_failure_mode").click().run()
    assert answers_of(at).failure_mode is None
    assert heading(at) != questions()["failure_mode"].title


def test_not_sure_takes_back_an_answer() -> None:
    at = opened()
    at.button(key="answer_failure_mode_both").click().run()
    at.button(key="back").click().run()
    at.button(key="unsure_failure_mode").click().run()
    assert answers_of(at).failure_mode is None


def test_skip_changes_nothing_and_back_returns() -> None:
    at = opened()
    at.button(key="skip").click().run()
    assert answers_of(at) == Answers()
    at.button(key="back").click().run()
    assert heading(at) == questions()["failure_mode"].title


def test_any_question_can_be_jumped_to() -> None:
    at = opened()
    at.selectbox[0].select("domain_language_gap").run()
    assert heading(at) == questions()["domain_language_gap"].title


def test_an_exact_number_can_be_typed() -> None:
    at = opened()
    at.selectbox[0].select("kb_tokens").run()
    at.number_input(key="exact_kb_tokens").set_value(123_456).run()
    assert answers_of(at).kb_tokens == 123_456


@pytest.mark.parametrize("mode", ["interview", "sheet", "answer"])
def test_the_largest_numbers_that_a_link_may_hold_are_shown(mode: str) -> None:
    at = opened(Answers(kb_tokens=10**12, labelled_examples=10**9))
    at.segmented_control(key="decide_mode").set_value(mode).run()
    if mode == "interview":
        at.selectbox[0].select("kb_tokens").run()
        assert at.number_input(key="exact_kb_tokens").value == 10**12
    assert not at.exception
    assert [element.value for element in at.warning] == []


def test_the_interview_stops_when_settled_and_goes_on_when_asked() -> None:
    at = opened(SETTLED)
    at.segmented_control(key="decide_mode").set_value("interview").run()
    assert heading(at) == "You can stop here"
    at.button(key="go_on").click().run()
    assert heading(at) in [question.title for question in questions().values()]


def test_a_settled_scenario_opens_with_its_answer() -> None:
    at = opened(SETTLED)
    assert "The five paths" in [element.value for element in at.subheader]
    assert "Roadmap" in [element.value for element in at.subheader]


def test_an_empty_scenario_has_no_answer_yet() -> None:
    at = opened()
    at.segmented_control(key="decide_mode").set_value("answer").run()
    assert [element.value for element in at.subheader] == ["Who says what"]


def test_the_sheet_stores_and_clears_an_answer() -> None:
    at = opened()
    at.segmented_control(key="decide_mode").set_value("sheet").run()
    at.segmented_control(key="sheet_has_evals").set_value(True).run()
    assert answers_of(at).has_evals is True
    at.segmented_control(key="sheet_has_evals").set_value(None).run()
    assert answers_of(at).has_evals is None


@pytest.mark.parametrize(("label", "offered"), [("knowledge", True), (None, False)])
def test_a_clear_diagnosis_is_offered_as_the_first_answer(label: str | None, offered: bool) -> None:
    at = opened(failures=tuple(Failure(text=f"failure {number}", label=label) for number in range(30)))
    assert ("use_diagnosis" in [button.key for button in at.button]) == offered
    if offered:
        at.button(key="use_diagnosis").click().run()
        assert answers_of(at).failure_mode == "knowledge"


@pytest.mark.parametrize("sample", samples(), ids=lambda sample: sample.id)
def test_every_sample_shows_its_answer(sample: Sample) -> None:
    at = of(sample.scenario)
    at.segmented_control(key="decide_mode").set_value("answer").run()
    assert not at.exception
    assert "Roadmap" in [element.value for element in at.subheader]


def test_workshop_mode_leaves_out_the_heading_of_the_folds_it_leaves_out() -> None:
    at = opened(SETTLED)
    assert "Who says what" in [item.value for item in at.subheader]
    at.session_state["workshop_mode"] = True
    assert "Who says what" not in [item.value for item in at.run().subheader]


def test_an_answer_more_never_moves_the_bar_back() -> None:
    at, shares = opened(), []
    for _ in range(len(questions())):
        given = [button for button in at.button if str(button.key).startswith("answer_")]
        if not given:
            break
        given[-1].click().run()
        shares.append(at.get("progress")[0].proto.value)
    assert len(shares) > 3
    assert shares == sorted(shares)
