"""What the playground measured."""

from collections.abc import Mapping
from typing import Any

from components.brief import charts
from components.brief.model import Block, Bullets, Paragraph, Section, Table
from components.brief.words import header, say
from components.knowledge import arms

METRICS = ("knowledge", "behaviour", "attribution", "refusal")


def evidence_section(results: Mapping[str, Any] | None) -> Section:
    """The scoreboard, if the gold set was run."""
    title = say("evidence", "title")
    measured = _arms(results)
    if not measured:
        return Section("evidence", title, (Paragraph(say("evidence", "missing"), "missing"),), missing=True)
    found = results or {}
    points = {
        arm: (_value(scores, "knowledge"), _value(scores, "behaviour")) for arm, scores in measured.items()
    }
    asked = max(int(scores["knowledge"].get("n", 0)) for scores in measured.values())
    lead = say(
        "evidence",
        "lead",
        n=str(asked),
        corpus=str(found.get("corpus", "")),
        model=str(found.get("model", "a local model")),
    )
    rows = tuple(
        (arms()[arm].label, *(_cell(scores, metric) for metric in METRICS))
        for arm, scores in measured.items()
    )
    table = Table(header("evidence"), rows, frozenset({1, 2, 3, 4}))
    blocks: list[Block] = [Paragraph(lead), charts.scoreboard(points), table]
    return Section("evidence", title, (*blocks, *_telling(found)))


def _arms(results: Mapping[str, Any] | None) -> dict[str, Mapping[str, Any]]:
    found = (results or {}).get("arms")
    if not isinstance(found, Mapping):
        return {}
    return {
        arm: scores
        for arm, scores in found.items()
        if arm in arms() and isinstance(scores, Mapping) and isinstance(scores.get("knowledge"), Mapping)
    }


def _value(scores: Mapping[str, Any], metric: str) -> float:
    return float((scores.get(metric) or {}).get("value") or 0.0)


def _cell(scores: Mapping[str, Any], metric: str) -> str:
    score = scores.get(metric)
    if not score or not score.get("n"):
        return "not asked"
    return f"{score['value']:.0%} ({score['low']:.0%} to {score['high']:.0%})"


def _telling(results: Mapping[str, Any]) -> tuple[Block, ...]:
    """Two or three questions with every arm's answer, where the report carries them."""
    examples = results.get("examples")
    if not isinstance(examples, list) or not examples:
        return ()
    items = []
    for example in examples[:3]:
        items.append((str(example.get("question", "")), ""))
        items += [
            (f"{arms()[arm].label}:", str(text))
            for arm, text in example.get("answers", {}).items()
            if arm in arms()
        ]
    return Paragraph(say("evidence", "answers_title"), "note"), Bullets(tuple(items))
