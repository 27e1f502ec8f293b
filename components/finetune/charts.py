"""The loss curve of an adapter."""

from __future__ import annotations

import plotly.graph_objects as go

from components.finetune.cards import Card, LossPoint
from components.knowledge import approaches
from components.ui import colour

SMOOTHED_STEPS = 9


def loss_figure(points: tuple[LossPoint, ...], dark: bool) -> go.Figure:
    """Loss of a reply token over the examples seen: every step faint, its running mean strong."""
    line = colour(approaches()["fine_tune"], dark)
    seen = [point.examples for point in points]
    fig = go.Figure()
    fig.add_scatter(
        x=seen, y=[point.loss for point in points], mode="lines", line={"color": line, "width": 1}, opacity=0.35,
        name="Each step", hovertemplate="%{x:,} examples<br>loss %{y:.2f}<extra></extra>",
    )  # fmt: skip
    fig.add_scatter(
        x=seen, y=smoothed([point.loss for point in points]), mode="lines", line={"color": line, "width": 3},
        name=f"Mean of {SMOOTHED_STEPS} steps", hovertemplate="%{x:,} examples<br>mean %{y:.2f}<extra></extra>",
    )  # fmt: skip
    fig.update_xaxes(title="Examples seen", fixedrange=True)
    fig.update_yaxes(title="Loss (nats a token)", rangemode="tozero", fixedrange=True)
    fig.update_layout(legend={"orientation": "h", "y": 1.12})
    return fig


def smoothed(values: list[float], width: int = SMOOTHED_STEPS) -> list[float]:
    """The running mean over `width` values around each; fewer at the ends."""
    half = width // 2
    windows = [values[max(0, at - half) : at + half + 1] for at in range(len(values))]
    return [sum(window) / len(window) for window in windows]


def loss_alt(card: Card, points: tuple[LossPoint, ...]) -> str:
    """The curve in one sentence, for those who cannot see it."""
    means = smoothed([point.loss for point in points])
    if not points:
        return f"No loss curve of {card.title}."
    over = f"{points[-1].examples:,} examples"
    return f"Loss of {card.title} over {over}: from {means[0]:.2f} to {means[-1]:.2f} nats a token."
