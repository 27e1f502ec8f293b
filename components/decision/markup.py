"""The live panel, share bars and the answer card as small pieces of escaped HTML, fast to redraw."""

from collections.abc import Iterable, Mapping

from components.decision.charts import Palette
from components.decision.framework import frameworks
from components.decision.verdicts import Decision, Verdict
from components.knowledge import source, steps
from components.ui import escape_html, percent


def panel(decision: Decision, palette: Palette) -> str:
    """Five verdicts, each with the bars of its next step and its destination."""
    rows = "".join(_verdict(verdict, palette) for verdict in decision.verdicts.values())
    head = '<div class="dv-head"><span>Next step</span><span>In the end</span></div>'
    return f'<div class="dv" role="img" aria-label="{escape_html(panel_alt(decision))}">{head}{rows}</div>'


def panel_alt(decision: Decision) -> str:
    """The panel in one sentence."""
    parts = [
        f"{source(name).name}: {_said(verdict.destination)}" for name, verdict in decision.verdicts.items()
    ]
    return "Where the five frameworks end. " + "; ".join(parts)


def bar(shares: Mapping[str, float], palette: Palette) -> str:
    """A thin bar divided by shares, in the colours of the outcomes."""
    pieces = "".join(
        f'<span style="width:{share * 100:.2f}%;background:{palette.outcomes[outcome]}"></span>'
        for outcome, share in shares.items()
    )
    return f'<div class="dv-bar">{pieces}</div>'


def answer_card(
    title: str, sentences: Iterable[str], shares: Mapping[str, float], palette: Palette, tone: str
) -> str:
    """The answer: a large title in the colour of its approach, sentences, and the shares of all outcomes."""
    said = "".join(f"<p>{escape_html(sentence)}</p>" for sentence in sentences)
    legend = "".join(
        f'<span class="dv-key"><i style="background:{palette.outcomes[outcome]}"></i>'
        f"{escape_html(palette.labels[outcome])} {percent(share)}</span>"
        for outcome, share in shares.items()
    )
    return (
        f'<div class="dv-answer" style="border-color:{tone}"><h2 class="dv-title" style="color:{tone}">'
        f'{escape_html(title)}</h2>{said}{bar(shares, palette)}<div class="dv-legend">{legend}</div></div>'
    )


def _verdict(verdict: Verdict, palette: Palette) -> str:
    framework = frameworks()[verdict.framework]
    name = escape_html(source(verdict.framework).name)
    return (
        f'<div class="dv-row"><span class="dv-name" title="{escape_html(framework.title)}">{name}</span>'
        f"{_cell(verdict.now, palette)}{_cell(verdict.destination, palette)}</div>"
    )


def _cell(shares: Mapping[str, float], palette: Palette) -> str:
    top = max(shares, key=lambda outcome: shares[outcome])
    label = escape_html(palette.labels[top])
    if len(shares) == 1:
        said = f'<b style="color:{palette.outcomes[top]}">{label}</b>'
    else:
        said = f'<span class="dv-open">{label} {percent(shares[top])}</span>'
    return f'<div class="dv-cell">{bar(shares, palette)}{said}</div>'


def _said(shares: Mapping[str, float]) -> str:
    ordered = sorted(shares.items(), key=lambda item: -item[1])
    return ", ".join(f"{steps()[outcome].short} {percent(share)}" for outcome, share in ordered)
