"""The same lines with every range drawn: how far the totals may lie apart, and who is cheapest how often."""

from typing import Any, Self

import numpy as np

from components.costs.distributions import Array
from components.costs.errors import CostError
from components.costs.gates import feasible_approaches
from components.costs.inputs import CostInputs
from components.costs.projection import cumulative
from components.costs.setting import drawn_setting

MAX_DRAWS = 200_000


class Percentiles(dict[int, Array]):
    """P10, P50 and P90 of the cumulative cost, each of shape (approach, month); call it for others:
    `percentiles(5, 95)`.
    """

    def __init__(self, values: Array) -> None:
        super().__init__(zip((10, 50, 90), np.percentile(values, (10, 50, 90), axis=1), strict=True))
        self._values = values

    def __call__(self, *levels: float) -> Array:
        """Percentiles of shape (level, approach, month); P10, P50 and P90 unless others are named."""
        return np.asarray(np.percentile(self._values, levels or (10, 50, 90), axis=1))


class Simulation(np.ndarray[Any, np.dtype[np.float64]]):
    """Cumulative cost in USD, an array (approach, draw, month); month index m is the end of month m + 1.

    `approaches` names the first axis: the feasible ones, in the house's order.
    """

    approaches: tuple[str, ...]

    def __new__(cls, values: Array, approaches: tuple[str, ...]) -> Self:
        """`values` with the names of its first axis."""
        array = np.asarray(values).view(cls)
        array.approaches = approaches
        return array

    def __array_finalize__(self, source: Any) -> None:
        self.approaches = getattr(source, "approaches", ())

    @property
    def percentiles(self) -> Percentiles:
        """P10, P50 and P90 by level, each of shape (approach, month)."""
        return Percentiles(np.asarray(self))

    def probability_cheapest(self, month: int) -> dict[str, float]:
        """Share of draws in which each approach has cost the least by the end of `month` (1 to the
        horizon).
        """
        values = self._at(month)
        wins = np.bincount(np.argmin(values, axis=0), minlength=len(self.approaches))
        return dict(zip(self.approaches, (wins / values.shape[1]).tolist(), strict=True))

    def break_even(self, a: str, b: str) -> Array:
        """For each draw, the first month with the last winner of `a` and `b` in front, or nan without a change."""
        ahead = np.asarray(self[self._index(a)]) <= np.asarray(self[self._index(b)])
        changes = ahead[:, 1:] != ahead[:, :-1]
        found = changes.shape[1] + 1 - np.argmax(changes[:, ::-1], axis=1).astype(float)
        return np.where(changes.any(axis=1), found, np.nan)

    def total(self, approach: str, month: int) -> Array:
        """The draws of one approach's cumulative cost by the end of `month`."""
        values: Array = self._at(month)[self._index(approach)]
        return values

    def _at(self, month: int) -> Array:
        if not 1 <= month <= self.shape[2]:
            raise CostError(
                f"Month {month} is outside the horizon of 1 to {self.shape[2]}.", "horizon_months"
            )
        return np.asarray(self)[:, :, month - 1]

    def _index(self, approach: str) -> int:
        if approach not in self.approaches:
            raise CostError(
                f"'{approach}' has no total here: it is not feasible, or there is no such approach."
            )
        return self.approaches.index(approach)


def simulate(inputs: CostInputs, draws: int = 10_000, seed: int = 0) -> Simulation:
    """Draw every range and run the projection's lines on all draws at once.

    Args:
        draws: 1 to 200,000.
        seed: same seed, same draws.

    Raises:
        CostError: draws out of range.
    """
    if not 1 <= draws <= MAX_DRAWS:
        raise CostError(f"Draws must be 1 to {MAX_DRAWS:,}, not {draws}.", "draws")
    setting = drawn_setting(inputs, draws, seed)
    approaches = feasible_approaches(inputs)
    values = np.empty((len(approaches), draws, inputs.horizon_months))
    for index, approach in enumerate(approaches):
        values[index] = cumulative(approach, setting)
    return Simulation(values, approaches)
