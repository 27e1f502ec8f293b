"""How much an engine may use. Plain numbers that cross to the worker as JSON."""

from __future__ import annotations

import os
from dataclasses import asdict, dataclass, field
from typing import Any


def usable_cores() -> int:
    """Cores that this process may run on (a container's limit counts, not the machine's)."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on macOS and Windows
        return os.cpu_count() or 1


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one engine. Memory in MB, lengths in tokens."""

    threads: int = field(default_factory=usable_cores)
    running: int = 16
    """Answers written at the same time in one lane."""
    queue: int = 64
    """Questions waiting at most; a named session may fill half of it."""
    long_lane_mb: int = 185
    """Cells for prompts of more than `short_prompt` tokens, stuffed corpora mostly: 8,192 tokens of
    SmolLM2-135M."""
    short_lane_mb: int = 70
    adapter_lane_mb: int = 40
    short_prompt: int = 1024
    prefix_mb: int = 96
    """Kept prefixes of one lane together; never more than three quarters of it."""
    kept_prefixes: int = 12
    smallest_prefix: int = 256
    """A shorter prompt is read again rather than kept: kept cells slow every step of the others a little."""
    piece: int = 512
    """Prompt tokens read in one step when nobody is waiting for the next word."""
    micro_batch: int = 128
    """Rows that llama.cpp computes at once; its working memory grows with this times the window."""
    piece_beside_answers: int = 192
    """Prompt tokens read in one step beside running answers, so that these do not stall."""
    request_timeout_s: float = 180.0
    spin: int = 10_000
    """Turns that llama.cpp's threads spin at a barrier before they sleep; its default starves everybody
    else."""

    def to_wire(self) -> dict[str, Any]:
        """As plain data."""
        return asdict(self)
