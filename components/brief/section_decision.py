"""Recommendation, verdicts, flips and roadmap."""

from components.brief import charts
from components.brief.model import Block, Bullets, Paragraph, Section, Table
from components.brief.words import header, say, unfilled, words
from components.costs import inner
from components.decision import (
    Decision,
    Flip,
    RoadmapStep,
    Verdict,
    deciding,
    flips,
    questions,
    range_in_words,
    roadmap,
)
from components.knowledge import approaches, source, steps
from components.ui import count_in_words, percent


def recommendation_section(decision: Decision, answered: bool) -> Section:
    """The recommendation in three sentences."""
    if not answered:
        return unfilled("recommendation")
    approach = approaches()[decision.consensus]
    ends_there = sum(
        _likeliest(verdict.destination) == decision.consensus for verdict in decision.verdicts.values()
    )
    count = "All" if ends_there == len(decision.verdicts) else count_in_words(ends_there)
    step = steps()[_likeliest(decision.shares("now"))]
    rest = " ".join(
        [
            say("recommendation", "agreement", count=count, agreement=percent(decision.agreement)),
            say("recommendation", "now", step=inner(step.label)),
        ]
    )
    answer = say("recommendation", "answer", approach=approach.label, sentence=approach.sentence)
    return Section(
        "recommendation", say("recommendation", "title"), (Paragraph(answer, "answer"), Paragraph(rest))
    )


def verdicts_section(decision: Decision) -> Section:
    """Five verdicts, drawn and in a table with their reasons."""
    titles = {name: source(name).name for name in decision.verdicts}
    drawn = charts.verdicts(
        {name: verdict.destination for name, verdict in decision.verdicts.items()}, titles
    )
    rows = tuple(_verdict_row(titles[name], verdict) for name, verdict in decision.verdicts.items())
    blocks: list[Block] = [
        Paragraph(say("verdicts", "lead"), "note"),
        drawn,
        Table(header("verdicts"), rows, widths=(3, 3, 4, 8)),
    ]
    open_fields = [questions()[field].short.lower() for field, value in decision.answers if value is None]
    if open_fields:
        blocks.append(Paragraph(say("verdicts", "open", fields=", ".join(open_fields)), "note"))
    return Section("verdicts", say("verdicts", "title"), tuple(blocks), sources=tuple(decision.verdicts))


def flips_section(decision: Decision) -> Section:
    """Every single other answer that moves the consensus."""
    found = flips(decision.answers)
    title = say("flips", "title")
    if not found:
        return Section("flips", title, (Paragraph(say("flips", "none")),))
    items = tuple(
        (_flip_lead(flip), say("flips", "item", approach=approaches()[flip.to_approach].label))
        for flip in found
    )
    return Section("flips", title, (Paragraph(say("flips", "lead"), "note"), Bullets(items)))


def roadmap_section(decision: Decision) -> Section:
    """Steps with their times and what each must show."""
    steps_ahead = roadmap(decision).steps
    table = Table(header("roadmap"), tuple(_step_row(step) for step in steps_ahead), widths=(4, 3, 4, 10))
    cited = tuple(step.cite.source for step in steps_ahead)
    return Section("roadmap", say("roadmap", "title"), (table,), sources=cited)


def _verdict_row(title: str, verdict: Verdict) -> tuple[str, ...]:
    return title, _outcomes(verdict.now), _outcomes(verdict.destination), deciding(verdict).says


def _outcomes(shares: dict[str, float]) -> str:
    if len(shares) == 1:
        return steps()[next(iter(shares))].short
    ordered = sorted(shares.items(), key=lambda item: -item[1])
    return ", ".join(f"{steps()[key].short} {percent(share)}" for key, share in ordered)


def _likeliest(shares: dict[str, float]) -> str:
    return max(shares, key=lambda key: shares[key])


def _flip_lead(flip: Flip) -> str:
    question = questions()[flip.field]
    return f"{question.short}: {_value(flip)}"


def _value(flip: Flip) -> str:
    if flip.value is None:
        return questions()[flip.field].unsure.lower()
    if isinstance(flip.value, bool):
        return "yes" if flip.value else "no"
    if isinstance(flip.value, int):
        return f"{flip.value:,} {questions()[flip.field].unit}".strip()
    return flip.value


def _step_row(step: RoadmapStep) -> tuple[str, ...]:
    time = range_in_words(step.time_record, step.time_says)
    return step.title, words()["roadmap"]["status"][step.status], time, step.must_show
