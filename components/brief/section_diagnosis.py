"""The ratio of failures, with its interval."""

from collections.abc import Sequence

from components.brief import charts
from components.brief.model import Block, Paragraph, Section
from components.brief.words import say, unfilled
from components.diagnosis import Failure, cohens_kappa, diagnose, kappa_word, verdict


def diagnosis_section(failures: Sequence[Failure]) -> Section:
    """What the labelled failures say; the texts of the failures stay out of the brief."""
    found = diagnose(failures)
    if not found.share.n:
        return unfilled("diagnosis")
    said = verdict(found)
    counts = ", ".join(f"{number} {label}" for label, number in found.counts.items() if number)
    labelled = sum(found.counts.values())
    blocks: list[Block] = [
        Paragraph(f"{said.title}. {said.sentence}", "answer"),
        charts.balance(found.share),
        Paragraph(said.advice),
        Paragraph(say("diagnosis", "labelled", n=str(labelled), counts=counts), "note"),
    ]
    if agreement := _agreement(failures):
        blocks.append(Paragraph(agreement, "note"))
    return Section("diagnosis", say("diagnosis", "title"), tuple(blocks))


def _agreement(failures: Sequence[Failure]) -> str:
    pairs = [(item.label, item.second_label) for item in failures if item.label and item.second_label]
    kappa = cohens_kappa([first for first, _ in pairs], [second for _, second in pairs]) if pairs else None
    if kappa is None:
        return ""
    return say("diagnosis", "kappa", both=str(len(pairs)), word=kappa_word(kappa), kappa=f"{kappa:.2f}")
