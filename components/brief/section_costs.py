"""What each approach costs over its life: the cheapest that closes the gap, the bands, the assumptions."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from components.brief import charts
from components.brief.charts import CostLine
from components.brief.model import Block, Bullets, Chart, Paragraph, Section, Table
from components.brief.words import header, say, unfilled
from components.costs import (
    CostError,
    CostInputs,
    Summary,
    bridge,
    closing,
    headline,
    in_currency,
    inputs_of,
    months_of,
    name_of,
    stated,
    summarise,
)
from components.knowledge import approaches
from components.scenario import Scenario
from components.ui import money, percent

# A line this many times above the median approach would flatten all others; the table keeps it.
OFF_THE_SCALE = 4


def costs_section(scenario: Scenario) -> Section:
    """The cost of every feasible approach at the horizon, in the scenario's currency."""
    try:
        inputs, left_out = inputs_of(scenario.answers, scenario.costs, scenario.playground.results)
        summary = summarise(inputs)
    except CostError as error:
        return unfilled("costs", "failed", reason=str(error))
    blocks: list[Block] = []
    if summary.approaches:
        blocks = [
            _answer(scenario, summary, inputs),
            *(
                [Paragraph(said)]
                if (said := bridge(summary, scenario.answers, scenario.currency, inputs))
                else []
            ),
            _chart(summary, inputs, scenario.currency),
            _table(scenario, summary, inputs),
            Paragraph(say("costs", "bands", draws=f"{summary.finals.shape[1]:,}"), "note"),
        ]
    blocks += _assumptions(scenario.costs, left_out, summary, inputs)
    return Section(
        "costs", say("costs", "title"), tuple(blocks), sources=tuple(dict.fromkeys(summary.frame["source"]))
    )


def _answer(scenario: Scenario, summary: Summary, inputs: CostInputs) -> Paragraph:
    among = closing(scenario.answers)
    cheapest = summary.cheapest(among)
    if cheapest is None:
        return Paragraph(say("costs", "none_closes"), "answer")
    winner, share = cheapest
    only = summary.runner_up(among) is None
    said = say(
        "costs",
        "answer_only" if only else "answer",
        headline=headline(summary, winner, scenario.answers.failure_mode, only),
        total=money(in_currency(summary.band(winner)[1], scenario.currency, inputs), scenario.currency),
        sure=percent(share),
    )
    return Paragraph(said, "answer")


def _chart(summary: Summary, inputs: CostInputs, currency: str) -> Chart:
    rate = in_currency(1.0, currency, inputs)
    bands = {level: rate * values for level, values in summary.bands.items()}
    ends = bands[50][:, -1]
    lines = [
        CostLine(name, *([0.0, *bands[level][index].tolist()] for level in (10, 50, 90)))
        for index, name in enumerate(summary.approaches)
        if ends[index] <= OFF_THE_SCALE * np.median(ends)
    ]
    return charts.cumulative(lines, lambda amount: money(amount, currency))


def _table(scenario: Scenario, summary: Summary, inputs: CostInputs) -> Table:
    currency, gap = scenario.currency, scenario.answers.failure_mode
    among = None if gap == "neither" else closing(scenario.answers)
    frame = summary.frame
    rate = in_currency(1.0, currency, inputs)

    def shown(amount: float) -> str:
        return money(amount * rate, currency)

    rows = []
    for name in summary.approaches:
        mine = frame[frame["approach"] == name]
        one_off = float(mine.loc[mine["kind"] == "one_off", "usd"].sum())
        year = float(mine.loc[mine["month"] <= 12, "usd"].sum())
        low, middle, high = summary.band(name)
        label = approaches()[name].label
        if among is not None and name not in among:
            label = say("costs", "leaves_open", approach=label)
        rows.append((label, shown(one_off), shown(year), shown(middle), f"{shown(low)} to {shown(high)}"))
    return Table(
        header("costs", months=months_of(summary.months)), tuple(rows), frozenset({1, 2, 3, 4}), widths=(1,)
    )


def _assumptions(
    overrides: Mapping[str, Any], left_out: Mapping[str, str], summary: Summary, inputs: CostInputs
) -> list[Block]:
    closed = [
        f"{approaches()[name].label}: {' '.join(gate.reasons)}"
        for name, gate in summary.gates.items()
        if gate.reasons
    ]
    own = "; ".join(stated(key, getattr(inputs, key)) for key in sorted(overrides) if key not in left_out)
    blocks: list[Block] = [
        Paragraph(say("costs", "overrides", items=own) if own else say("costs", "defaults"), "note")
    ]
    if left_out:
        reasons = tuple((f"{name_of(key)}:", message) for key, message in left_out.items())
        blocks += [Paragraph(say("costs", "left_out"), "note"), Bullets(reasons)]
    if closed:
        blocks += [
            Paragraph(say("costs", "infeasible"), "note"),
            Bullets(tuple(("", reason) for reason in closed)),
        ]
    return blocks
