import pytest

from components.inference import pace as module
from components.inference.pace import Pace


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [0.0]
    monkeypatch.setattr(module.time, "monotonic", lambda: now[0])  # type: ignore[attr-defined]
    return now


def test_threads_that_get_their_cores_stay(clock: list[float]) -> None:
    pace = Pace(2)
    for _ in range(20):
        pace.note(0.01, 0.019)
    assert pace.threads == 2


def test_starved_threads_are_halved_and_tried_again_later(clock: list[float]) -> None:
    pace = Pace(2)
    pace.note(0.01, 0.019)
    for _ in range(3):
        pace.note(0.1, 0.02)
    assert pace.threads == 1
    pace.note(0.01, 0.01)
    assert pace.threads == 1
    clock[0] = 2.5
    pace.note(0.01, 0.01)
    assert pace.threads == 2


def test_when_trying_again_fails_the_rest_doubles(clock: list[float]) -> None:
    pace = Pace(2)
    for _ in range(3):
        pace.note(0.1, 0.02)
    clock[0] = 2.0
    pace.note(0.1, 0.1)
    pace.note(0.1, 0.02)
    assert pace.threads == 1
    clock[0] = 5.0
    pace.note(0.1, 0.1)
    assert pace.threads == 1
    clock[0] = 6.0
    pace.note(0.1, 0.1)
    assert pace.threads == 2


def test_one_slow_step_changes_nothing(clock: list[float]) -> None:
    pace = Pace(2)
    for worked_s in (0.02, 0.2, 0.02, 0.2):
        pace.note(0.1, worked_s)
    assert pace.threads == 2
