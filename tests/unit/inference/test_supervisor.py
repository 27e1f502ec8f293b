"""What happens when the worker, or the app, dies."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from components.inference import AnswerCutOffError, Engine, Limits, LlamaMissingError, ModelCorruptError
from components.inference.catalogue import folder_models
from tests.bench.engine_soak import ask

pytestmark = pytest.mark.model
HELLO = [{"role": "user", "content": "Name three colours."}]
LONG = [{"role": "user", "content": "Write a very long story about a lighthouse."}]
SMALL = Limits(short_lane_mb=24, long_lane_mb=24)
ROOT = Path(__file__).resolve().parents[3]


def _until(condition: Callable[[], bool], timeout_s: float = 20.0) -> bool:
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return False


def _alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


@pytest.mark.parametrize("how", ["kill", "abort"])
def test_a_dead_worker_cuts_off_the_answer_and_comes_back(how: str) -> None:
    with Engine(limits=SMALL) as engine:
        answer = engine.generate(LONG, max_tokens=900)
        said = next(answer).text + next(answer).text
        pid = engine.status().worker_pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL) if how == "kill" else engine._supervisor.abort_worker()
        with pytest.raises(AnswerCutOffError, match="cut off") as caught:
            list(answer)
        assert caught.value.partial.startswith(said)
        assert ask(engine, HELLO, 5).text
        assert engine.status().restarts == 1


def test_waiting_questions_of_others_survive_a_dead_worker() -> None:
    with Engine(limits=Limits(running=1, short_lane_mb=24, long_lane_mb=24)) as engine:
        answer = engine.generate(LONG, max_tokens=900)
        next(answer)
        waiting = [engine.generate(HELLO, max_tokens=4, session=str(number)) for number in range(3)]
        os.kill(engine.status().worker_pid or 0, signal.SIGKILL)
        said = ["".join(event.text for event in one) for one in waiting]
        assert len(set(said)) == 1
        assert said[0]


def test_a_question_that_kills_twice_is_not_put_a_third_time() -> None:
    with Engine(limits=Limits(short_lane_mb=24)) as engine:
        answer = engine.generate([{"role": "user", "content": "word " * 4000}], max_tokens=5)
        for _ in range(2):
            assert _until(lambda: engine.status().state == "ready")
            pid = engine.status().worker_pid
            os.kill(pid or 0, signal.SIGKILL)
            assert _until(lambda gone=pid: engine.status().worker_pid != gone)  # type: ignore[misc]
        with pytest.raises(AnswerCutOffError):
            list(answer)


def test_a_hanging_worker_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("components.inference.supervisor._SILENT_S", 3.0)
    with Engine(limits=SMALL) as engine:
        os.kill(engine.status().worker_pid or 0, signal.SIGSTOP)
        assert ask(engine, HELLO, 3, timeout_s=60).text
        assert engine.status().restarts == 1


def test_a_corrupt_model_is_told_and_harms_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "broken.gguf").write_bytes(b"GGUF" + os.urandom(4096))
    broken = folder_models(tmp_path)[0]
    monkeypatch.setattr("components.inference.engine.find_model", lambda _: broken)
    with pytest.raises(ModelCorruptError, match=r"broken\.gguf"):
        Engine("broken", limits=SMALL)


def test_a_library_that_is_missing_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "llama_cpp.py").write_text("raise ImportError('no compiler here')")
    monkeypatch.setattr(
        "components.inference.process._environment", lambda _: {**os.environ, "PYTHONPATH": str(tmp_path)}
    )
    with pytest.raises(LlamaMissingError, match="no compiler here"):
        Engine(limits=SMALL)


APP = """
import sys, time
from components.inference import Engine, Limits
engine = Engine(limits=Limits(short_lane_mb=24, long_lane_mb=24))
answer = engine.generate([{"role": "user", "content": "Write a very long story."}], max_tokens=900)
next(answer)
print(engine.status().worker_pid, flush=True)
try:
    for event in answer: pass
    time.sleep(60)
except KeyboardInterrupt:
    sys.exit(0)
"""


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_no_worker_outlives_its_app(how: signal.Signals) -> None:
    app = subprocess.Popen([sys.executable, "-c", APP], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    with app:
        assert app.stdout is not None
        pid = int(app.stdout.readline())
        assert _alive(pid)
        app.send_signal(how)
        app.wait(20)
    assert _until(lambda: not _alive(pid), 10.0)


def test_an_engine_started_in_a_thread_that_ends_lives_on() -> None:
    """Streamlit runs scripts in threads; the kernel would end a worker with the thread that started it."""
    made: list[Engine] = []
    thread = threading.Thread(target=lambda: made.append(Engine(limits=SMALL)))
    thread.start()
    thread.join()
    with made[0] as engine:
        time.sleep(0.3)
        assert ask(engine, HELLO, 3).text
        assert engine.status().restarts == 0


def test_an_idle_worker_sleeps() -> None:
    with Engine(limits=SMALL) as engine:
        ask(engine, HELLO, 8)
        pid = engine.status().worker_pid
        time.sleep(0.5)
        before = _cpu_ticks(pid)
        time.sleep(2.0)
        assert _cpu_ticks(pid) - before <= 0.1 * os.sysconf("SC_CLK_TCK")


def _cpu_ticks(pid: int | None) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])
