"""Which input decides: the tornado on the difference of two approaches, and the map of the cheapest over
volume and horizon.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from components.costs.distributions import Array, p10_p90
from components.costs.errors import CostError
from components.costs.gates import feasibility, feasible_approaches
from components.costs.inputs import CostInputs
from components.costs.projection import cumulative
from components.costs.setting import central_setting, spreads

COLUMNS = [
    "input",
    "ranged",
    "p10",
    "p90",
    "difference_at_p10",
    "difference_at_p90",
    "swing",
    "flips",
]
# How far an input that was given as one number is moved, down and up, to see whether it would flip the
# winner.
MOVED = 0.5
# Inputs that people type as one number although they do not know them exactly.
MOVABLE = ("requests_per_month", "question_tokens", "answer_tokens", "kb_tokens", "labelled_examples")


@dataclass(frozen=True)
class CheapestMap:
    """The cheapest feasible approach over volume × horizon: `winner[v, m]` indexes `approaches`."""

    approaches: tuple[str, ...]
    volumes: Array
    months: Array
    winner: NDArray[np.int64]
    usd: Array


def tornado(inputs: CostInputs, a: str, b: str, month: int | None = None) -> pd.DataFrame:
    """How far each input moves the cost of `a` minus the cost of `b`, cumulative at the end of `month` (the
    horizon unless set).

    Every input is put at its P10 and at its P90 while the others stay at their most likely values; an input
    that was given as one number is halved and raised by half instead (`ranged` is False then).

    Returns:
        One row for each input that moves the difference, the largest swing first: input, ranged, p10, p90,
        difference_at_p10, difference_at_p90, swing (USD), flips (whether one end has another winner than the
        middle). `.attrs["difference"]` is the difference in the middle.

    Raises:
        CostError: an approach without a total, or a month outside the horizon.
    """
    month = inputs.horizon_months if month is None else month
    _check(inputs, (a, b), month)
    moved = _moved(inputs)
    central = central_setting(inputs)
    changed = {
        name: _column(float(central.p[name]), index, ends, len(moved))
        for index, (name, ends) in enumerate(moved.items())
    }
    setting = central_setting(inputs, changed)
    gap = cumulative(a, setting) - cumulative(b, setting)
    difference = np.broadcast_to(gap, (2 * len(moved) + 1, inputs.horizon_months))[:, month - 1]
    middle = float(difference[-1])
    rows = [
        _row(name, ends, difference[2 * index : 2 * index + 2], middle)
        for index, (name, ends) in enumerate(moved.items())
    ]
    return _sorted_frame(rows, middle)


def _sorted_frame(rows: list[dict[str, Any]], middle: float) -> pd.DataFrame:
    """The inputs that move the difference by more than half a cent, the largest swing first."""
    kept = sorted((row for row in rows if row["swing"] > 0.005), key=lambda row: -row["swing"])
    frame = pd.DataFrame(kept, columns=COLUMNS)
    frame.attrs["difference"] = middle
    return frame


def cheapest_map(
    inputs: CostInputs, approaches: tuple[str, ...] | None = None, volumes: Array | None = None
) -> CheapestMap:
    """The cheapest of the feasible `approaches` (all unless set) for every volume and month, at the most
    likely values.

    Args:
        volumes: requests a month; 61 steps from 100 to 100 million unless set.
    """
    chosen = tuple(name for name in feasible_approaches(inputs) if approaches is None or name in approaches)
    if not chosen:
        raise CostError("No approach is feasible with these inputs.")
    grid = np.logspace(2, 8, 61) if volumes is None else np.asarray(volumes, dtype=float)
    setting = central_setting(inputs, {"requests_per_month": grid[:, None]})
    usd = np.stack(
        [np.broadcast_to(cumulative(name, setting), (grid.size, inputs.horizon_months)) for name in chosen]
    )
    return CheapestMap(chosen, grid, np.arange(1.0, inputs.horizon_months + 1), np.argmin(usd, axis=0), usd)


def _moved(inputs: CostInputs) -> dict[str, tuple[float, float, bool]]:
    found = {}
    for name, (spread, shape) in spreads(inputs).items():
        if spread[2] > spread[0]:
            found[name] = (*p10_p90(spread, shape, name), True)
        elif name in MOVABLE and spread[1] > 0:
            found[name] = (spread[1] * (1 - MOVED), spread[1] * (1 + MOVED), False)
    return found


def _column(middle: float, index: int, ends: tuple[float, float, bool], count: int) -> Array:
    """The input's values for all rows: two rows of its own ends, the middle everywhere else; the last row is
    all middles.
    """
    column = np.full((2 * count + 1, 1), middle)
    column[2 * index, 0], column[2 * index + 1, 0] = ends[:2]
    return column


def _row(name: str, ends: tuple[float, float, bool], at: Array, middle: float) -> dict[str, Any]:
    low, high = float(at[0]), float(at[1])
    flips = bool(np.sign(low) != np.sign(middle) or np.sign(high) != np.sign(middle))
    return {
        "input": name,
        "ranged": ends[2],
        "p10": ends[0],
        "p90": ends[1],
        "difference_at_p10": low,
        "difference_at_p90": high,
        "swing": max(low, high, middle) - min(low, high, middle),
        "flips": flips,
    }


def _check(inputs: CostInputs, approaches: tuple[str, ...], month: int) -> None:
    gates = feasibility(inputs)
    for approach in approaches:
        if approach not in gates:
            raise CostError(f"There is no approach '{approach}'.")
        if not gates[approach].feasible:
            raise CostError(f"'{approach}' has no total: {gates[approach].reasons[0]}")
    if not 1 <= month <= inputs.horizon_months:
        raise CostError(
            f"Month {month} is outside the horizon of 1 to {inputs.horizon_months}.", "horizon_months"
        )
