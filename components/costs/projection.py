"""The projection: one figure for every approach, month and line."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from components.costs.distributions import Array
from components.costs.gates import feasibility
from components.costs.inputs import CostInputs
from components.costs.setting import Setting, central_setting
from components.costs.terms import Line, lines


def project(inputs: CostInputs) -> pd.DataFrame:
    """Every cost line of every feasible approach at the most likely values.

    Returns:
        One row for each approach, month and item: approach, month (0 for one-off, then 1 to the horizon),
        item, kind (`one_off` or `recurring`), usd, source (a source id). Infeasible approaches have no rows;
        why, is in `.attrs["infeasible"]`, a dict from approach to reasons.
    """
    setting = central_setting(inputs)
    gates = feasibility(inputs)
    rows = [
        (approach, line)
        for approach, gate in gates.items()
        if gate.feasible
        for line in lines(approach, setting)
    ]
    frame = _frame(rows, setting)
    frame.attrs["infeasible"] = {
        approach: gate.reasons for approach, gate in gates.items() if not gate.feasible
    }
    return frame


def _frame(rows: list[tuple[str, Line]], setting: Setting) -> pd.DataFrame:
    horizon = setting.inputs.horizon_months
    counts = [1 if line.kind == "one_off" else horizon for _, line in rows]
    once, monthly = np.array([0]), np.arange(1, horizon + 1)
    months = [once if line.kind == "one_off" else monthly for _, line in rows]
    usd = [np.broadcast_to(line.usd, month.shape) for (_, line), month in zip(rows, months, strict=True)]

    def repeated(values: list[str]) -> NDArray[np.object_]:
        return np.repeat(np.array(values, dtype=object), counts)

    return pd.DataFrame(
        {
            "approach": repeated([approach for approach, _ in rows]),
            "month": np.concatenate(months or [once[:0]]),
            "item": repeated([line.item for _, line in rows]),
            "kind": repeated([line.kind for _, line in rows]),
            "usd": np.concatenate(usd or [np.zeros(0)]),
            "source": repeated([line.source for _, line in rows]),
        }
    )


def cumulative(approach: str, setting: Setting) -> Array:
    """Cumulative USD at the end of each month, shape (rows, months) or (months,); the one-off part is in the
    first month.
    """
    once, monthly = split(approach, setting)
    running: Array = np.cumsum(monthly, axis=-1)
    return running + once


def split(approach: str, setting: Setting) -> tuple[Array, Array]:
    """(one-off, recurring by month): shapes (rows, 1) and (rows, months), or () and (months,)."""
    once: Array = np.asarray(0.0)
    monthly: Array = np.zeros(setting.inputs.horizon_months)
    for line in lines(approach, setting):
        if line.kind == "one_off":
            once = once + line.usd
        else:
            monthly = monthly + line.usd
    return once, monthly
