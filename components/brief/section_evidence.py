"""What the playground measured."""

from collections.abc import Mapping
from typing import Any

from components.brief import charts
from components.brief.model import Block, Bullets, Paragraph, Section, Table
from components.brief.words import header, say, unfilled
from components.knowledge import arms
from components.playground import ArmReport, Metric, PlaygroundError, Report, read_report

METRICS = ("knowledge", "behaviour", "attribution", "refusal")


def evidence_section(results: Mapping[str, Any] | None) -> Section:
    """The scoreboard, if the gold set was run."""
    report = _report(results)
    measured = _measured(report) if report else {}
    if not report or not measured:
        return unfilled("evidence")
    corpus = report.title or report.corpus
    lead = say("evidence", "lead", n=str(report.questions), corpus=corpus, model=report.model)
    rows = tuple(
        (arms()[arm].label, *(_cell(found, metric) for metric in METRICS)) for arm, found in measured.items()
    )
    points = {arm: (_value(found.knowledge), _value(found.behaviour)) for arm, found in measured.items()}
    table = Table(header("evidence"), rows, frozenset({1, 2, 3, 4}))
    blocks: list[Block] = [Paragraph(lead), charts.scoreboard(points), table]
    blocks += _telling((results or {}).get("examples"))
    return Section("evidence", say("evidence", "title"), tuple(blocks))


def _report(results: Mapping[str, Any] | None) -> Report | None:
    """The report, or None when there is none or it is no report (a scenario file may hold anything)."""
    try:
        return read_report(results) if results else None
    except PlaygroundError:
        return None


def _measured(report: Report) -> dict[str, ArmReport]:
    return {arm: found for arm, found in report.arms.items() if arm in arms() and found.knowledge}


def _value(metric: Metric | None) -> float:
    return (metric.value or 0.0) if metric else 0.0


def _cell(found: ArmReport, name: str) -> str:
    metric: Metric | None = getattr(found, name)
    if metric is None or metric.value is None:
        return "not asked"
    return f"{metric.value:.0%} ({metric.low:.0%} to {metric.high:.0%})"


def _telling(examples: object) -> tuple[Block, ...]:
    """Two or three questions with every arm's answer, where the report carries them."""
    items: list[tuple[str, str]] = []
    for example in examples[:3] if isinstance(examples, list) else []:
        answers = example.get("answers") if isinstance(example, dict) else None
        if isinstance(answers, dict):
            items.append((str(example.get("question", ""))[:300], ""))
            items += [
                (f"{arms()[arm].label}:", str(text)[:300]) for arm, text in answers.items() if arm in arms()
            ]
    return (Paragraph(say("evidence", "answers_title"), "note"), Bullets(tuple(items))) if items else ()
