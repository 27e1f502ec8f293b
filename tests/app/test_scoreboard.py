"""The scoreboard page with a fake engine, the script run in memory."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from components.inference import FakeEngine, InferenceError, ModelMissingError, PromptTooLongError
from components.playground import recorded, view_scoreboard
from components.playground.arms import arm_label
from components.playground.measuring import Measurement
from components.playground.recorded import RECORDED
from components.playground.report import Report
from components.retrieval import IndexLimitError
from components.scenario import Playground, Scenario
from tests.app.fake_prove import RIGHT, opened, press, scenario_of, use, words


def ready(monkeypatch: pytest.MonkeyPatch, engine: FakeEngine, *arms: str) -> AppTest:
    use(monkeypatch, engine)
    quick = {"rerank": False, "dense": False}
    return opened("scoreboard", Scenario(playground=Playground(arms=arms, settings=quick)))


def results_of(at: AppTest) -> dict[str, Any]:
    results = scenario_of(at).playground.results
    assert results is not None
    return results


def test_before_a_run_the_recorded_one_is_shown_as_recorded(monkeypatch: pytest.MonkeyPatch) -> None:
    at = ready(monkeypatch, FakeEngine(), "prompt_only")
    assert "Measure 56 questions on 1 arm" in at.button(key="run_scoreboard").label
    stored = json.loads((RECORDED / "scoreboard.json").read_text())
    day = f"{dt.datetime.fromisoformat(stored['created']):%d %b %Y}"
    assert f"Recorded on {day}" in at.info[0].value
    assert list(at.dataframe[0].value["Arm"]) == [arm_label(arm) for arm in stored["arms"]]
    assert scenario_of(at).playground.results is None


def test_a_corpus_without_a_recording_says_what_a_run_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, FakeEngine())
    at = opened("scoreboard", Scenario(playground=Playground(corpus="master-agreement")))
    assert "Nothing measured yet" in words(at)
    assert not at.dataframe


def test_a_broken_recording_is_said_and_the_page_stands(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "scoreboard.json").write_text("{")
    monkeypatch.setattr(recorded, "RECORDED", tmp_path)
    at = ready(monkeypatch, FakeEngine(), "prompt_only")
    assert "Record it again" in at.warning[0].value
    assert "Nothing measured yet" in words(at)


def test_a_run_scores_every_question_and_keeps_the_result(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = FakeEngine(otherwise=RIGHT)
    at = press(ready(monkeypatch, engine, "prompt_only", "retrieved"), "run_scoreboard")
    assert len(engine.asked) == 2 * 56
    found = results_of(at)
    assert set(found["arms"]) == {"prompt_only", "retrieved"}
    behaviour = found["arms"]["retrieved"]["behaviour"]
    assert (behaviour["hits"], behaviour["n"], behaviour["value"]) == (56, 56, 1.0)
    assert behaviour["low"] < 1.0
    assert found["arms"]["retrieved"]["knowledge"]["hits"] >= 1
    assert found["retrieval"]["lexical"]["recall_at_3"] > 0.5
    assert "replies" not in found


def test_the_result_shows_a_table_pictures_and_files(monkeypatch: pytest.MonkeyPatch) -> None:
    at = press(ready(monkeypatch, FakeEngine(otherwise=RIGHT), "retrieved"), "run_scoreboard")
    table = at.dataframe[0].value
    assert list(table["Arm"]) == ["Retrieved"]
    assert table["Behaviour, of 56"][0] == "100% (94 to 100%)"
    assert len(at.get("plotly_chart")) == 2
    assert [button.proto.label for button in at.get("download_button")] == ["Scores as CSV", "Report as JSON"]


def test_an_arm_that_does_not_fit_is_reported_with_its_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = FakeEngine([PromptTooLongError(9_876, 8_192)])
    at = press(ready(monkeypatch, engine, "full_context"), "run_scoreboard")
    assert results_of(at)["arms"]["full_context"]["infeasible"]["prompt_tokens"] == 9_876
    assert "9,876" in at.dataframe[0].value["Cannot be asked"][0]


def test_a_second_run_can_be_held_against_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = FakeEngine(otherwise="no JSON at all")
    at = press(ready(monkeypatch, engine, "retrieved"), "run_scoreboard")
    at.session_state["scoreboard_runs"][0] = at.session_state["scoreboard_runs"][0].model_copy(
        update={"created": "2020-01-01T00:00:00+00:00"}
    )
    engine.queue(*[RIGHT] * 56)
    press(at, "run_scoreboard")
    at.selectbox(key="compare_with").set_value(0).run()
    assert not at.exception
    assert "was 0%" in at.dataframe[0].value["Behaviour, of 56"][0]


def test_results_that_came_with_a_scenario_are_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, FakeEngine())
    metric = {"value": 0.5, "low": 0.2, "high": 0.8, "hits": 5, "n": 10}
    arm = {
        "knowledge": metric,
        "behaviour": metric,
        "first_token_s": 0.5,
        "prompt_tokens": 300,
        "generated_tokens": 30,
    }
    stored = {"corpus": "x", "model": "m", "created": "2026-01-01T00:00:00", "documents": 1, "questions": 10}
    at = opened("scoreboard", Scenario(playground=Playground(results={**stored, "arms": {"retrieved": arm}})))
    assert at.dataframe[0].value["Knowledge, of 10"][0] == "50% (20 to 80%)"


def test_results_that_make_no_sense_are_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, FakeEngine())
    at = opened("scoreboard", Scenario(playground=Playground(results={"arms": "none of your business"})))
    assert "Recorded on" in at.info[0].value


def test_without_a_model_a_run_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, ModelMissingError("smollm2-135m", "Install it."))
    at = opened("scoreboard", Scenario(playground=Playground(arms=("prompt_only",))))
    press(at, "run_scoreboard")
    assert "is not on this machine" in words(at)
    assert scenario_of(at).playground.results is None


def test_a_report_from_a_file_survives_its_round_trip(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    at = press(ready(monkeypatch, FakeEngine(otherwise=RIGHT), "prompt_only"), "run_scoreboard")
    run = at.session_state["scoreboard_runs"][0]
    assert json.loads(json.dumps(run.full()))["replies"][0]["arm"] == "prompt_only"
    assert type(run).model_validate(run.full()) == run


METRIC = {"value": 0.5, "low": 0.2, "high": 0.8, "hits": 5, "n": 10}
STORED = {"corpus": "x", "model": "m", "created": "2026-01-01T00:00:00", "documents": 1, "questions": 10}
MEASURED = {"knowledge": METRIC, "behaviour": METRIC, "first_token_s": 0.5, "prompt_tokens": 300}


def test_an_arm_that_is_not_known_here_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, FakeEngine())
    arms = {"reasoned": MEASURED, "retrieved": MEASURED}
    at = opened("scoreboard", Scenario(playground=Playground(results={**STORED, "arms": arms})))
    assert "Something went wrong" not in words(at)
    assert list(at.dataframe[0].value["Arm"]) == ["Retrieved"]


def test_an_index_that_cannot_be_built_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    at = ready(monkeypatch, FakeEngine(), "retrieved")

    def broken() -> None:
        raise IndexLimitError("These documents would make 99,999 passages.")

    monkeypatch.setattr(view_scoreboard, "index", broken)
    press(at, "run_scoreboard")
    assert "99,999 passages" in words(at)
    assert "Something went wrong" not in words(at)


def uploaded(at: AppTest, name: str, data: bytes) -> AppTest:
    at.file_uploader(key="report_file").upload(name, data).run()
    assert not at.exception
    return at


def test_reports_from_files_take_no_more_places_than_runs_may(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, FakeEngine())
    results = {**STORED, "arms": {"retrieved": MEASURED}}
    at = opened("scoreboard", Scenario(playground=Playground(results=results)))
    for minute in range(9):
        one = {**results, "created": f"2026-02-01T00:{minute:02}:00"}
        uploaded(at, f"{minute}.json", json.dumps(one).encode())
    runs = at.session_state["scoreboard_runs"]
    assert len(runs) == 6
    assert "2026-02-01T00:08:00" in {run.created for run in runs}


def test_a_file_that_is_too_large_is_refused_and_not_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, FakeEngine())
    results = {**STORED, "arms": {"retrieved": MEASURED}}
    at = opened("scoreboard", Scenario(playground=Playground(results=results)))
    uploaded(at, "large.json", json.dumps(results).encode() + b" " * 5_000_001)
    assert "more than 5 MB" in words(at)
    assert "scoreboard_runs" not in at.session_state


def _injections_page() -> None:
    from components.playground.view_injection import injections

    injections()


def test_planted_instructions_without_a_reply_are_named_and_not_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    use(monkeypatch, FakeEngine([InferenceError("The worker had a bad day.")], otherwise="No idea."))
    at = AppTest.from_function(_injections_page, default_timeout=60)
    quick = {"rerank": False, "dense": False}
    at.session_state["scenario"] = Scenario(playground=Playground(settings=quick))
    press(at.run(), "run_injection")
    counts = dict(zip(at.dataframe[0].value["Arm"], at.dataframe[0].value["Counts"], strict=True))
    cases = len(at.session_state["playground_corpus"].injections)
    assert counts["Full context"] == f"0 of {cases - 1}"
    assert counts["Retrieved"] == f"0 of {cases}"
    assert "no reply to 1 of them" in words(at)
    assert "bad day" in words(at)


def test_edited_documents_are_told_and_can_be_undone(monkeypatch: pytest.MonkeyPatch) -> None:
    at = ready(monkeypatch, FakeEngine(), "retrieved")
    held = at.session_state["playground_corpus"]
    at.session_state["playground_corpus"] = held.with_text(held.document_ids[0], "Something else.")
    assert "1 document edited" in words(at.run())
    press(at, "reset_edited")
    assert "1 document edited" not in words(at)


def test_a_stopped_run_says_how_far_it_came(monkeypatch: pytest.MonkeyPatch) -> None:
    at = ready(monkeypatch, FakeEngine(), "retrieved")
    stopped: Measurement[Report | None] = Measurement(lambda stopper, report: report("retrieved", 30, 56))
    with stopped:
        stopped.wait(5)
    at.session_state["scoreboard_open"] = stopped
    assert "Stopped at 30 of 56 questions of Retrieved; nothing was kept." in words(at.run())
    assert "Stopped at" not in words(at.run())
