from pathlib import Path

import pytest

from components.inference import InferenceError, PromptTooLongError
from components.playground.arms import Adapters, plan
from components.playground.live import LiveRun
from components.playground.settings import Settings
from tests.unit.playground.corpora import boxes
from tests.unit.playground.engines import RuleEngine, SlowEngine

ARMS = ("prompt_only", "full_context")


def live(folder: Path, engine: RuleEngine | SlowEngine) -> LiveRun:
    corpus = boxes(folder / "boxes")
    return LiveRun(engine, [plan(arm, corpus, "What?", Settings(), Adapters()) for arm in ARMS])


def test_all_arms_answer_side_by_side(tmp_path: Path) -> None:
    with live(
        tmp_path, RuleEngine(lambda prompt, adapter: "stuffed" if "Document" in prompt else "bare")
    ) as run:
        run.join()
    assert {arm: (lane.state, lane.text) for arm, lane in run.lanes.items()} == {
        "prompt_only": ("done", "bare"),
        "full_context": ("done", "stuffed"),
    }


def test_leaving_the_run_frees_the_engine_and_keeps_what_was_said(tmp_path: Path) -> None:
    engine = SlowEngine()
    with live(tmp_path, engine) as run:
        while any(not lane.text for lane in run.lanes.values()):
            pass
    run.join(5)
    assert engine.open_answers == 0
    assert not run.running
    assert {lane.text for lane in run.lanes.values()} == {"Well"}
    assert {lane.state for lane in run.lanes.values()} == {"stopped"}


def test_one_arm_that_fails_leaves_the_others_alone(tmp_path: Path) -> None:
    engine = RuleEngine(lambda prompt, _: InferenceError("too much") if "Document" in prompt else "fine")
    with live(tmp_path, engine) as run:
        run.join()
    assert run.lanes["full_context"].error == "too much"
    assert run.lanes["prompt_only"].state == "done"


def test_a_prompt_over_the_window_keeps_its_counts(tmp_path: Path) -> None:
    engine = RuleEngine(lambda prompt, _: PromptTooLongError(900, 500) if "Document" in prompt else "fine")
    with live(tmp_path, engine) as run:
        run.join()
    too_long = run.lanes["full_context"].too_long
    assert too_long is not None
    assert (too_long.prompt_tokens, too_long.window_tokens) == (900, 500)


def test_a_mistake_of_ours_ends_its_arm_with_a_sentence_and_logs_no_text(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def stumble(prompt: str, _: str | None) -> str:
        if "Document" in prompt:
            raise KeyError("what somebody typed")
        return "fine"

    with live(tmp_path, RuleEngine(stumble)) as run:
        run.join()
    assert run.lanes["prompt_only"].state == "done"
    assert run.lanes["full_context"].state == "failed"
    assert "Something went wrong" in (run.lanes["full_context"].error or "")
    assert "KeyError" in caplog.text
    assert "in stumble" in caplog.text
    assert "typed" not in caplog.text
