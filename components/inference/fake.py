"""A stand-in for `Engine` in tests of pages: answers come from a queue, word by word."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from components.inference.errors import InferenceError, PromptTooLongError
from components.inference.events import Event, Message, Progress, Status, Timings
from components.inference.face import Generates


class FakeEngine(Generates):
    """Gives queued answers in order, then `otherwise`. An `InferenceError` in the queue is raised.

    `asked` notes every call: the keyword arguments of `generate` with its messages.
    """

    context_window = 8192

    def __init__(
        self,
        answers: Sequence[str | InferenceError] = (),
        *,
        otherwise: str = "A fake answer.",
        context_window: int = context_window,
    ) -> None:
        self._answers = deque(answers)
        self._otherwise = otherwise
        self._lock = threading.Lock()
        self.context_window = context_window
        self.model_path = Path("fake.gguf")
        self.note: str | None = None
        self.asked: list[dict[str, Any]] = []
        self.prepared: list[list[Message]] = []
        self.closed = False

    def queue(self, *answers: str | InferenceError) -> None:
        """Add answers to the queue."""
        self._answers.extend(answers)

    def generate(self, messages: Sequence[Message], *, max_tokens: int, **options: Any) -> Iterator[Event]:
        """The next queued answer, cut at `max_tokens` words; timings count words as tokens."""
        with self._lock:
            self.asked.append({"messages": list(messages), "max_tokens": max_tokens, **options})
            answer = self._answers.popleft() if self._answers else self._otherwise
        return self._say(answer, self.count_tokens(messages), max_tokens)

    def prepare(
        self, messages: Sequence[Message], *, adapter: str | None = None, session: str = ""
    ) -> Iterator[Progress]:
        """Done at once, in two steps."""
        self.prepared.append(list(messages))
        total = self.count_tokens(messages)
        return iter([Progress(total // 2, total), Progress(total, total, done=True)])

    def count_tokens(self, messages: Sequence[Message]) -> int:
        """Words of all messages."""
        return sum(len(message["content"].split()) for message in messages)

    def adapters(self) -> list[str]:
        """None are there."""
        return []

    def status(self) -> Status:
        """Always well, until closed."""
        return Status(
            healthy=not self.closed,
            state="closed" if self.closed else "ready",
            sequences=16,
            free_sequences=16,
        )

    def close(self) -> None:
        """Note that it was closed."""
        self.closed = True

    def _say(self, answer: str | InferenceError, prompt_tokens: int, max_tokens: int) -> Iterator[Event]:
        if isinstance(answer, InferenceError):
            raise answer
        if prompt_tokens >= self.context_window:
            raise PromptTooLongError(prompt_tokens, self.context_window)
        words = answer.split(" ")
        for place, word in enumerate(words[:max_tokens]):
            yield Event(text=word if place == 0 else f" {word}")
        timings = Timings(0.0, 0.01, prompt_tokens, 0, min(len(words), max_tokens), 0.02)
        yield Event(timings=timings, finish="length" if len(words) > max_tokens else "stop")
