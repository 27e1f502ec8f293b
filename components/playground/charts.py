"""The scoreboard's pictures."""

from __future__ import annotations

import plotly.graph_objects as go

from components.knowledge import arms as arm_entries
from components.playground.arms import CONSTRAINED, arm_label, base_arm
from components.playground.report import ArmReport, Report
from components.playground.scoring import Metric
from components.ui import colour, human


def knowledge_and_behaviour(report: Report, dark: bool, before: Report | None = None) -> go.Figure:
    """One mark an arm: knowledge to the right, behaviour upwards, with 95% intervals; an earlier run hollow."""
    figure = go.Figure()
    if before is not None:
        for arm in report.arms:
            _add_mark(figure, arm, before.arms.get(arm), dark, hollow=True)
    for arm, found in report.arms.items():
        _add_mark(figure, arm, found, dark, hollow=False)
    _label(figure, report, dark)
    axis = {"range": [-0.06, 1.08], "tickformat": ".0%", "zeroline": False}
    figure.update_layout(
        xaxis={**axis, "title": "Knowledge: the accepted fact is in the answer"},
        yaxis={**axis, "title": "Behaviour: valid JSON"},
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
    """Names beside the marks; arms that fall on one spot are stacked under each other."""
    taken: dict[tuple[int, int], int] = {}
    for arm, found in report.arms.items():
        if found.knowledge is None or found.behaviour is None or found.knowledge.value is None:
            continue
        x, y = found.knowledge.value, found.behaviour.value or 0.0
        spot = (round(x * 8), round(y * 8))
        place = taken[spot] = taken.get(spot, -1) + 1
        figure.add_annotation(
            x=x,
            y=y,
            text=arm_label(arm),
            showarrow=False,
            xanchor="right" if x > 0.7 else "left",
            xshift=-12 if x > 0.7 else 12,
            yshift=(-14 if y > 0.5 else 14) * (1 + place * 1.2),
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
            text=[f"{human(value, 2)} s" for value in medians],
            textposition="auto",
            hovertemplate="%{y}: %{x:.2f} s<extra></extra>",
        )
    )
    figure.update_layout(
        xaxis_title="seconds to the first token",
        yaxis={"autorange": "reversed"},
        bargap=0.55,
        barcornerradius=4,
    )
    return figure
