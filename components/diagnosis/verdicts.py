"""What the ratio says: the failure mode, or that labels are too few and about how many more would do."""

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import Literal

import numpy as np
import scipy  # loads `special` when it is first used, not when the app starts
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from components.diagnosis.labels import LABELS, Failure, Label
from components.diagnosis.ratio import Share, labels_of, region_probabilities, share_of_knowledge
from components.diagnosis.rules import rules
from components.knowledge import DATA, load_models

FailureMode = Literal["knowledge", "behaviour", "both"]
Outcome = Literal[
    "knowledge", "behaviour", "both", "too_few", "few_on_border", "border", "all_unclear", "none"
]

MAX_MORE = 10_000  # beyond this, the ratio lies on a border and more labels are no practical answer
_SEARCHED = (1, 101, 1_001, MAX_MORE + 1)  # in blocks: most ratios settle in the first


@dataclass(frozen=True)
class Diagnosis:
    """The share, the probability of each region, and what follows.

    `failure_mode` is None while no region holds the settling probability. `more_labels` is about how many
    more labels would settle it at the present ratio: 0 when settled, None when nothing counts yet or when
    even 10,000 would not do (the ratio lies on a border). `counts` has all four labels.
    """

    share: Share
    probabilities: dict[str, float]
    failure_mode: FailureMode | None
    more_labels: int | None
    counts: dict[Label, int] = field(default_factory=dict)

    @property
    def outcome(self) -> Outcome:
        """Which of the eight verdicts of `data/diagnosis/verdicts.yaml` applies."""
        if self.failure_mode:
            return self.failure_mode
        if self.share.n:
            if self.more_labels is not None:
                return "too_few"
            return "border" if self.share.n >= rules().border_from else "few_on_border"
        return "all_unclear" if self.counts.get("unclear") else "none"


class Verdict(BaseModel):
    """A diagnosis in words: the answer, its figures in a line, one sentence why, and what to do next."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str
    short: str
    sentence: str
    advice: str


def diagnose(failures_or_labels: Iterable[Failure | Label | None]) -> Diagnosis:
    """The diagnosis for labels, or for failures with their first rater's labels.

    The failure mode is the region of the share (behaviour up to 1/3, both to 2/3, knowledge from 2/3) that
    holds at least 80% of the posterior Beta(k + 1/2, n - k + 1/2).
    """
    labels = labels_of(failures_or_labels)
    share = share_of_knowledge(labels)
    probabilities = region_probabilities(share.k, share.n)
    mode = _settled(probabilities) if share.n else None
    tally = Counter(labels)
    return Diagnosis(
        share=share,
        probabilities=probabilities,
        failure_mode=mode,
        more_labels=0 if mode else _more_labels(share),
        counts={label: tally[label] for label in LABELS},
    )


def verdict(diagnosis: Diagnosis) -> Verdict:
    """The diagnosis in the words of `data/diagnosis/verdicts.yaml`, figures filled in."""
    template, parts = _verdicts()[diagnosis.outcome], sentence_parts(diagnosis)
    filled = {name: text.format_map(parts).strip() for name, text in template.model_dump().items()}
    return Verdict(**filled)


def sentence_parts(diagnosis: Diagnosis) -> dict[str, str]:
    """The figures of the verdict as text, for templates; shares and probabilities in percent."""
    share = diagnosis.share
    return {
        "share": "unknown" if share.share is None else f"{share.share:.0%}",
        "low": f"{share.low:.0%}",
        "high": f"{share.high:.0%}",
        "k": f"{share.k:g}",
        "n": _count(share.n, "label"),
        "more": _count(_about(_wanted(diagnosis)), "more label"),
        "likely": f"{max(diagnosis.probabilities.values()):.0%}",
        "settled": f"{rules().settled_from:.0%}",
        "unclear": _count(diagnosis.counts.get("unclear", 0), "failure"),
    }


def _wanted(diagnosis: Diagnosis) -> int:
    """How many more labels to ask for: those that would settle it, else those after which a border is one."""
    if diagnosis.more_labels is not None:
        return diagnosis.more_labels
    return max(0, round(rules().border_from) - diagnosis.share.n)


def _settled(probabilities: dict[str, float]) -> FailureMode | None:
    modes: tuple[FailureMode, ...] = ("knowledge", "behaviour", "both")
    return next((mode for mode in modes if probabilities[mode] >= rules().settled_from), None)


def _more_labels(share: Share) -> int | None:
    """The fewest further labels, at the present ratio, after which one region holds enough."""
    if share.share is None:
        return None
    for start, end in pairwise(_SEARCHED):
        more = np.arange(start, end)
        enough = np.flatnonzero(_likeliest(share.share, share.n + more) >= rules().settled_from)
        if enough.size:
            return int(more[enough[0]])
    return None


def _likeliest(ratio: float, n: NDArray[np.int_]) -> NDArray[np.float64]:
    """How much the likeliest region would hold after `n` labels at this ratio."""
    a, b = ratio * n + 0.5, (1 - ratio) * n + 0.5
    behaviour = scipy.special.betainc(a, b, rules().behaviour_up_to)
    knowledge = scipy.special.betaincc(a, b, rules().knowledge_from)
    held: NDArray[np.float64] = np.maximum.reduce([behaviour, knowledge, 1 - behaviour - knowledge])
    return held


def _about(number: int) -> int:
    """Two significant digits: "about 340", never "about 337"."""
    size = int(10 ** max(0, len(str(number)) - 2))
    return math.ceil(number / size) * size


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


@cache
def _verdicts() -> dict[str, Verdict]:
    return load_models(DATA / "diagnosis" / "verdicts.yaml", Verdict)
