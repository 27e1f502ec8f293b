"""A lane's kept prefixes, in the context while they are in use and beside it as bytes otherwise.

llama.cpp's attention walks over every cell of a context, whoever holds it: 5,000 kept tokens made an unrelated prompt
of 1,300 three times slower to read. Putting such a prefix aside and back again takes milliseconds.
"""

from __future__ import annotations

from components.inference.cells import CellMap, Cells, lies_first
from components.inference.llama import LlamaContext, Tokens
from components.inference.prefixes import Kept, PrefixStore

_TAIL = 128


class Shelf:
    """Puts prefixes aside and back. `free` are the sequence ids that nobody has; a lane shares them."""

    def __init__(self, context: LlamaContext, cells: CellMap, free: list[int], store: PrefixStore) -> None:
        self._context = context
        self._map = cells
        self._free = free
        self.store = store

    def put_aside(self, spare: Kept | None = None) -> None:
        """Clear the context of all kept prefixes but `spare`; they stay known."""
        for kept in self.store:
            if kept is not spare and kept.sequence is not None:
                self._put_aside(kept)

    def bring(self, kept: Kept, *, first: bool) -> None:
        """Have the prefix in the context; in its first cells when `first`, for which it must be empty otherwise."""
        if kept.sequence is not None and first and not lies_first(kept.cells):
            self._put_aside(kept)
        if kept.sequence is not None:
            return
        kept.sequence = self._free.pop()
        kept.cells = self._map.take(len(kept.tokens))
        if not self._context.restore(kept.sequence, kept.saved):
            raise RuntimeError("llama.cpp could not put a kept prefix back")

    def clear_tail(self, kept: Kept, length: int) -> None:
        """Leave none of its cells beyond `length` in the context: a short tail (somebody's question) is forgotten."""
        if len(kept.tokens) - length > _TAIL:
            self._put_aside(kept)
        elif kept.sequence is not None and length < len(kept.tokens):
            self._context.cut(kept.sequence, length)
            self._map.drop(kept.cells[length:])
            kept.tokens, kept.cells, kept.saved = kept.tokens[:length], kept.cells[:length], None

    def keep(self, tokens: Tokens, sequence: int, cells: Cells) -> None:
        """Take over a sequence that holds `cells`, of which the first are those of `tokens`."""
        self._context.cut(sequence, len(tokens))
        self._map.drop(cells[len(tokens) :])
        for old in self.store.add(Kept(tokens, sequence, cells[: len(tokens)].copy())):
            if old.sequence is not None:
                self.forget(old.sequence, old.cells)

    def forget(self, sequence: int, cells: Cells) -> None:
        """Free a sequence."""
        self._context.cut(sequence)
        self._map.drop(cells)
        self._free.append(sequence)

    def _put_aside(self, kept: Kept) -> None:
        assert kept.sequence is not None
        if kept.saved is None:
            kept.saved = self._context.save(kept.sequence)
        self.forget(kept.sequence, kept.cells)
        kept.sequence, kept.cells = None, kept.cells[:0]
