"""The diagnose page: collect, label, result, with the script run in memory."""

from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from components.diagnosis import Failure, sample_failures, view_suggest
from components.inference import FakeEngine, ModelMissingError
from components.scenario import Scenario

ROOT = Path(__file__).parents[2]
THREE = tuple(Failure(text=text) for text in ("first failure", "second failure", "third failure"))


def opened(failures: tuple[Failure, ...] = (), **state: Any) -> AppTest:
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
    at.session_state["scenario"] = Scenario(failures=failures)
    for key, value in state.items():
        at.session_state[key] = value
    at.switch_page("pages/scope/diagnose.py").run()
    assert not at.exception
    return at


def scenario_of(at: AppTest) -> Scenario:
    found: Scenario = at.session_state["scenario"]
    return found


def labels_of(at: AppTest) -> list[str | None]:
    return [item.label for item in scenario_of(at).failures]


def words(at: AppTest) -> str:
    """Everything the page says, literal HTML included."""
    kinds = ("title", "header", "subheader", "markdown", "caption", "warning", "info", "html", "toast")
    return " ".join(str(item.proto) for kind in kinds for item in at.get(kind))


def press(at: AppTest, *keys: str) -> AppTest:
    for key in keys:
        at.button(key=key).click().run()
        assert not at.exception
    return at


def test_the_empty_page_says_what_to_bring_and_asks_nothing_else() -> None:
    at = opened()
    assert "Bring failures that really happened" in words(at)
    assert not at.header


def test_the_worked_set_opens_with_its_verdict_in_one_click() -> None:
    at = press(opened(), "open_sample")
    assert scenario_of(at).failures == sample_failures()
    assert at.header[0].value == "Mostly a knowledge gap"
    assert "Substantial" in [metric.value for metric in at.metric]


def test_the_worked_set_can_be_labelled_afresh() -> None:
    at = press(opened(), "practise_sample")
    assert labels_of(at) == [None] * 40
    assert scenario_of(at).failures[0].text in words(at)


def test_pasted_lines_are_added_once_and_labels_are_kept() -> None:
    at = opened((Failure(text="old", label="both"),), diagnose_step="collect")
    at.text_area(key="diagnose_paste").input("new one\nold\n\u202bقال البوت 😀")
    press(at, "add_pasted")
    assert [item.text for item in scenario_of(at).failures] == ["old", "new one", "\u202bقال البوت 😀"]
    assert labels_of(at)[0] == "both"


def test_a_label_goes_to_the_failure_shown_and_the_next_one_appears() -> None:
    at = opened(THREE)
    assert "first failure" in words(at)
    press(at, "give_knowledge")
    assert labels_of(at) == ["knowledge", None, None]
    assert "second failure" in words(at)
    assert "Too few labels to decide" in words(at)


def test_undo_takes_the_label_back_and_shows_the_failure_again() -> None:
    at = press(opened(THREE), "give_knowledge", "give_both", "diagnose_undo")
    assert labels_of(at) == ["knowledge", None, None]
    assert "second failure" in words(at)
    press(at, "diagnose_undo")
    assert labels_of(at) == [None] * 3
    assert at.button(key="diagnose_undo").disabled


def test_skip_and_back_move_without_labelling() -> None:
    at = press(opened(THREE), "diagnose_skip", "diagnose_skip")
    assert "third failure" in words(at)
    assert at.button(key="diagnose_skip").disabled
    press(at, "diagnose_back", "give_unclear")
    assert labels_of(at) == [None, "unclear", None]


def test_a_label_can_be_changed_by_going_back() -> None:
    at = press(opened(THREE), "give_knowledge", "diagnose_back", "give_behaviour")
    assert labels_of(at) == ["behaviour", None, None]


def test_the_end_says_so_and_leads_on() -> None:
    at = press(opened(THREE), "give_knowledge", "give_knowledge", "give_knowledge")
    assert "All 3 failures are labelled" in words(at)
    press(at, "to_result")
    assert at.header[0].value == "Mostly a knowledge gap"


def test_a_second_rater_starts_blind_and_leaves_the_first_labels_alone() -> None:
    at = opened(tuple(item.model_copy(update={"label": "both"}) for item in THREE), diagnose_step="label")
    press(at, "to_second")
    assert "0 of 3 labelled" in str(at.get("progress")[0].proto)
    press(at, "give_knowledge")
    found = scenario_of(at).failures[0]
    assert (found.label, found.second_label) == ("both", "knowledge")
    press(at, "diagnose_undo")
    assert scenario_of(at).failures[0].second_label is None


def test_disagreements_can_be_settled() -> None:
    items = (Failure(text="x", label="both", second_label="knowledge"), Failure(text="y", label="behaviour"))
    at = opened(items, diagnose_step="result")
    press(at, "settle_0_knowledge")
    found = scenario_of(at).failures[0]
    assert (found.label, found.second_label) == ("knowledge", "knowledge")


def test_all_unclear_is_said_clearly_and_the_labels_are_kept() -> None:
    items = tuple(item.model_copy(update={"label": "unclear"}) for item in THREE)
    at = opened(items, diagnose_step="result")
    assert at.header[0].value == "Every label so far is unclear"
    assert at.button(key="use_in_wizard").disabled
    assert labels_of(at) == ["unclear"] * 3


def test_the_verdict_goes_into_the_wizard() -> None:
    items = tuple(item.model_copy(update={"label": "behaviour"}) for item in THREE)
    at = opened(items, diagnose_step="result")
    at.button(key="use_in_wizard").click().run()
    assert scenario_of(at).answers.failure_mode == "behaviour"


def test_failures_are_shown_literally() -> None:
    at = opened((Failure(text='<img src="http://x/y.png"> **bold** $x$'),))
    shown = next(item.proto.body for item in at.get("html") if "failure-text" in item.proto.body)
    assert "&lt;img src=&quot;http://x/y.png&quot;&gt; **bold** $x$" in shown


def test_a_suggestion_by_key_words_is_shown_and_not_applied() -> None:
    at = opened((Failure(text="Answered in prose instead of JSON"),), diagnose_suggestions="words")
    assert "Suggestion: Behaviour" in words(at)
    assert "in 12 of 14 cases" in words(at)
    assert labels_of(at) == [None]


def test_a_suggestion_by_the_model_is_shown_with_its_reason_and_asked_for_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    engine = FakeEngine(['{"reason": "the fee is old", "wrong": "fact"}'])
    monkeypatch.setattr(view_suggest, "_engine", lambda: engine)
    at = opened(THREE, diagnose_suggestions="model").run()
    assert "the fee is old" in words(at)
    assert len(engine.asked) == 1
    assert labels_of(at) == [None] * 3


def test_without_a_model_the_page_says_why_and_labelling_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = FakeEngine([ModelMissingError("smollm2", "Run `make run` once.")] * 3)
    monkeypatch.setattr(view_suggest, "_engine", lambda: engine)
    at = opened(THREE, diagnose_suggestions="model")
    assert "not on this machine" in words(at).replace("\\\\", "")
    press(at, "give_both")
    assert labels_of(at)[0] == "both"


def test_with_an_endpoint_the_page_says_where_the_failures_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(view_suggest, "_asks_elsewhere", lambda: True)
    assert "goes to the model endpoint" not in words(opened(THREE, diagnose_suggestions="words"))
    assert "goes to the model endpoint" in words(
        opened(THREE, diagnose_step="label", diagnose_suggestions="model")
    )


def test_arrow_keys_belong_to_workshop_mode_while_it_is_on() -> None:
    def shortcuts(at: AppTest) -> list[str]:
        return sorted(button.proto.shortcut for button in at.button if button.proto.shortcut)

    plain, workshop = opened(THREE), opened(THREE, workshop_mode=True)
    for keys in (shortcuts(plain), shortcuts(workshop)):
        assert len(keys) == len(set(keys)), keys
    assert "Left" in str(shortcuts(workshop)) or "left" in str(shortcuts(workshop))


def test_too_long_a_paste_is_refused_whole_and_kept_in_the_box(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("components.diagnosis.view_collect.MAX_PASTE", 10)
    at = opened()
    at.text_area(key="diagnose_paste").input("eleven letters")
    press(at, "add_pasted")
    assert scenario_of(at).failures == ()
    assert "Nothing was added" in words(at)
    assert at.text_area(key="diagnose_paste").value == "eleven letters"


def test_everything_can_be_removed_after_asking() -> None:
    at = press(opened(THREE, diagnose_step="collect"), "remove_all")
    assert scenario_of(at).failures == ()
    assert "Bring failures" in words(at)


@pytest.mark.parametrize("step", ["label", "result"])
def test_steps_without_failures_lead_back_to_collecting(step: str) -> None:
    assert "Bring failures" in words(opened(diagnose_step=step))
