"""What the page shows, in plain numbers: totals, bands, how sure, and the lines behind them."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from components.costs.distributions import Array
from components.costs.gates import Gate, feasibility
from components.costs.inputs import CostInputs
from components.costs.projection import project
from components.costs.quantities import most_likely
from components.costs.setting import central_setting
from components.costs.simulation import simulate
from components.costs.terms import APPROACHES

DRAWS = 2_000


@dataclass(frozen=True)
class Summary:
    """A scenario's totals in USD. `bands[level]`: (approach, month); `finals`: (approach, draw) at the horizon."""

    approaches: tuple[str, ...]
    gates: dict[str, Gate]
    bands: dict[int, Array]
    finals: Array
    frame: pd.DataFrame
    requests: float

    @property
    def months(self) -> int:
        """The horizon."""
        return int(self.bands[50].shape[1])

    def band(self, approach: str) -> tuple[float, float, float]:
        """P10, P50 and P90 of one approach's total at the horizon."""
        index = self.approaches.index(approach)
        low, middle, high = (float(self.bands[level][index, -1]) for level in (10, 50, 90))
        return low, middle, high

    def cheapest(self, among: tuple[str, ...] | None = None) -> tuple[str, float] | None:
        """(approach, share of draws in which it is the cheapest) among the feasible ones, or None without any."""
        chosen = [name for name in self.approaches if among is None or name in among]
        if not chosen:
            return None
        values = self.finals[[self.approaches.index(name) for name in chosen]]
        wins = np.bincount(np.argmin(values, axis=0), minlength=len(chosen)) / values.shape[1]
        winner = min(chosen, key=lambda name: self.band(name)[1])
        return winner, float(wins[chosen.index(winner)])

    def runner_up(self, among: tuple[str, ...] | None = None) -> str | None:
        """The approach with the second smallest median, or None."""
        chosen = sorted(
            (name for name in self.approaches if among is None or name in among),
            key=lambda n: self.band(n)[1],
        )
        return chosen[1] if len(chosen) > 1 else None


def summarise(inputs: CostInputs) -> Summary:
    """Project and simulate a scenario once, for every place that shows its costs."""
    simulation = simulate(inputs, DRAWS)
    setting = central_setting(inputs)
    return Summary(
        approaches=simulation.approaches,
        gates=feasibility(inputs),
        bands=dict(simulation.percentiles)
        if simulation.approaches
        else {50: np.zeros((0, inputs.horizon_months))},
        finals=np.asarray(simulation[:, :, -1]),
        frame=project(inputs),
        requests=float(np.sum(np.broadcast_to(setting.volume, (inputs.horizon_months,)))),
    )


def comparison(summary: Summary, inputs: CostInputs) -> pd.DataFrame:
    """One row an approach, USD: one_off, first_year, total, low, high, per_1000, per_correct, reasons.

    The infeasible ones have reasons and no figures. `per_correct` needs a measured error rate.
    """
    return pd.DataFrame([_row(approach, summary, inputs) for approach in APPROACHES])


def lines_of(summary: Summary, approach: str) -> pd.DataFrame:
    """The lines of one approach over the horizon: item, kind, usd, source; one-off lines first."""
    frame = summary.frame[summary.frame.approach == approach]
    found = frame.groupby(["kind", "item", "source"], sort=False).usd.sum().reset_index()
    return found[["item", "kind", "usd", "source"]]


def _row(approach: str, summary: Summary, inputs: CostInputs) -> dict[str, object]:
    gate = summary.gates[approach]
    if not gate.feasible:
        return {"approach": approach, "reasons": " ".join(gate.reasons)}
    frame = summary.frame[summary.frame.approach == approach]
    low, total, high = summary.band(approach)
    rate = inputs.error_rates.get(approach)
    right = None if rate is None else summary.requests * (1.0 - rate)
    return {
        "approach": approach,
        "one_off": float(frame[frame.month == 0].usd.sum()),
        "first_year": float(frame[frame.month <= 12].usd.sum()),
        "total": total,
        "low": low,
        "high": high,
        "per_1000": total / summary.requests * 1000 if summary.requests > 0 else None,
        "per_correct": total / right if right else None,
        "reasons": "",
        "requests": most_likely(inputs.requests_per_month),
    }
