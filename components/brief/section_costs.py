"""What each approach costs over its life: the cheapest that closes the gap, the bands, the assumptions."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from components.brief import charts
from components.brief.charts import CostLine
from components.brief.model import Block, Bullets, Chart, Paragraph, Section, Table
from components.brief.words import header, say, unfilled
from components.costs import (
    CostError,
    CostInputs,
    Simulation,
    closing,
    feasibility,
    in_currency,
    inputs_from,
    project,
    seeded,
    simulate,
)
from components.knowledge import approaches
from components.scenario import Scenario
from components.ui import human, money, percent

DRAWS = 4_000
# A line this many times above the median approach would flatten all others; the table keeps it.
OFF_THE_SCALE = 4


def costs_section(scenario: Scenario) -> Section:
    """The cost of every feasible approach at the horizon, in the scenario's currency."""
    try:
        inputs = inputs_from({**seeded(scenario.answers), **scenario.costs})
        simulation = simulate(inputs, DRAWS, seed=1)
        frame = project(inputs)
    except CostError as error:
        return unfilled("costs", "failed", reason=str(error))
    blocks: list[Block] = []
    if simulation.approaches:
        blocks = [
            _answer(_rivals(scenario, simulation), simulation, inputs, scenario.currency),
            _chart(simulation, inputs, scenario.currency),
            _table(frame, simulation, inputs, scenario.currency),
            Paragraph(say("costs", "bands", draws=f"{DRAWS:,}"), "note"),
        ]
    blocks += _assumptions(scenario.costs, inputs)
    return Section(
        "costs", say("costs", "title"), tuple(blocks), sources=tuple(dict.fromkeys(frame["source"]))
    )


def _rivals(scenario: Scenario, simulation: Simulation) -> tuple[str, ...]:
    """The feasible approaches that close the gap; all feasible ones while the gap is not known."""
    wanted = closing(scenario.answers)
    return tuple(name for name in simulation.approaches if wanted is None or name in wanted)


def _answer(rivals: tuple[str, ...], simulation: Simulation, inputs: CostInputs, currency: str) -> Paragraph:
    if not rivals:
        return Paragraph(say("costs", "none_closes"), "answer")
    end = inputs.horizon_months
    totals = np.stack([simulation.total(name, end) for name in rivals])
    wins = np.bincount(np.argmin(totals, axis=0), minlength=len(rivals)) / totals.shape[1]
    best = int(np.argmax(wins))
    amount = in_currency(float(np.median(totals[best])), currency, inputs)
    said = say(
        "costs",
        "answer",
        months=str(end),
        approach=approaches()[rivals[best]].label.lower(),
        total=money(amount, currency),
        sure=percent(float(wins[best])),
    )
    return Paragraph(said, "answer")


def _chart(simulation: Simulation, inputs: CostInputs, currency: str) -> Chart:
    bands = {
        level: in_currency(1.0, currency, inputs) * values for level, values in simulation.percentiles.items()
    }
    ends = bands[50][:, -1]
    lines = [
        CostLine(name, *([0.0, *bands[level][index].tolist()] for level in (10, 50, 90)))
        for index, name in enumerate(simulation.approaches)
        if ends[index] <= OFF_THE_SCALE * np.median(ends)
    ]
    return charts.cumulative(lines, lambda amount: money(amount, currency))


def _table(frame: pd.DataFrame, simulation: Simulation, inputs: CostInputs, currency: str) -> Table:
    rate = in_currency(1.0, currency, inputs)

    def shown(amount: float) -> str:
        return money(amount * rate, currency)

    rows = []
    for name in simulation.approaches:
        mine = frame[frame["approach"] == name]
        one_off = float(mine.loc[mine["kind"] == "one_off", "usd"].sum())
        year = float(mine.loc[mine["month"] <= 12, "usd"].sum())
        low, middle, high = np.percentile(simulation.total(name, inputs.horizon_months), (10, 50, 90))
        label = approaches()[name].label
        rows.append((label, shown(one_off), shown(year), shown(middle), f"{shown(low)} to {shown(high)}"))
    months = str(inputs.horizon_months)
    return Table(header("costs", months=months), tuple(rows), frozenset({1, 2, 3, 4}), widths=(1,))


def _assumptions(overrides: Mapping[str, Any], inputs: CostInputs) -> list[Block]:
    closed = [
        f"{approaches()[name].label}: {' '.join(gate.reasons)}"
        for name, gate in feasibility(inputs).items()
        if gate.reasons
    ]
    own = "; ".join(f"{key.replace('_', ' ')} {_value(value)}" for key, value in sorted(overrides.items()))
    blocks: list[Block] = [
        Paragraph(say("costs", "overrides", items=own) if own else say("costs", "defaults"), "note")
    ]
    if closed:
        blocks += [
            Paragraph(say("costs", "infeasible"), "note"),
            Bullets(tuple(("", reason) for reason in closed)),
        ]
    return blocks


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (int, float)):
        return human(value)
    if isinstance(value, (list, tuple)):
        return " to ".join(human(part) for part in (value[0], value[-1]))
    return str(value)
