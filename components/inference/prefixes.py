"""Prompts' beginnings that are kept in a context, least recently used out. Pure bookkeeping: a lane moves the
cells."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from components.inference.cells import Cells
from components.inference.llama import Tokens, common_length


@dataclass(slots=True, eq=False)
class Kept:
    """What was computed for `tokens`: in cells of the context, or as bytes outside it, or both.

    Cells in the context cost every other answer time, used or not; bytes cost only memory.
    """

    tokens: Tokens
    sequence: int | None
    """The sequence that holds the cells; None while only the bytes are there."""
    cells: Cells
    saved: Any = None
    used_at: int = 0


class PrefixStore:
    """What is kept, bounded by tokens and by number."""

    def __init__(self, *, most_tokens: int, most_entries: int) -> None:
        self.most_tokens = most_tokens
        self._most_entries = most_entries
        self._kept: list[Kept] = []
        self._clock = itertools.count(1)

    def __iter__(self) -> Iterator[Kept]:
        return iter(tuple(self._kept))

    def __len__(self) -> int:
        return len(self._kept)

    @property
    def tokens(self) -> int:
        """Tokens of all entries; a cell shared by two counts twice."""
        return sum(len(kept.tokens) for kept in self._kept)

    def best(self, prompt: Tokens) -> tuple[Kept | None, int]:
        """The entry that has the longest beginning in common with `prompt`, and that length."""
        best, longest = None, 0
        for kept in self._kept:
            length = common_length(kept.tokens, prompt)
            if length > longest:
                best, longest = kept, length
        return best, longest

    def touch(self, kept: Kept) -> None:
        """Mark as used just now."""
        kept.used_at = next(self._clock)

    def add(self, kept: Kept) -> list[Kept]:
        """Keep an entry; returns those that it makes superfluous or that no longer fit, for the lane to
        free."""
        covered = [old for old in self._kept if common_length(old.tokens, kept.tokens) == len(old.tokens)]
        for old in covered:
            self._kept.remove(old)
        self.touch(kept)
        self._kept.append(kept)
        return covered + self._shrink()

    def drop_oldest(self, spare: Kept | None = None) -> Kept | None:
        """Take out the least recently used entry other than `spare`; None when there is none."""
        candidates = [kept for kept in self._kept if kept is not spare]
        if not candidates:
            return None
        oldest = min(candidates, key=lambda kept: kept.used_at)
        self._kept.remove(oldest)
        return oldest

    def _shrink(self) -> list[Kept]:
        out: list[Kept] = []
        while len(self._kept) > self._most_entries or self.tokens > self.most_tokens:
            oldest = self.drop_oldest(spare=self._kept[-1])
            if oldest is None:
                break
            out.append(oldest)
        return out
