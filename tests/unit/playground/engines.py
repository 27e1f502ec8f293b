"""Engines for tests: one that answers by rule, one that waits until it is told to go on."""

import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from components.inference import Event, FakeEngine, InferenceError, Message, Timings


class RuleEngine(FakeEngine):
    """Answers each prompt with what `rule(last message, adapter)` gives."""

    def __init__(self, rule: Callable[[str, str | None], str | InferenceError], **options: Any) -> None:
        super().__init__(**options)
        self._rule = rule

    def generate(self, messages: Sequence[Message], *, max_tokens: int, **options: Any) -> Iterator[Event]:
        self.asked.append({"messages": list(messages), "max_tokens": max_tokens, **options})
        said = self._rule(messages[-1]["content"], options.get("adapter"))
        return self._say(said, self.count_tokens(messages), max_tokens)


class SlowAnswer(Iterator[Event]):
    """Says one word, then nothing until it is closed."""

    def __init__(self, on_close: Callable[[], None]) -> None:
        self._closed = threading.Event()
        self._said = False
        self._on_close = on_close

    def __next__(self) -> Event:
        if not self._said:
            self._said = True
            return Event(text="Well")
        if not self._closed.wait(20):
            raise AssertionError("nobody closed this answer")
        raise StopIteration

    def close(self) -> None:
        if not self._closed.is_set():
            self._closed.set()
            self._on_close()


class SlowEngine(FakeEngine):
    """Never ends an answer by itself; `open_answers` counts what nobody has closed yet."""

    def __init__(self) -> None:
        super().__init__()
        self.open_answers = 0
        self.started = threading.Event()

    def generate(self, messages: Sequence[Message], *, max_tokens: int, **options: Any) -> Iterator[Event]:
        self.open_answers += 1
        self.started.set()
        return SlowAnswer(self._one_less)

    def _one_less(self) -> None:
        self.open_answers -= 1


DONE = Timings(0.0, 0.1, 10, 0, 3, 0.2)
