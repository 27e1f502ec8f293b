"""From labels to the share of knowledge failures, with its uncertainty."""

from collections.abc import Iterable
from dataclasses import dataclass

import scipy  # loads `special` when it is first used, not when the app starts

from components.diagnosis.labels import Failure, Label
from components.diagnosis.rules import rules

# What a label adds to k (knowledge failures) and to n (failures that count). "unclear" adds to neither.
WEIGHTS: dict[Label, float] = {"knowledge": 1.0, "both": 0.5, "behaviour": 0.0}


@dataclass(frozen=True)
class Share:
    """The share of knowledge failures, `k` of `n`, and its 95% Jeffreys interval `low` to `high`, each 0..1.

    `share` is None when no label counts (n = 0); the interval is then the whole range.
    """

    share: float | None
    low: float
    high: float
    k: float
    n: int


def labels_of(items: Iterable[Failure | Label | None]) -> list[Label]:
    """The labels given: failures stand for their first rater's label; what is not labelled is left out."""
    found = (item.label if isinstance(item, Failure) else item for item in items)
    return [label for label in found if label is not None]


def share_of_knowledge(labels: Iterable[Failure | Label | None]) -> Share:
    """The share of knowledge failures among the labels, with a 95% Jeffreys interval.

    "both" counts half to each side; "unclear" and None are left out. The interval is the equal-tailed one of
    Beta(k + 1/2, n - k + 1/2), with the usual convention at the ends: `low` is 0 when k = 0, `high` is 1 when
    k = n (Brown, Cai and DasGupta 2001).
    """
    counted = [WEIGHTS[label] for label in labels_of(labels) if label in WEIGHTS]
    k, n = sum(counted), len(counted)
    low, high = jeffreys(k, n)
    return Share(share=k / n if n else None, low=low, high=high, k=k, n=n)


def jeffreys(k: float, n: float) -> tuple[float, float]:
    """The equal-tailed Jeffreys interval for `k` successes (halves allowed) of `n`: (low, high), 0..1."""
    tail = (1 - rules().interval_level) / 2
    a, b = k + 0.5, n - k + 0.5
    low = 0.0 if k == 0 else float(scipy.special.betaincinv(a, b, tail))
    high = 1.0 if k == n else float(scipy.special.betaincinv(a, b, 1 - tail))
    return low, high


def region_probabilities(k: float, n: float) -> dict[str, float]:
    """How much of Beta(k + 1/2, n - k + 1/2) lies in each region of the share; the three sum to 1."""
    a, b = k + 0.5, n - k + 0.5
    behaviour = float(scipy.special.betainc(a, b, rules().behaviour_up_to))
    knowledge = float(scipy.special.betaincc(a, b, rules().knowledge_from))
    return {"behaviour": behaviour, "both": max(0.0, 1.0 - behaviour - knowledge), "knowledge": knowledge}
