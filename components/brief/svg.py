"""A few small pictures as SVG text: vector in the HTML and in the PDF, drawn without a browser."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

WIDTH = 720
FONT = "Inter, Helvetica, Arial, sans-serif"


@dataclass(frozen=True)
class Ink:
    """The colours of one theme."""

    text: str
    muted: str
    line: str


LIGHT = Ink("#1B2126", "#565F68", "#DCD7CB")
DARK = Ink("#E9ECEF", "#A9B4BE", "#33404B")


def picture(height: float, parts: Iterable[str], title: str, width: float = WIDTH) -> str:
    """An SVG document that says what it is."""
    body = "".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}" '
        f'height="{height:g}" role="img" aria-label={quoteattr(title)} font-family="{FONT}">{body}</svg>'
    )


def text(
    x: float, y: float, words: str, fill: str, size: float = 13, anchor: str = "start", weight: int = 400
) -> str:
    """One line of text; `y` is its baseline."""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" fill="{fill}" font-size="{size:g}" text-anchor="{anchor}" '
        f'font-weight="{weight}">{escape(words)}</text>'
    )


def box(
    x: float, y: float, width: float, height: float, fill: str, opacity: float = 1, radius: float = 3
) -> str:
    """A filled rectangle; a negative width is drawn as none."""
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 0):.1f}" height="{height:.1f}" rx="{radius:g}" '
        f'fill="{fill}" fill-opacity="{opacity:g}"/>'
    )


def line(x1: float, y1: float, x2: float, y2: float, stroke: str, width: float = 1, dash: str = "") -> str:
    """A straight line."""
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{stroke}" '
        f'stroke-width="{width:g}"{dashes}/>'
    )


def curve(points: Sequence[tuple[float, float]], stroke: str, width: float = 2) -> str:
    """An open line through points."""
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return f'<polyline points="{path}" fill="none" stroke="{stroke}" stroke-width="{width:g}" stroke-linejoin="round"/>'


def area(points: Sequence[tuple[float, float]], fill: str, opacity: float = 0.14) -> str:
    """A filled shape."""
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return f'<polygon points="{path}" fill="{fill}" fill-opacity="{opacity:g}"/>'


def dot(x: float, y: float, fill: str, radius: float = 6) -> str:
    """A filled circle."""
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:g}" fill="{fill}"/>'
