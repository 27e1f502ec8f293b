"""A scenario becomes a brief: every section says what it knows, or what is missing and where to get it."""

from datetime import date
from importlib.metadata import PackageNotFoundError, version

from components.brief.model import Brief, Section
from components.brief.section_costs import costs_section
from components.brief.section_decision import (
    flips_section,
    recommendation_section,
    roadmap_section,
    verdicts_section,
)
from components.brief.section_diagnosis import diagnosis_section
from components.brief.section_evidence import evidence_section
from components.brief.section_risks import limits_section, risks_section
from components.brief.words import words
from components.decision import Answers, decide
from components.knowledge import Source, source
from components.scenario import Scenario

APP_VERSION = "0.1.0"


def build(scenario: Scenario, made_on: date, link: str = "") -> Brief:
    """The brief of a scenario, however much of the journey is done.

    Args:
        scenario: what the session holds.
        made_on: the date to print.
        link: address that reopens the scenario; empty leaves the line out.
    """
    decision = decide(scenario.answers)
    answered = scenario.answers != Answers()
    sections: list[Section] = [
        recommendation_section(decision, answered),
        diagnosis_section(scenario.failures),
        *(
            [verdicts_section(decision), flips_section(decision), roadmap_section(decision)]
            if answered
            else []
        ),
        costs_section(scenario),
        evidence_section(scenario.playground.results),
        *([risks_section(decision)] if answered else []),
        limits_section(decision),
    ]
    title = scenario.name if scenario.name != Scenario().name else words()["untitled"]
    return Brief(title, made_on, app_version(), link, tuple(sections), _citations(sections))


def app_version() -> str:
    """The version printed on every brief."""
    try:
        return version("tune-or-retrieve")
    except PackageNotFoundError:
        return APP_VERSION


def _citations(sections: list[Section]) -> tuple[str, ...]:
    cited = dict.fromkeys(source_id for section in sections for source_id in section.sources)
    return tuple(citation(source(source_id)) for source_id in cited)


def citation(origin: Source) -> str:
    """One source as a line: who, what, where, published, read."""
    who = ", ".join(part for part in (origin.author, origin.publisher) if part) or "Author not given"
    when = f"{origin.published:%d %b %Y}" if origin.published else "undated"
    return f"{who}: {origin.title} ({when}; read {origin.accessed:%d %b %Y})"
