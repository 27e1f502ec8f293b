"""What an engine says while it answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, Protocol

Finish = Literal["stop", "length"]
Message = dict[str, str]
"""A turn: `{"role": "system" | "user" | "assistant", "content": …}`."""


@dataclass(frozen=True, slots=True)
class Timings:
    """What one answer took. Seconds count from the call of `generate`."""

    queue_s: float
    """Waiting until the engine began to read the prompt."""
    first_token_s: float
    """Until the first token, waiting and reading included."""
    prompt_tokens: int
    """The whole prompt, chat template included."""
    cached_tokens: int
    """The part of the prompt that was known from an earlier one and did not have to be read."""
    generated_tokens: int
    total_s: float

    @property
    def tokens_per_s(self) -> float:
        """Rate of the answer after its first token; 0 when there is nothing to measure."""
        span_s = self.total_s - self.first_token_s
        return (self.generated_tokens - 1) / span_s if span_s > 0 and self.generated_tokens > 1 else 0.0


@dataclass(frozen=True, slots=True)
class Event:
    """A piece of an answer, a place in the waiting line, or (with `timings`) the end."""

    text: str = ""
    timings: Timings | None = None
    finish: Finish | None = None
    """Why the answer ended: "stop" by itself or at a stop string, "length" at `max_tokens` or the window's
    end."""
    queue_place: int | None = None
    """1 is next in line; only on events without text."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How much of a prefix has been read ahead."""

    read_tokens: int
    total_tokens: int
    done: bool = False


@dataclass(frozen=True, slots=True)
class Status:
    """How the engine is."""

    healthy: bool
    state: str
    """"starting", "ready", "restarting", "failed", "closed" or "remote"."""
    running: int = 0
    waiting: int = 0
    sequences: int = 0
    """Answers that can be written at the same time."""
    free_sequences: int = 0
    kept_prefixes: int = 0
    kept_tokens: int = 0
    memory_mb: float = 0.0
    """Resident memory of the worker process."""
    restarts: int = 0
    worker_pid: int | None = None
    problem: str | None = None


class Generates(Protocol):
    """The face that the local engine, the remote one and the fake share."""

    @property
    def context_window(self) -> int:
        """Tokens that a prompt and its answer may have together."""

    def generate(
        self,
        messages: list[Message],
        *,
        adapter: str | None = None,
        schema: dict[str, Any] | None = None,
        max_tokens: int,
        temperature: float = 0.0,
        seed: int = 0,
        stop: tuple[str, ...] | list[str] = (),
        session: str = "",
        timeout_s: float | None = None,
    ) -> Iterator[Event]:
        """The answer, piece by piece; the last event has timings."""

    def prepare(
        self, messages: list[Message], *, adapter: str | None = None, session: str = ""
    ) -> Iterator[Progress]:
        """Read the beginning of coming prompts ahead."""

    def count_tokens(self, messages: list[Message]) -> int:
        """Tokens of the prompt that these messages make."""

    def status(self) -> Status:
        """Health and load."""

    def close(self) -> None:
        """End everything that belongs to the engine."""
