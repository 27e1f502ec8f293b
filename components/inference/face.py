"""What all engines have in common: how they are asked and closed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import Any, Protocol, Self, TypedDict, Unpack

from components.inference.events import Event, Message, Progress, Status


class Options(TypedDict, total=False):
    """What `generate` takes besides messages and length; every part may be left out."""

    adapter: str | None
    """Name of a LoRA adapter; the base weights without."""
    schema: dict[str, Any] | None
    """JSON schema that the answer is made to follow."""
    temperature: float
    """0, the default, takes the likeliest token every time."""
    seed: int
    """For temperatures above 0; 0 by default."""
    stop: Sequence[str]
    """The answer ends before any of these."""
    session: str
    """Whose question it is; sessions take turns."""
    timeout_s: float | None
    """Stop after that long, waiting included; as the engine is set up without."""


def decoding(max_tokens: int, options: Options) -> dict[str, Any]:
    """The part of a request that says how to decode: max_tokens, temperature, seed, stop.

    Raises:
        TypeError: an option that is not among `Options`.
        ValueError: `max_tokens` is below 1.
    """
    if unknown := options.keys() - Options.__annotations__:
        raise TypeError(f"no such option: {', '.join(sorted(unknown))}")
    if max_tokens < 1:
        raise ValueError(f"max_tokens must be at least 1, not {max_tokens}")
    stop = options.get("stop", ())
    return {
        "max_tokens": max_tokens,
        "temperature": options.get("temperature", 0.0),
        "seed": options.get("seed", 0),
        "stop": [stop] if isinstance(stop, str) else list(stop),
    }


class Generates(Protocol):
    """The face that the local engine, the remote one and the fake share. A context manager: leaving closes it."""

    @property
    def context_window(self) -> int:
        """Tokens that a prompt and its answer may have together."""

    def generate(
        self, messages: list[Message], *, max_tokens: int, **options: Unpack[Options]
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

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
