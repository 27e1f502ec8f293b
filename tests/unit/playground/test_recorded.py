from pathlib import Path

import pytest

from components.inference import FakeEngine
from components.playground import record, recorded
from components.playground.recorded import recorded_run, recording
from tests.unit.playground.corpora import boxes


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(recorded, "RECORDED", tmp_path / "recorded")
    monkeypatch.setattr(record, "RECORDED", tmp_path / "recorded")
    return tmp_path


def test_what_the_engine_said_is_recorded_and_comes_back_as_a_run(folder: Path) -> None:
    engine = FakeEngine(otherwise='{"answer": "$79", "source": "prices"}')
    record.record(boxes(folder / "boxes"), engine, "fake-model")
    found = recording("boxes")
    assert found is not None
    assert found.model == "fake-model"
    recorded = {reply.arm for reply in found.questions[0].replies}
    assert {"prompt_only", "full_context", "retrieved"} <= recorded
    run = recorded_run(found.questions[0])
    assert run.lanes["retrieved"].text == '{"answer": "$79", "source": "prices"}'
    assert run.lanes["retrieved"].state == "done"
    assert not run.running


def test_a_corpus_without_recording_has_none(folder: Path) -> None:
    assert recording("boxes") is None
