"""The answer in two lines and a thin bar: small, and of one height, so that nothing moves while people label."""

from components.diagnosis.charts import balance_alt, label_colour, regions
from components.diagnosis.ratio import Share
from components.diagnosis.verdicts import Diagnosis, verdict
from components.ui import escape_html

_LINE = "white-space:nowrap;overflow:hidden;text-overflow:ellipsis"


def strip(diagnosis: Diagnosis, dark: bool) -> str:
    """HTML of the verdict's title, its figures, and the balance as a thin bar; everything in it is escaped."""
    words = verdict(diagnosis)
    bar = "".join(_zones(dark)) + _marks(diagnosis.share)
    return (
        f'<div data-testid="diagnosis-strip"><div style="{_LINE}"><strong>{escape_html(words.title)}</strong></div>'
        f'<div style="{_LINE};opacity:.75;font-size:.9rem">{escape_html(words.short)}</div>'
        f'<div role="img" aria-label="{escape_html(balance_alt(diagnosis))}" '
        f'style="position:relative;height:14px;margin-top:8px">{bar}</div></div>'
    )


def _zones(dark: bool) -> list[str]:
    opacity = 0.38 if dark else 0.26
    return [
        _box(start, end, f"top:2px;height:10px;background:{label_colour(label, dark)};opacity:{opacity}")
        for label, start, end in regions()
    ]


def _marks(share: Share) -> str:
    """The interval as a line and the share as a dot; nothing while nothing counts."""
    if share.share is None:
        return ""
    line = _box(
        share.low, share.high, "top:5px;height:4px;background:currentColor;opacity:.6;border-radius:2px"
    )
    dot = "top:0;width:14px;height:14px;margin-left:-7px;border-radius:50%;background:currentColor"
    return line + f'<span style="position:absolute;left:{share.share:.2%};{dot}"></span>'


def _box(start: float, end: float, style: str) -> str:
    return f'<span style="position:absolute;left:{start:.2%};width:{end - start:.2%};{style}"></span>'
