"""The brief's pictures: the balance of failures, the verdicts, the cost over time, the scoreboard."""

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from components.brief import svg
from components.brief.model import Chart
from components.brief.svg import DARK, LIGHT, WIDTH, Ink
from components.costs import months_of
from components.diagnosis import Share, rules
from components.knowledge import approaches, arms, steps
from components.ui import colour, percent


@dataclass(frozen=True)
class CostLine:
    """Cumulative cost of one approach, month by month, with its P10 and P90, in the scenario's currency."""

    approach: str
    low: Sequence[float]
    middle: Sequence[float]
    high: Sequence[float]


def balance(share: Share) -> Chart:
    """The share of knowledge failures with its interval, on a bar from behaviour to knowledge."""
    interval = f"likely {percent(share.low)} to {percent(share.high)}"
    alt = f"{percent(share.share or 0)} of the failures are knowledge failures; {interval}"
    return _both(lambda ink, dark: _balance(share, ink, dark), alt)


def verdicts(shares: Mapping[str, Mapping[str, float]], titles: Mapping[str, str]) -> Chart:
    """One bar a framework, divided by the destinations it leaves open."""
    alt = "Destination of each framework as shares: " + "; ".join(
        f"{titles[name]}: "
        + ", ".join(f"{steps()[key].short} {percent(part)}" for key, part in parts.items())
        for name, parts in shares.items()
    )
    return _both(lambda ink, dark: _verdicts(shares, titles, ink, dark), alt)


def cumulative(lines: Sequence[CostLine], show: Callable[[float], str]) -> Chart:
    """Cumulative cost over the months, with P10 to P90 bands; `show` writes an amount."""
    ends = "; ".join(f"{approaches()[item.approach].label} {show(item.middle[-1])}" for item in lines)
    alt = f"Cumulative cost over {months_of(len(lines[0].middle) - 1)}, in the end: {ends}"
    return _both(lambda ink, dark: _cumulative(lines, show, ink, dark), alt)


def scoreboard(points: Mapping[str, tuple[float, float]], width: float = WIDTH) -> Chart:
    """One mark an arm: share of right facts across, share of well-formed replies up."""
    alt = "; ".join(
        f"{arms()[arm].label}: {percent(x)} right, {percent(y)} well formed" for arm, (x, y) in points.items()
    )
    return _both(lambda ink, dark: _scoreboard(points, ink, dark, width), alt, width)


def _both(draw: Callable[[Ink, bool], tuple[float, list[str]]], alt: str, width: float = WIDTH) -> Chart:
    pictures = [svg.picture(*draw(ink, dark), alt, width) for ink, dark in ((LIGHT, False), (DARK, True))]
    return Chart(pictures[0], pictures[1], alt)


def _balance(share: Share, ink: Ink, dark: bool) -> tuple[float, list[str]]:
    left, right = 8.0, WIDTH - 8.0
    behaviour, knowledge = colour(approaches()["fine_tune"], dark), colour(approaches()["rag"], dark)
    thirds = (rules().behaviour_up_to, rules().knowledge_from)

    def x(value: float) -> float:
        return left + value * (right - left)

    parts = [
        svg.box(x(0), 30, x(thirds[0]) - x(0), 18, behaviour, 0.22),
        svg.box(x(thirds[0]), 30, x(thirds[1]) - x(thirds[0]), 18, ink.line, 0.7, 0),
        svg.box(x(thirds[1]), 30, x(1) - x(thirds[1]), 18, knowledge, 0.22),
        svg.text(x(0), 20, "Behaviour", behaviour, weight=600),
        svg.text(x(0.5), 20, "Both", ink.muted, anchor="middle", weight=600),
        svg.text(x(1), 20, "Knowledge", knowledge, anchor="end", weight=600),
        svg.line(x(share.low), 39, x(share.high), 39, ink.text, 3),
        svg.dot(x(share.share or 0), 39, ink.text, 7),
        svg.text(
            x(share.low), 70, percent(share.low), ink.muted, 12, "middle" if share.low > 0.03 else "start"
        ),
        svg.text(
            x(share.high), 70, percent(share.high), ink.muted, 12, "middle" if share.high < 0.97 else "end"
        ),
    ]
    return 80, parts


def _verdicts(
    shares: Mapping[str, Mapping[str, float]], titles: Mapping[str, str], ink: Ink, dark: bool
) -> tuple[float, list[str]]:
    left, row = 130.0, 34.0
    parts = []
    for index, (name, outcomes) in enumerate(shares.items()):
        y, x = index * row + 4, left
        parts.append(svg.text(left - 12, y + 17, titles[name], ink.text, anchor="end"))
        for key, share in outcomes.items():
            width = share * (WIDTH - left)
            parts.append(svg.box(x, y, width - 2, 25, colour(steps()[key], dark), 0.92))
            if width > 74:
                parts.append(
                    svg.text(
                        x + 9, y + 17, steps()[key].short, "#12171C" if dark else "#FFFFFF", 12.5, weight=600
                    )
                )
            x += width
    return len(shares) * row + 4, parts


def _cumulative(
    lines: Sequence[CostLine], show: Callable[[float], str], ink: Ink, dark: bool
) -> tuple[float, list[str]]:
    left, right, top, bottom = 66.0, WIDTH - 130.0, 12.0, 270.0
    months = max(len(lines[0].middle) - 1, 1)
    peak = max(max(item.high) for item in lines) or 1.0

    def at(month: float, amount: float) -> tuple[float, float]:
        return left + month / months * (right - left), bottom - amount / peak * (bottom - top)

    parts = []
    for step in range(5):
        y = at(0, peak * step / 4)[1]
        parts += [
            svg.line(left, y, right, y, ink.line),
            svg.text(left - 8, y + 4, show(peak * step / 4), ink.muted, 11.5, "end"),
        ]
    for month in sorted({0, months // 2, months}):
        parts.append(svg.text(at(month, 0)[0], bottom + 18, f"month {month}", ink.muted, 11.5, "middle"))
    labels = _spread([at(months, item.middle[-1])[1] for item in lines], 15, bottom)
    for item, label_y in zip(lines, labels, strict=True):
        paint = colour(approaches()[item.approach], dark)
        upper = [at(month, amount) for month, amount in enumerate(item.high)]
        lower = [at(month, amount) for month, amount in enumerate(item.low)]
        parts += [svg.area([*upper, *reversed(lower)], paint, 0.1)]
        parts += [svg.curve([at(month, amount) for month, amount in enumerate(item.middle)], paint, 2.4)]
        parts += [
            svg.text(right + 8, label_y + 4, approaches()[item.approach].short, paint, 12.5, weight=600)
        ]
    return bottom + 28, parts


def _scoreboard(
    points: Mapping[str, tuple[float, float]], ink: Ink, dark: bool, width: float
) -> tuple[float, list[str]]:
    left, right, top, bottom = 58.0, width - 168.0, 36.0, 286.0

    def at(x: float, y: float) -> tuple[float, float]:
        return left + x * (right - left), bottom - y * (bottom - top)

    parts = []
    for step in range(5):
        share = step / 4
        parts += [svg.line(left, at(0, share)[1], right, at(0, share)[1], ink.line)]
        parts += [svg.text(left - 8, at(0, share)[1] + 4, percent(share), ink.muted, 11.5, "end")]
        parts += [svg.text(at(share, 0)[0], bottom + 18, percent(share), ink.muted, 11.5, "middle")]
    parts.append(svg.text(left, bottom + 40, "facts right", ink.muted, 12))
    parts.append(svg.text(left - 50, top - 16, "well-formed replies", ink.muted, 12))
    labels = _spread([at(*point)[1] for point in points.values()], 17, bottom + 4)
    for (arm, point), label_y in zip(points.items(), labels, strict=True):
        x, y = at(*point)
        paint = colour(arms()[arm], dark)
        parts += [svg.line(x, y, right + 20, label_y, paint, 0.8, "2 3"), svg.dot(x, y, paint)]
        parts += [svg.text(right + 26, label_y + 4, arms()[arm].label, paint, 12.5, weight=600)]
    return bottom + 60, parts


def _spread(wanted: Sequence[float], gap: float, lowest: float) -> list[float]:
    """Label positions near the wanted ones, at least `gap` apart and none below `lowest` (y grows downwards)."""
    order = sorted(range(len(wanted)), key=lambda index: wanted[index])
    placed = list(wanted)
    for previous, index in itertools.pairwise(order):
        placed[index] = max(placed[index], placed[previous] + gap)
    for rank, index in enumerate(reversed(order)):
        placed[index] = min(placed[index], lowest - rank * gap)
    return placed
