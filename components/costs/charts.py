"""Plotly figures of the lifecycle page. Money comes in already converted; colours come in as hex."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from components.costs.break_evens import crossing
from components.costs.distributions import Array
from components.costs.sensitivity import CheapestMap

_CLEAR = "rgba(0,0,0,0)"


@dataclass(frozen=True)
class Look:
    """Colours and words of one drawing: approach id to colour and short label, text and grid colours, currency sign."""

    colours: dict[str, str]
    labels: dict[str, str]
    text: str
    muted: str
    grid: str
    paper: str
    symbol: str


def cumulative_figure(
    bands: dict[int, Array], approaches: tuple[str, ...], shown: Sequence[str], look: Look
) -> go.Figure:
    """Cumulative cost by month: a line at the median, a band from P10 to P90; the labels stand at the lines' ends.

    Put together as plain data and checked once: this figure is drawn anew at every move of a slider.
    """
    rows = {name: approaches.index(name) for name in shown}
    months = np.arange(1, bands[50].shape[1] + 1)
    traces = [
        trace
        for name in shown
        for trace in _band(name, months, [bands[at][rows[name]] for at in (10, 50, 90)], look)
    ]
    traces += _crossings(bands[50], rows, look)
    layout = _frame(look)
    layout["hovermode"], layout["showlegend"] = "x unified", False
    layout["annotations"] = _end_labels(bands, rows, look)
    layout["xaxis"] |= {
        "title": {"text": "Month"},
        "range": [0.5, months[-1] + 0.01],
        "dtick": _month_step(len(months)),
    }
    layout["yaxis"] |= {"rangemode": "tozero", "tickprefix": look.symbol, "tickformat": "~s"}
    return go.Figure({"data": traces, "layout": layout})


def waterfall_figure(lines: pd.DataFrame, look: Look, colour: str) -> go.Figure:
    """One approach's total built up from its lines, top to bottom; one-off lines lighter than recurring ones."""
    starts = np.concatenate([[0.0], np.cumsum(lines.usd.to_numpy())[:-1]])
    fills = [_faded(colour, 0.45) if kind == "one_off" else colour for kind in lines.kind]
    figure = go.Figure()
    figure.add_bar(
        y=[*lines["item"], "Total"], x=[*lines.usd, float(lines.usd.sum())], base=[*starts, 0.0], orientation="h",
        marker={"color": [*fills, look.muted], "line": {"width": 0}},
        text=[f"{look.symbol}{_short(usd)}" for usd in [*lines.usd, float(lines.usd.sum())]], textposition="outside",
        cliponaxis=False, hovertemplate="%{y}: %{text}<extra></extra>",
    )  # fmt: skip
    figure.update_layout(bargap=0.28, showlegend=False, **_frame(look))
    figure.update_yaxes(autorange="reversed", showgrid=False, automargin=True)
    figure.update_xaxes(
        tickprefix=look.symbol, tickformat="~s", range=[0, float(lines.usd.sum()) * 1.18 or 1.0]
    )
    return figure


def tornado_figure(
    frame: pd.DataFrame, names: dict[str, str], a: str, b: str, look: Look, rows: int = 10
) -> go.Figure:
    """How far each input moves the difference; to the left of 0 `a` costs less, to the right `b` does."""
    top = frame.head(rows).iloc[::-1]
    middle = float(frame.attrs["difference"])
    figure = go.Figure()
    for end, opacity, said in (("difference_at_p10", 0.45, "low"), ("difference_at_p90", 1.0, "high")):
        values = top[end].to_numpy()
        figure.add_bar(
            y=list(range(len(top))), x=values - middle, base=middle, orientation="h", name=said, width=0.42,
            marker={"color": [_faded(look.colours[b if value > 0 else a], opacity) for value in values]},
            customdata=[
                [names[name], f"{look.symbol}{_short(value)}"] for name, value in zip(top["input"], values, strict=True)
            ],
            hovertemplate=f"%{{customdata[0]}}, {said} end: %{{customdata[1]}}<extra></extra>",
        )  # fmt: skip
    for row, name in enumerate(top["input"]):
        figure.add_annotation(
            x=0, xref="paper", y=row + 0.22, text=names[name], showarrow=False, xanchor="left", yanchor="bottom",
            font={"color": look.muted, "size": 13},
        )  # fmt: skip
    figure.add_vline(x=0, line={"color": look.text, "width": 1.6})
    figure.add_vline(x=middle, line={"color": look.muted, "width": 1, "dash": "dot"})
    low, high = _around_zero(top, middle)
    places = _nice_steps(low, high)
    said_places = [f"{'−' if place < 0 else ''}{look.symbol}{_short(abs(place))}" for place in places]
    figure.update_layout(barmode="overlay", showlegend=False, **_frame(look))
    figure.update_xaxes(range=[low, high], tickvals=places, ticktext=said_places, zeroline=False)
    figure.update_yaxes(showgrid=False, zeroline=False, showticklabels=False, range=[-0.45, len(top) - 0.05])
    for name, side in ((a, "left"), (b, "right")):
        figure.add_annotation(
            x=float(side == "right"), y=1.0, xref="paper", yref="paper", yanchor="bottom", xanchor=side,
            showarrow=False,
            text=f"<b>{'← ' if name == a else ''}{look.labels[name]}{' →' if name == b else ''}</b>",
            font={"color": look.colours[name], "size": 13},
        )  # fmt: skip
    return figure


def map_figure(found: CheapestMap, point: tuple[float, float], look: Look) -> go.Figure:
    """The cheapest approach for every volume and month, one colour each, with the scenario's own point on it."""
    count = len(found.approaches)
    scale = [
        [edge / count, look.colours[name]]
        for index, name in enumerate(found.approaches)
        for edge in (index, index + 1)
    ]
    labels = np.array([look.labels[name] for name in found.approaches])
    figure = go.Figure(
        go.Heatmap(
            x=found.months, y=np.log10(found.volumes), z=found.winner + 0.5, zmin=0, zmax=count, colorscale=scale,
            showscale=False, opacity=0.85, customdata=labels[found.winner],
            hovertemplate="Month %{x}: <b>%{customdata}</b><extra></extra>",
        )
    )  # fmt: skip
    for index, name in enumerate(found.approaches):
        if (place := _centre(found.winner == index)) is not None:
            row, column = place
            figure.add_annotation(
                x=found.months[column], y=np.log10(found.volumes[row]), text=f"<b>{look.labels[name]}</b>",
                showarrow=False, font={"color": look.paper, "size": 14},
            )  # fmt: skip
    volume, month = point
    if volume > 0:
        figure.add_scatter(
            x=[month], y=[float(np.clip(np.log10(volume), 2, 8))], mode="markers", showlegend=False, hoverinfo="skip",
            marker={"size": 15, "color": look.paper, "line": {"color": look.text, "width": 3}},
        )  # fmt: skip
    figure.update_layout(**_frame(look))
    figure.update_xaxes(title="Months", showgrid=False)
    figure.update_yaxes(
        title="Requests a month",
        tickvals=[2, 3, 4, 5, 6, 7, 8],
        ticktext=["100", "1k", "10k", "100k", "1M", "10M", "100M"],
        showgrid=False,
    )
    return figure


def upkeep_figure(
    items: dict[str, float],
    training: float,
    rule: tuple[float, float, float],
    budgeted: Sequence[str],
    look: Look,
    colour: str,
) -> go.Figure:
    """A year of upkeep item by item, in multiples of the training cost, against the band of the rule."""
    figure = go.Figure()
    figure.add_vrect(x0=rule[0], x1=rule[2], fillcolor=_faded(look.muted, 0.22), line_width=0, layer="below")
    figure.add_annotation(
        x=(rule[0] + rule[2]) / 2,
        y=1.0,
        yref="paper",
        yanchor="bottom",
        text=f"The rule: {rule[0]:g} to {rule[2]:g} times",
        showarrow=False,
        font={"color": look.muted},
    )
    position = 0.0
    for item, usd in sorted(items.items(), key=lambda pair: pair[0] not in budgeted):
        share = usd / training if training else 0.0
        figure.add_bar(
            y=[item], x=[share], base=[position], orientation="h", showlegend=False,
            marker={"color": colour if item in budgeted else _CLEAR, "line": {"color": colour, "width": 1.5}},
            text=[f"{share:.1f}"], textposition="outside", cliponaxis=False,
            hovertemplate=f"{item}: {share:.2f} times the training cost<extra></extra>",
        )  # fmt: skip
        position += share
    figure.update_layout(barmode="overlay", bargap=0.35, **_frame(look))
    figure.update_xaxes(
        title="Times the training cost, a year", range=[0, max(position, rule[2]) * 1.08], dtick=1
    )
    figure.update_yaxes(showgrid=False, autorange="reversed", automargin=True)
    return figure


def _band(name: str, months: Array, levels: Sequence[Array], look: Look) -> list[dict[str, Any]]:
    """The band and the line of one approach."""
    low, middle, high = levels
    colour = look.colours[name]
    band = {
        "type": "scatter", "x": np.concatenate([months, months[::-1]]), "y": np.concatenate([high, low[::-1]]),
        "fill": "toself", "fillcolor": _faded(colour, 0.16), "line": {"color": _CLEAR}, "hoverinfo": "skip",
    }  # fmt: skip
    hover = (
        f"<b>%{{fullData.name}}</b> {look.symbol}%{{y:,.3s}}"
        f" ({look.symbol}%{{customdata[0]:,.3s}} to {look.symbol}%{{customdata[1]:,.3s}})<extra></extra>"
    )
    line = {
        "type": "scatter", "x": months, "y": middle, "name": look.labels[name], "mode": "lines", "hovertemplate": hover,
        "line": {"color": colour, "width": 2.6}, "customdata": np.stack([low, high], axis=-1),
    }  # fmt: skip
    return [band, line]


def _crossings(medians: Array, rows: dict[str, int], look: Look) -> list[dict[str, Any]]:
    """A ring where two of the shown medians cross: the break-even in time."""
    found = []
    for a, b in combinations(rows, 2):
        first, second = medians[rows[a]], medians[rows[b]]
        if (place := crossing(first - second)) is not None:
            later = b if first[-1] > second[-1] else a
            height = float(np.interp(place, np.arange(first.size), first))
            hover = f"From month {np.ceil(place + 1):.0f} {look.labels[later]} has cost less<extra></extra>"
            marker = {"size": 11, "color": look.paper, "line": {"color": look.text, "width": 2}}
            ring = {"type": "scatter", "x": [place + 1], "y": [height], "mode": "markers", "marker": marker}
            found.append({**ring, "hovertemplate": hover})
    return found


def _end_labels(bands: dict[int, Array], rows: dict[str, int], look: Look) -> list[dict[str, Any]]:
    """The labels at the right end, pushed apart where the lines lie close together."""
    top = max((float(bands[90][row][-1]) for row in rows.values()), default=1.0)
    found, last = [], -np.inf
    for usd, name in sorted((float(bands[50][row][-1]), name) for name, row in rows.items()):
        last = max(usd, last + top * 0.075)
        found.append(
            {
                "x": 1.0, "xref": "paper", "y": last, "text": f"<b>{look.labels[name]}</b>", "showarrow": False,
                "xanchor": "right", "yanchor": "bottom", "font": {"color": look.colours[name], "size": 13},
            }
        )  # fmt: skip
    return found


def _frame(look: Look) -> dict[str, Any]:
    def axis() -> dict[str, Any]:
        line = dict.fromkeys(("gridcolor", "linecolor", "zerolinecolor"), look.grid)
        return {
            **line,
            "tickfont": {"color": look.muted},
            "title": {"font": {"color": look.muted}},
            "fixedrange": True,
        }

    clear = dict.fromkeys(("paper_bgcolor", "plot_bgcolor"), _CLEAR)
    return {**clear, "font": {"color": look.text, "size": 13}, "xaxis": axis(), "yaxis": axis()}


def _nice_steps(low: float, high: float) -> list[float]:
    """At most six round places from `low` to `high`, 0 among them when it lies between."""
    power = 10.0 ** np.floor(np.log10(max(high - low, 1e-9)))
    step = next(size * power for size in (0.1, 0.2, 0.5, 1.0, 2.0, 5.0) if (high - low) / (size * power) <= 5)
    return [float(place) * step for place in range(int(np.ceil(low / step)), int(np.floor(high / step)) + 1)]


def _around_zero(top: pd.DataFrame, middle: float) -> tuple[float, float]:
    values = np.concatenate([top.difference_at_p10, top.difference_at_p90, [middle, 0.0]])
    room = float(np.ptp(values)) * 0.06
    return float(values.min()) - room, float(values.max()) + room


def _centre(mask: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> tuple[int, int] | None:
    rows, columns = np.nonzero(mask)
    if rows.size < mask.size * 0.04:
        return None
    row = int(np.median(rows))
    inside = columns[rows == row]
    return row, int(np.median(inside)) if inside.size else int(np.median(columns))


def _month_step(months: int) -> int:
    return next(step for step in (1, 3, 6, 12) if months / step <= 13)


def _faded(colour: str, opacity: float) -> str:
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity})"


def _short(amount: float) -> str:
    for size, suffix in ((1e9, "B"), (1e6, "M"), (1e3, "k")):
        if abs(amount) >= size:
            return f"{amount / size:.3g}{suffix}"
    return f"{amount:.3g}"
