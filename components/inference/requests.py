"""A question on the worker's side, and what is being written for it."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from components.inference.cells import Cells
from components.inference.events import Finish, Timings
from components.inference.llama import Tokens
from components.inference.sampling import Sampler
from components.inference.text import TextStream


@dataclass(slots=True, eq=False)
class Request:
    """One question, tokenised. Lengths in tokens."""

    id: int
    prompt: Tokens
    max_tokens: int
    session: str = ""
    adapter: str | None = None
    temperature: float = 0.0
    seed: int = 0
    grammar: str | None = None
    stop: tuple[str, ...] = ()
    timeout_s: float = 180.0
    prepare: bool = False
    """Only read and keep the prompt."""
    asked_at: float = field(default_factory=time.perf_counter)

    @property
    def room(self) -> int:
        """Cells that prompt and answer need at most."""
        return len(self.prompt) + self.max_tokens

    @property
    def late(self) -> bool:
        """Whether its time is up."""
        return time.perf_counter() - self.asked_at > self.timeout_s


@dataclass(slots=True, eq=False)
class Answering:
    """A request that has a sequence."""

    request: Request
    sequence: int
    cells: Cells
    sampler: Sampler
    stream: TextStream
    cached: int
    alone: bool
    """Whether nothing else was in the lane when it began."""
    started_at: float = field(default_factory=time.perf_counter)
    first_at: float | None = None
    length: int = 0
    """Tokens of the sequence that have been computed."""
    generated: int = 0
    next_token: int | None = None
    """Chosen, but not yet computed."""
    finish: Finish | None = None

    @property
    def reading(self) -> bool:
        """Whether a part of the prompt is still to be read."""
        return self.length < len(self.request.prompt)

    @property
    def unread(self) -> int:
        """Prompt tokens still to be read."""
        return len(self.request.prompt) - self.length

    @property
    def read_tokens(self) -> Tokens:
        """The part of the prompt that has been read."""
        return self.request.prompt[: self.length]

    @property
    def held(self) -> Cells:
        """Cells of what has been computed."""
        return self.cells[: self.length]

    @property
    def to_come(self) -> int:
        """Cells that it may still take."""
        return self.request.room - self.length

    def timings(self) -> Timings:
        """Measured until now."""
        now, asked = time.perf_counter(), self.request.asked_at
        return Timings(
            queue_s=self.started_at - asked,
            first_token_s=(self.first_at or now) - asked,
            prompt_tokens=len(self.request.prompt),
            cached_tokens=self.cached,
            generated_tokens=self.generated,
            total_s=now - asked,
        )


def empty_cells(request: Request) -> Cells:
    """Room to note the cells of prompt and answer."""
    return np.zeros(request.room, dtype=np.int64)


def request_from_wire(data: dict[str, Any], prompt: Tokens, max_tokens: int, grammar: str | None) -> Request:
    """The request that the app sent, with what the worker made of it."""
    return Request(
        id=data["id"],
        prompt=prompt,
        max_tokens=max_tokens,
        session=data["session"],
        adapter=data["adapter"],
        temperature=data.get("temperature", 0.0),
        seed=data.get("seed", 0),
        grammar=grammar,
        stop=tuple(data.get("stop", ())),
        timeout_s=data["timeout_s"],
        prepare=data["op"] == "prepare",
    )
