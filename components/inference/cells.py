"""Which cells of a context are taken, and by how many sequences.

A mirror of what llama.cpp does on its side: it fills the lowest free cell first, and frees a cell with the
last sequence that holds it. Knowing the cells tells how much room is left, and whether a sequence lies in
them as it would alone.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_NEAR = 64
"""Cells beyond the wanted ones that are looked at first; there are thousands in all."""

Cells = NDArray[np.int64]


class CellMap:
    """Counts the holders of every cell."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._holders = np.zeros(size, dtype=np.int32)

    @property
    def used(self) -> int:
        """Cells that at least one sequence holds."""
        return int(np.count_nonzero(self._holders))

    @property
    def first_free(self) -> int:
        """The lowest free cell; `size` when there is none."""
        free = self._holders == 0
        return int(free.argmax()) if free.any() else self.size

    def take(self, count: int) -> Cells:
        """The cells that the next `count` rows get. Raises `MemoryError` when there are not as many."""
        start = self.first_free
        free = start + np.flatnonzero(self._holders[start : start + count + _NEAR] == 0)[:count]
        if len(free) < count:
            free = np.flatnonzero(self._holders == 0)[:count]
        if len(free) < count:
            raise MemoryError(f"{count} cells wanted, {len(free)} free")
        self._holders[free] = 1
        return free

    def share(self, cells: Cells) -> None:
        """One more sequence holds these."""
        self._holders[cells] += 1

    def drop(self, cells: Cells) -> None:
        """One sequence less holds these."""
        self._holders[cells] -= 1


def lies_first(cells: Cells) -> bool:
    """Whether a sequence has the first cells in order, as one that is alone in its context."""
    return bool(np.array_equal(cells, np.arange(len(cells))))
