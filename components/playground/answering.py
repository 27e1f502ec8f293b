"""Ask an engine as an arm would, and stop when told to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from components.playground.arms import Plan
from components.playground.settings import playground_data


class Timings(Protocol):
    """What the engine measured for one answer (seconds and tokens)."""

    queue_s: float
    first_token_s: float
    prompt_tokens: int
    cached_tokens: int
    generated_tokens: int
    total_s: float


class Event(Protocol):
    """A piece of an answer; the last one has timings."""

    text: str
    timings: Timings | None


class Generates(Protocol):
    """The part of an engine that the playground needs."""

    def generate(
        self,
        messages: Sequence[dict[str, str]],
        *,
        adapter: str | None = None,
        schema: dict[str, Any] | None = None,
        max_tokens: int,
        temperature: float = 0.0,
        seed: int = 0,
        stop: Sequence[str] = (),
    ) -> Iterator[Event]:
        """The answer, piece by piece."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer; `timings` is None when it was stopped on the way."""

    text: str
    timings: Timings | None = None


def stream(engine: Generates, plan: Plan) -> Iterator[Event]:
    """The events of one answer, decoded greedily, as every arm is."""
    return engine.generate(
        list(plan.messages), adapter=plan.adapter, schema=plan.schema, max_tokens=playground_data().max_tokens
    )


def answer(
    engine: Generates,
    plan: Plan,
    stopped: Callable[[], bool] = lambda: False,
    on_text: Callable[[str], None] = lambda text: None,
) -> Answer:
    """One whole answer. `stopped` is asked at every token; `on_text` hears every piece."""
    pieces: list[str] = []
    timings: Timings | None = None
    events = stream(engine, plan)
    try:
        for event in events:
            if stopped():
                break
            if event.text:
                pieces.append(event.text)
                on_text(event.text)
            timings = event.timings or timings
    finally:
        # Closing is what frees the sequence in the engine; without it the model would go on for nobody.
        close = getattr(events, "close", None)
        if close:
            close()
    return Answer("".join(pieces), timings)
