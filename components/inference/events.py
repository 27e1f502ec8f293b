"""What an engine says while it answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

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
