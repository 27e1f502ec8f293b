"""Is a reply right? Knowledge, attribution, behaviour and refusal, counted, with Wilson intervals.

All definitions are plain, so that anyone can check them by hand:
knowledge     an accepted text is in the answer (the JSON field, or else the whole reply), case aside
attribution   the JSON names the right document
behaviour     the reply is a JSON object with exactly the keys answer (text) and source (text or null)
refusal       asked for what the corpus does not say, the reply says so (and names no document)
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt

from pydantic import BaseModel, ConfigDict

from components.playground.corpus import Question

METRICS = ("knowledge", "attribution", "behaviour", "refusal")
REFUSAL = "not in the documents"

_Z_95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply taken apart. `valid` is the behaviour score; `answer` falls back to the whole text."""

    answer: str
    source: str | None
    valid: bool


@dataclass(frozen=True, slots=True)
class Score:
    """One reply against one gold question; None where the question does not measure it."""

    behaviour: bool
    knowledge: bool | None = None
    attribution: bool | None = None
    refusal: bool | None = None

    @property
    def right(self) -> bool:
        """The one verdict for people: the fact is there, or its absence is admitted."""
        return bool(self.refusal if self.knowledge is None else self.knowledge)


class Metric(BaseModel):
    """A counted share with its 95% Wilson interval; `value` is None when nothing was counted."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    value: float | None
    low: float
    high: float
    hits: int
    n: int


def parse_reply(text: str) -> Reply:
    """The parts of a reply; never raises, whatever the model wrote."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return Reply(text, None, valid=False)
    if not isinstance(data, dict) or "answer" not in data:
        return Reply(text, None, valid=False)
    answer, source = data["answer"], data.get("source")
    well_typed = isinstance(answer, str) and (source is None or isinstance(source, str))
    valid = well_typed and set(data) == {"answer", "source"}
    return Reply(str(answer), source if isinstance(source, str) else None, valid)


def score(text: str, question: Question) -> Score:
    """One reply against one gold question."""
    reply = parse_reply(text)
    if not question.answerable:
        return Score(reply.valid, refusal=_says_so(reply))
    return Score(
        reply.valid,
        knowledge=holds_any(reply.answer, question.accept),
        attribution=reply.source == question.source,
    )


def holds_any(answer: str, accept: Iterable[str]) -> bool:
    """Whether any accepted text is in the answer, case aside."""
    folded = answer.casefold()
    return any(text.strip().casefold() in folded for text in accept if text.strip())


def measure(scores: Iterable[Score]) -> dict[str, Metric]:
    """All four metrics over many scores."""
    scores = list(scores)
    return {name: metric([getattr(score, name) for score in scores]) for name in METRICS}


def metric(outcomes: Iterable[bool | None]) -> Metric:
    """A share of counted outcomes (None is not counted) with its interval."""
    counted = [outcome for outcome in outcomes if outcome is not None]
    hits, n = sum(counted), len(counted)
    low, high = wilson(hits, n)
    return Metric(value=hits / n if n else None, low=low, high=high, hits=hits, n=n)


def wilson(hits: int, n: int) -> tuple[float, float]:
    """The 95% Wilson score interval of a share; (0, 1) when nothing was counted.

    Source: E. B. Wilson, Journal of the American Statistical Association 22 (1927).
    """
    if n == 0:
        return 0.0, 1.0
    share, z2 = hits / n, _Z_95**2
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = _Z_95 / (1 + z2 / n) * sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    # Rounding must not push the ends of 0 of n and n of n off the scale.
    return (0.0 if hits == 0 else max(0.0, middle - half)), (1.0 if hits == n else min(1.0, middle + half))


def _says_so(reply: Reply) -> bool:
    return REFUSAL in reply.answer.casefold() and reply.source is None
