"""The picture on the home page: what the scoreboard measured before this version shipped."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from components.brief import Chart, scoreboard_chart
from components.inference import models
from components.knowledge import arms
from components.playground import PlaygroundError, Report, recorded_report
from components.start.content import home

# Drawn near the size it is shown at, so that its letters are of the page's size.
CHART_WIDTH = 440
# It saw these very questions in training, so its mark would flatter it; the scoreboard shows it with that said.
TRAINED_ON_THE_QUESTIONS = {"fine_tuned_on_facts"}


@dataclass(frozen=True)
class Proof:
    """The picture and the sentence under it."""

    chart: Chart
    sentence: str


@cache
def proof() -> Proof | None:
    """The measured contrast of the arms, or None when no readable report ships."""
    try:
        report = recorded_report()
    except PlaygroundError:
        return None
    points = _points(report) if report else {}
    return Proof(scoreboard_chart(points, CHART_WIDTH), _sentence(report)) if report and points else None


def _points(report: Report) -> dict[str, tuple[float, float]]:
    found: dict[str, tuple[float, float]] = {}
    for arm, scores in report.arms.items():
        if arm in arms() and arm not in TRAINED_ON_THE_QUESTIONS and scores.knowledge and scores.behaviour:
            found[arm] = (scores.knowledge.value or 0.0, scores.behaviour.value or 0.0)
    return found


def _sentence(report: Report) -> str:
    created = datetime.fromisoformat(report.created)
    names = {model.id: model.name for model in models()}
    name = names.get(report.model, report.model)
    return home().proof.sentence.format(model=name, n=report.questions, created=f"{created:%d %B %Y}")
