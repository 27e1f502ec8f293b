"""The projection: one figure for every approach, month and line."""

import numpy as np
import pandas as pd

from components.costs.distributions import Array
from components.costs.gates import feasibility
from components.costs.inputs import CostInputs
from components.costs.setting import Setting, central_setting
from components.costs.terms import Line, lines

COLUMNS = ["approach", "month", "item", "kind", "usd", "source"]


def project(inputs: CostInputs) -> pd.DataFrame:
    """Every cost line of every feasible approach at the most likely values.

    Returns:
        One row for each approach, month and item: approach, month (0 for one-off, then 1 to the horizon), item,
        kind (`one_off` or `recurring`), usd, source (a source id). Infeasible approaches have no rows; why, is in
        `.attrs["infeasible"]`, a dict from approach to reasons.
    """
    setting = central_setting(inputs)
    gates = feasibility(inputs)
    parts = [_frame(approach, line, setting) for approach, gate in gates.items() if gate.feasible for line in lines(approach, setting)]
    frame = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=COLUMNS)
    frame.attrs["infeasible"] = {approach: gate.reasons for approach, gate in gates.items() if not gate.feasible}
    return frame


def _frame(approach: str, line: Line, setting: Setting) -> pd.DataFrame:
    if line.kind == "one_off":
        months, usd = np.array([0]), np.asarray(line.usd, dtype=float).reshape(1)
    else:
        months = np.arange(1, setting.inputs.horizon_months + 1)
        usd = np.broadcast_to(line.usd, months.shape)
    return pd.DataFrame({"approach": approach, "month": months, "item": line.item, "kind": line.kind, "usd": usd, "source": line.source})


def cumulative(approach: str, setting: Setting) -> Array:
    """Cumulative USD at the end of each month, shape (rows, months) or (months,); the one-off part is in the first month."""
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
