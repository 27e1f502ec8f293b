"""Meaning in common: unit vectors of all chunks in one matrix, searched whole."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from components.retrieval.encoders import DIMENSIONS, Vector


class DenseIndex:
    """Row numbers to unit vectors (float32, n × 384). Not locked: its owner is."""

    def __init__(self) -> None:
        self._matrix: NDArray[np.float32] = np.empty((64, DIMENSIONS), dtype=np.float32)
        self._rows: list[int] = []
        self._place: dict[int, int] = {}

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, rows: Iterable[tuple[int, Vector]]) -> None:
        """Keep the vectors under their row numbers."""
        for row, vector in rows:
            self._grow()
            self._place[row] = len(self._rows)
            self._matrix[len(self._rows)] = vector
            self._rows.append(row)

    def remove(self, rows: Iterable[int]) -> None:
        """Forget these rows; the last row moves into each gap, so nothing is copied but that."""
        for row in rows:
            place = self._place.pop(row, None)
            if place is None:
                continue
            last = self._rows.pop()
            if last != row:
                self._matrix[place] = self._matrix[len(self._rows)]
                self._rows[place] = last
                self._place[last] = place

    def search(self, vector: Vector, depth: int) -> list[tuple[int, float]]:
        """Up to `depth` (row, cosine) pairs, best first."""
        count = len(self._rows)
        if not count:
            return []
        # Not `@`: there the last digits depend on where in the matrix a row stands, and an edit could turn a tie.
        scores = np.einsum("ij,j->i", self._matrix[:count], vector)
        best = np.argpartition(-scores, depth)[:depth] if depth < count else np.arange(count)
        best = best[np.argsort(-scores[best], kind="stable")]
        return [(self._rows[place], float(scores[place])) for place in best]

    def _grow(self) -> None:
        if len(self._rows) == len(self._matrix):
            self._matrix = np.concatenate([self._matrix, np.empty_like(self._matrix)])
