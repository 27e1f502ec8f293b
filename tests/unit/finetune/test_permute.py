"""The row order of exported q and k matrices."""

from __future__ import annotations

import numpy as np

from components.finetune.permute import permute


def test_within_a_head_the_two_halves_are_interleaved() -> None:
    rows = np.arange(8)[:, None]
    assert permute(rows, heads=2)[:, 0].tolist() == [0, 2, 1, 3, 4, 6, 5, 7]


def test_it_is_a_reordering_of_rows_that_keeps_columns() -> None:
    rows = np.random.default_rng(1).normal(size=(576, 16))
    moved = permute(rows, heads=9)
    assert moved.shape == rows.shape
    assert sorted(map(tuple, moved)) == sorted(map(tuple, rows))


def test_the_rotary_product_of_two_heads_is_the_same_in_either_order() -> None:
    rng = np.random.default_rng(2)
    q, k = rng.normal(size=8), rng.normal(size=8)
    assert np.isclose(q @ k, permute(q[:, None], 1)[:, 0] @ permute(k[:, None], 1)[:, 0])
