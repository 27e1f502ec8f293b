"""The scoreboard's pictures."""

from __future__ import annotations

import plotly.graph_objects as go

from components.knowledge import arms as arm_entries
from components.playground.arms import CONSTRAINED, arm_label, base_arm
from components.playground.report import ArmReport, Report
from components.playground.scoring import Metric
from components.ui import colour, human

_LABEL_REACH = 0.35
"""How far a name reaches along the axis of shares, on a phone."""


def knowledge_and_behaviour(report: Report, dark: bool, before: Report | None = None) -> go.Figure:
    """One mark an arm: knowledge to the right, behaviour upwards, with 95% intervals; an earlier run hollow."""
    figure = go.Figure()
    if before is not None:
        for arm in report.arms:
            _add_mark(figure, arm, before.arms.get(arm), dark, hollow=True)
    for arm, found in report.arms.items():
        _add_mark(figure, arm, found, dark, hollow=False)
    _label(figure, report, dark)
    shares = {"tickformat": ".0%", "tickvals": [0, 0.25, 0.5, 0.75, 1], "zeroline": False}
    figure.update_layout(
        xaxis={**shares, "range": [-0.06, 1.08], "title": "Knowledge: right facts"},
        yaxis={**shares, "range": [-0.3, 1.3], "title": "Behaviour: valid JSON"},
        showlegend=False,
    )
    return figure


def _add_mark(figure: go.Figure, arm: str, found: ArmReport | None, dark: bool, hollow: bool) -> None:
    if found is None or found.knowledge is None or found.behaviour is None or found.knowledge.value is None:
        return
    shade = colour(arm_entries()[base_arm(arm)], dark)
    when = ", before" if hollow else ""
    shape = "diamond" if arm.endswith(CONSTRAINED) else "circle"
    figure.add_scatter(
        x=[found.knowledge.value],
        y=[found.behaviour.value],
        mode="markers",
        marker={
            "color": shade,
            "size": 14,
            "symbol": f"{shape}-open" if hollow else shape,
            "line": {"width": 2},
        },
        error_x=_error(found.knowledge, shade),
        error_y=_error(found.behaviour, shade),
        name=arm_label(arm),
        hovertemplate=f"{arm_label(arm)}{when}<br>knowledge %{{x:.0%}}, behaviour %{{y:.0%}}<extra></extra>",
    )


def _error(metric: Metric, shade: str) -> dict[str, object]:
    value = metric.value or 0.0
    return {
        "type": "data",
        "symmetric": False,
        "array": [metric.high - value],
        "arrayminus": [value - metric.low],
        "color": shade,
        "thickness": 1,
        "width": 4,
    }


def _label(figure: go.Figure, report: Report, dark: bool) -> None:
    """Names above the marks at the top and below those at the bottom, away from the intervals; near ones stacked."""
    placed: list[tuple[float, float]] = []
    for arm, found in report.arms.items():
        if found.knowledge is None or found.behaviour is None or found.knowledge.value is None:
            continue
        x, y = found.knowledge.value, found.behaviour.value or 0.0
        near = sum(abs(x - other) < _LABEL_REACH and abs(y - height) < 0.15 for other, height in placed)
        placed.append((x, y))
        figure.add_annotation(
            x=x,
            y=y,
            text=arm_label(arm),
            showarrow=False,
            xanchor="right" if x > 0.7 else "left",
            xshift=8 if x > 0.7 else -8,
            yshift=(18 if y > 0.5 else -18) * (1 + near),
            font={"color": colour(arm_entries()[base_arm(arm)], dark)},
        )


def first_token(report: Report, dark: bool) -> go.Figure:
    """Median time to the first token, one bar an arm, with the 95th percentile as a thin line."""
    measured = {arm: found for arm, found in report.arms.items() if found.first_token_s is not None}
    medians = [found.first_token_s or 0.0 for found in measured.values()]
    tails = [
        max(0.0, (f.first_token_p95_s or m) - m) for f, m in zip(measured.values(), medians, strict=True)
    ]
    figure = go.Figure(
        go.Bar(
            y=[arm_label(arm) for arm in measured],
            x=medians,
            orientation="h",
            marker_color=[colour(arm_entries()[base_arm(arm)], dark) for arm in measured],
            error_x={
                "type": "data",
                "array": tails,
                "arrayminus": [0.0] * len(tails),
                "symmetric": False,
                "width": 3,
            },
            hovertemplate="%{y}: %{x:.2f} s<extra></extra>",
        )
    )
    ends = [median + tail for median, tail in zip(medians, tails, strict=True)]
    figure.add_scatter(  # the figures, behind the end of each line
        x=ends,
        y=[arm_label(arm) for arm in measured],
        text=[f" {human(value, 2)} s" for value in medians],
        mode="text",
        textposition="middle right",
        cliponaxis=False,
        hoverinfo="skip",
    )
    figure.update_layout(
        xaxis={"title": "seconds", "range": [0, max(ends, default=1.0) * 1.5]},
        showlegend=False,
        yaxis={"autorange": "reversed"},
        bargap=0.55,
        barcornerradius=4,
    )
    return figure
