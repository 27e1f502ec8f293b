"""An answer on the app's side: events arrive from the supervisor's thread, the caller iterates."""

from __future__ import annotations

import queue
import time
from collections.abc import Callable, Iterator
from typing import Any

from components.inference.errors import AnswerTimeoutError, InferenceError
from components.inference.events import Event, Progress, Timings

_GRACE_S = 30.0
"""On top of the caller's timeout, which the worker keeps; for a worker that has to restart first."""


class Ticket:
    """One question under way: what was asked, what has come back."""

    def __init__(self, order: dict[str, Any]) -> None:
        self.order = order
        self.asked_at = time.perf_counter()
        self.partial = ""
        self.retried = False
        self.inbox: queue.SimpleQueue[Event | Progress | int | InferenceError] = queue.SimpleQueue()

    @property
    def id(self) -> int:
        """Unique within an engine."""
        return int(self.order["id"])

    def text(self, text: str) -> None:
        """A piece has come."""
        self.partial += text
        self.inbox.put(Event(text=text))

    def end(self, message: dict[str, Any]) -> None:
        """The answer is whole."""
        timings = Timings(**message["timings"])
        if self.order["op"] == "prepare":
            self.inbox.put(Progress(timings.prompt_tokens, timings.prompt_tokens, done=True))
        else:
            self.inbox.put(Event(text=message["text"], timings=timings, finish=message["finish"]))

    def next(self) -> Event | Progress | int:
        """Wait for what comes next. Raises what went wrong."""
        deadline_s = self.asked_at + self.order["timeout_s"] + _GRACE_S - time.perf_counter()
        try:
            news = self.inbox.get(timeout=max(0.0, deadline_s))
        except queue.Empty:
            raise AnswerTimeoutError(self.order["timeout_s"]) from None
        if isinstance(news, InferenceError):
            raise news
        return news


class Answer(Iterator[Event]):
    """Iterates events; closing it, or letting go of it, cancels what is not finished."""

    def __init__(self, ticket: Ticket, cancel: Callable[[int], None]) -> None:
        self._ticket = ticket
        self._cancel = cancel
        self._open = True

    def __next__(self) -> Event:
        if not self._open:
            raise StopIteration
        try:
            event = self._ticket.next()
        except InferenceError:
            self.close()
            raise
        if not self._open:  # closed by another thread meanwhile
            raise StopIteration
        assert isinstance(event, Event)
        if event.timings is not None:
            self._open = False
        return event

    def close(self) -> None:
        """Stop: the sequence is free at once. Harmless when the answer has ended."""
        if self._open:
            self._open = False
            self._cancel(self._ticket.id)
            self._ticket.inbox.put(Event())  # wakes a thread that waits for the next piece

    def __del__(self) -> None:
        self.close()


class Preparation(Iterator[Progress]):
    """Iterates progress; runs on whether anybody iterates or not."""

    def __init__(self, ticket: Ticket) -> None:
        self._ticket = ticket
        self._open = True

    def __next__(self) -> Progress:
        if not self._open:
            raise StopIteration
        progress = self._ticket.next()
        if isinstance(progress, Event):  # a place in the waiting line
            return Progress(0, 0)
        assert isinstance(progress, Progress)
        self._open = not progress.done
        return progress
