"""How far two raters agree beyond chance."""

from collections import Counter
from collections.abc import Iterable, Sequence

from components.diagnosis.errors import DiagnosisError
from components.diagnosis.labels import Failure, Label
from components.knowledge import record

_BANDS = ("kappa_almost_perfect", "kappa_substantial", "kappa_moderate", "kappa_fair")


def cohens_kappa(first: Sequence[Label | None], second: Sequence[Label | None]) -> float | None:
    """Cohen's kappa over the items that both raters labelled: 1 full agreement, 0 no more than chance.

    All four labels are categories, "unclear" too. None when it is not defined: nothing was labelled by both,
    or both used one and the same label throughout (chance agreement is then already complete).

    Raises:
        DiagnosisError: the two sequences differ in length.
    """
    if len(first) != len(second):
        raise DiagnosisError(
            f"Two raters must label the same failures: {len(first)} labels against {len(second)}."
        )
    pairs = [(a, b) for a, b in zip(first, second, strict=True) if a is not None and b is not None]
    if not pairs:
        return None
    observed, expected = sum(a == b for a, b in pairs) / len(pairs), _by_chance(pairs)
    return None if expected == 1 else (observed - expected) / (1 - expected)


def kappa_of(failures: Iterable[Failure]) -> float | None:
    """Cohen's kappa between the first and second labels of failures."""
    labels = [(item.label, item.second_label) for item in failures]
    return cohens_kappa([first for first, _ in labels], [second for _, second in labels])


def kappa_word(kappa: float) -> str:
    """What Landis and Koch (1977) call this much agreement; "Poor" below zero."""
    if kappa < 0:
        return "Poor"
    bands = (record(f"diagnosis.{name}") for name in _BANDS)
    return next(
        (band.label for band in bands if kappa > band.central), record("diagnosis.kappa_slight").label
    )


def disagreements(failures: Sequence[Failure]) -> list[int]:
    """Positions of the failures that both raters labelled, differently."""
    return [
        index
        for index, item in enumerate(failures)
        if item.label and item.second_label and item.label != item.second_label
    ]


def _by_chance(pairs: Sequence[tuple[Label, Label]]) -> float:
    ours, theirs = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    together = sum(ours[label] * theirs[label] for label in ours)
    return together / len(pairs) ** 2
