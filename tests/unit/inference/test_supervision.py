"""When a worker cannot be started, or takes long to load; with processes that only pretend."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from components.inference import EngineStoppedError, Limits
from components.inference import supervisor as supervision
from components.inference.supervisor import Supervisor

READY = {"ready": {"window": 64, "pid": 1}}


class PretendedWorker:
    """Says `said` and stays until it is killed or closed."""

    def __init__(self, *said: dict[str, Any]) -> None:
        self.pid, self.killed = 1, False
        self.wire = self
        self._said, self._over = said, threading.Event()

    def messages(self) -> Iterator[dict[str, Any]]:
        yield from self._said
        self._over.wait(20)

    def send(self, messages: object) -> None:
        return

    def kill(self) -> None:
        self.killed = True
        self._over.set()

    def close(self) -> None:
        self._over.set()

    def end(self) -> str:
        return "the pretended worker ended"


@pytest.fixture(autouse=True)
def _quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervision, "_BACK_OFF_S", (0.0,))
    monkeypatch.setattr(supervision, "_PULSE_EVERY_S", 0.02)
    monkeypatch.setattr(supervision, "_SILENT_S", 0.1)


def _supervisor(monkeypatch: pytest.MonkeyPatch, start: Callable[[], PretendedWorker]) -> Supervisor:
    monkeypatch.setattr(supervision, "WorkerProcess", lambda *_: start())
    return Supervisor(Path("m.gguf"), Path("adapters"), Limits())


def test_a_worker_that_cannot_be_started_is_tried_again_and_then_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tries: list[int] = []

    def start() -> PretendedWorker:
        tries.append(1)
        raise OSError(12, os.strerror(12))

    watched = _supervisor(monkeypatch, start)
    with pytest.raises(EngineStoppedError, match="Cannot allocate memory"):
        watched.wait_until_ready(10)
    assert (watched.state, len(tries)) == ("failed", 3)


def test_a_worker_that_can_be_started_at_the_second_try_serves(monkeypatch: pytest.MonkeyPatch) -> None:
    tries: list[int] = []

    def start() -> PretendedWorker:
        tries.append(1)
        if len(tries) == 1:
            raise OSError(11, os.strerror(11))
        return PretendedWorker(READY)

    watched = _supervisor(monkeypatch, start)
    deadline_s = time.monotonic() + 10
    while watched.state != "ready" and time.monotonic() < deadline_s:
        time.sleep(0.01)
    assert watched.state == "ready"
    watched.close()


def test_a_worker_that_loads_in_silence_is_left_alone_up_to_the_start_limit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    worker = PretendedWorker()
    watched = _supervisor(monkeypatch, lambda: worker)
    time.sleep(0.4)
    assert not worker.killed
    monkeypatch.setattr(supervision, "START_TIMEOUT_S", 0.1)
    time.sleep(0.4)
    assert worker.killed
    watched.close()


def test_a_ready_worker_that_falls_silent_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[PretendedWorker] = []

    def start() -> PretendedWorker:
        made.append(PretendedWorker(READY))
        return made[-1]

    watched = _supervisor(monkeypatch, start)
    time.sleep(0.4)
    assert made[0].killed
    watched.close()
