"""The ratio as a balance: behaviour on the left, knowledge on the right, the likely range between them."""

import plotly.graph_objects as go

from components.diagnosis.labels import LABELS, Label, label_entries
from components.diagnosis.ratio import Share
from components.diagnosis.rules import rules
from components.diagnosis.verdicts import Diagnosis
from components.knowledge import approaches
from components.ui import colour, percent

_INK = {False: "#1B2126", True: "#E9ECEF"}
_QUIET = {False: "#565F68", True: "#A9B4BE"}


def balance(diagnosis: Diagnosis, dark: bool) -> go.Figure:
    """The share of knowledge failures on a bar of three regions, with its interval and how likely each is."""
    fig = go.Figure()
    for label, start, end in regions():
        _region(fig, label, start, end, dark)
        likely = diagnosis.probabilities[label] if diagnosis.share.n else None
        _region_text(fig, label, (start + end) / 2, likely, dark)
    if diagnosis.share.share is not None:
        _interval(fig, diagnosis.share, dark)
    _axes(fig, dark)
    return fig


def counts(diagnosis: Diagnosis, dark: bool) -> go.Figure:
    """How often each label was given, one horizontal bar a label."""
    entries = label_entries()
    fig = go.Figure(
        go.Bar(
            x=[diagnosis.counts[label] for label in LABELS],
            y=[entries[label].title for label in LABELS],
            orientation="h",
            marker_color=[label_colour(label, dark) for label in LABELS],
            text=[f"{diagnosis.counts[label]:,}" for label in LABELS],
            textposition="outside",
            cliponaxis=False,
            hoverinfo="skip",
        )
    )
    fig.update_yaxes(autorange="reversed", ticks="", fixedrange=True)
    fig.update_xaxes(visible=False, fixedrange=True)
    fig.update_layout(showlegend=False, bargap=0.35)
    return fig


def label_colour(label: Label, dark: bool) -> str:
    """A label's colour (hex): that of the approach it argues for."""
    return colour(approaches()[label_entries()[label].approach], dark)


def balance_alt(diagnosis: Diagnosis) -> str:
    """The picture of `balance` in one sentence, for those who cannot see it."""
    share = diagnosis.share
    if share.share is None:
        return "A bar from all behaviour to all knowledge, without a mark: nothing counts yet."
    held = ", ".join(f"{label} {percent(diagnosis.probabilities[label])}" for label, _, _ in regions())
    return (
        f"Share of knowledge failures {percent(share.share)}, likely between {percent(share.low)} and "
        f"{percent(share.high)}. Probability of each region: {held}."
    )


def regions() -> tuple[tuple[Label, float, float], ...]:
    """The three regions of the share of knowledge: label, start, end (0..1), from left to right."""
    low, high = rules().behaviour_up_to, rules().knowledge_from
    return ("behaviour", 0.0, low), ("both", low, high), ("knowledge", high, 1.0)


def _region(fig: go.Figure, label: Label, start: float, end: float, dark: bool) -> None:
    gap = 0.003
    x0, x1 = start + gap * (start > 0), end - gap * (end < 1)
    fig.add_shape(
        type="rect",
        x0=x0,
        x1=x1,
        y0=-0.32,
        y1=0.32,
        line_width=0,
        fillcolor=label_colour(label, dark),
        opacity=0.34 if dark else 0.24,
        layer="below",
    )


def _region_text(fig: go.Figure, label: Label, x: float, likely: float | None, dark: bool) -> None:
    title = label_entries()[label].title
    fig.add_annotation(
        x=x,
        y=0.78,
        text=f"<b>{title}</b>",
        showarrow=False,
        font_size=14,
        font_color=label_colour(label, dark),
    )
    if likely is not None:
        fig.add_annotation(
            x=x,
            y=-0.62,
            text=f"{percent(likely)} likely",
            showarrow=False,
            font_size=13,
            font_color=_INK[dark],
        )


def _interval(fig: go.Figure, share: Share, dark: bool) -> None:
    fig.add_trace(
        go.Scatter(
            x=[share.low, share.high],
            y=[0, 0],
            mode="lines",
            line={"width": 9, "color": _INK[dark]},
            opacity=0.55,
            hoverinfo="skip",
        )
    )
    fig.add_trace(
        go.Scatter(
            x=[share.share],
            y=[0],
            mode="markers",
            marker={
                "size": 20,
                "color": _INK[dark],
                "line": {"width": 3, "color": "#12171C" if dark else "#FCFBF8"},
            },
            hovertemplate=f"{_span(share)}<extra></extra>",
        )
    )


def _span(share: Share) -> str:
    return f"{percent(share.share or 0)} knowledge, {percent(share.low)} to {percent(share.high)}"


def _axes(fig: go.Figure, dark: bool) -> None:
    low, high = rules().behaviour_up_to, rules().knowledge_from
    fig.update_yaxes(visible=False, range=[-0.8, 1.0], fixedrange=True)
    fig.update_xaxes(
        range=[-0.015, 1.015],
        tickvals=[0, low, high, 1],
        ticktext=[percent(tick) for tick in (0, low, high, 1)],
        ticklabeloverflow="allow",
        showgrid=False,
        zeroline=False,
        ticks="",
        fixedrange=True,
        tickfont={"size": 13, "color": _QUIET[dark]},
        title_text="share of knowledge failures",
    )
    fig.update_layout(showlegend=False)
