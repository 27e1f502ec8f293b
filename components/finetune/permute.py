"""The order of rows that llama.cpp's rotary embedding expects of q and k matrices."""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray


def permute(rows: NDArray[Any], heads: int) -> NDArray[Any]:
    """Rows of a q or k matrix in the order that llama.cpp's rotary embedding expects.

    `rows` is (heads × head size) × anything. The converter does the same to the base weights: within a head,
    the two halves are interleaved.
    """
    half = rows.shape[0] // heads // 2
    return rows.reshape(heads, 2, half, *rows.shape[1:]).swapaxes(1, 2).reshape(rows.shape)
