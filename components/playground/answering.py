"""Ask an engine as an arm would, and stop when told to."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from components.inference import Event, Generates, Timings
from components.playground.arms import Plan
from components.playground.settings import playground_data


class Stopper:
    """One stop for many answers: whoever holds it can end all of them from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: list[Iterator[Event]] = []
        self._stopped = False

    @property
    def stopped(self) -> bool:
        """Whether stop was called."""
        return self._stopped

    def stop(self) -> None:
        """End every open answer now, and every later one before it begins."""
        self._stopped = True
        with self._lock:
            events = list(self._open)
        for one in events:
            _close(one)

    @contextmanager
    def watch(self, events: Iterator[Event]) -> Iterator[Iterator[Event]]:
        """Closes `events` at the end, which frees the engine; the model must not go on for nobody."""
        with self._lock:
            self._open.append(events)
        try:
            yield events
        finally:
            with self._lock:
                self._open.remove(events)
            _close(events)


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer; `timings` is None when it was stopped on the way."""

    text: str
    timings: Timings | None = None


def stream(engine: Generates, plan: Plan, session: str = "") -> Iterator[Event]:
    """The events of one answer, decoded greedily, as every arm is.

    `session` lets the engine share its turns fairly between people.
    """
    return engine.generate(
        [dict(message) for message in plan.messages],
        adapter=plan.adapter,
        schema=plan.schema,
        max_tokens=playground_data().max_tokens,
        session=session,
        timeout_s=playground_data().answer_timeout_s,
    )


def answer(
    engine: Generates,
    plan: Plan,
    stopper: Stopper,
    on_event: Callable[[Event], None] = lambda event: None,
    session: str = "",
) -> Answer:
    """One whole answer, unless it is stopped; `on_event` hears every event.

    Raises:
        InferenceError: whatever kept the engine from answering.
    """
    pieces: list[str] = []
    timings: Timings | None = None
    if stopper.stopped:
        return Answer("")
    with stopper.watch(stream(engine, plan, session)) as events:
        for event in events:
            if stopper.stopped:
                break
            pieces.append(event.text)
            on_event(event)
            timings = event.timings or timings
    return Answer("".join(pieces), timings)


def _close(events: Iterator[Event]) -> None:
    close = getattr(events, "close", None)
    if close is not None:
        # A plain generator cannot be closed while a thread is in it; that thread ends it at its next event.
        with suppress(ValueError):
            close()
