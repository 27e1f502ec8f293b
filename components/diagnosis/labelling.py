"""The steps of labelling: add, label, find the next one. Each returns a new tuple of failures."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

from components.diagnosis.labels import MAX_TEXT, Failure, Label, Rater
from components.diagnosis.reading import MAX_ROWS, clean, read_failures
from components.knowledge import DATA

Failures = tuple[Failure, ...]


class Added(NamedTuple):
    """Failures after adding, and how many were new, already there, or over the limit of 10,000."""

    failures: Failures
    new: int
    repeated: int
    over: int


class Edit(NamedTuple):
    """One label given, so that it can be taken back."""

    position: int
    text: str
    rater: Rater
    before: Label | None


def add(failures: Failures, more: Iterable[Failure]) -> Added:
    """`failures` and those of `more` whose text is not there yet, up to 10,000; labels already given stay."""
    seen = {item.text for item in failures}
    fresh: list[Failure] = []
    repeated = 0
    for item in more:
        repeated += item.text in seen
        if item.text not in seen:
            seen.add(item.text)
            fresh.append(item)
    room = max(0, MAX_ROWS - len(failures))
    return Added((*failures, *fresh[:room]), min(len(fresh), room), repeated, max(0, len(fresh) - room))


def added_sentence(added: Added, cut: int = 0) -> str:
    """What came of adding, in a sentence."""
    parts = [f"{added.new:,} added" if added.new else "Nothing new"]
    parts += [f"{added.repeated:,} already there"] if added.repeated else []
    parts += [f"{added.over:,} over the limit left out"] if added.over else []
    parts += [f"{cut:,} cut to the longest length"] if cut else []
    return ", ".join(parts)


def from_paste(text: str) -> tuple[list[Failure], int]:
    """Failures from pasted text, and how many had to be cut to 5,000 characters.

    Blank lines separate failures of several lines; without any, each line is one failure.
    """
    unix = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    blocks = unix.split("\n\n") if "\n\n" in unix else unix.split("\n")
    texts = [cleaned for block in blocks if (cleaned := clean(block))]
    return [Failure(text=item[:MAX_TEXT]) for item in texts], sum(len(item) > MAX_TEXT for item in texts)


def label(failures: Failures, position: int, rater: Rater, given: Label | None) -> tuple[Failures, Edit]:
    """`failures` with one label set (None takes it away), and what undoes it; raises IndexError."""
    before = failures[position]
    field = "label" if rater == "first" else "second_label"
    changed = before.model_copy(update={field: given})
    return (*failures[:position], changed, *failures[position + 1 :]), Edit(
        position, before.text, rater, before.by(rater)
    )


def undo(failures: Failures, edit: Edit) -> tuple[Failures, int | None]:
    """`failures` as before `edit`, and where its failure is now; unchanged and None when it is gone."""
    at = _where(failures, edit)
    if at is None:
        return failures, None
    return label(failures, at, edit.rater, edit.before)[0], at


def _where(failures: Failures, edit: Edit) -> int | None:
    """Rows may have been added or removed since: the text decides, not the position."""
    if edit.position < len(failures) and failures[edit.position].text == edit.text:
        return edit.position
    return next((at for at, item in enumerate(failures) if item.text == edit.text), None)


def next_unlabelled(failures: Sequence[Failure], rater: Rater, after: int = -1) -> int | None:
    """Position of the next failure this rater has not labelled, past `after` and then from the start."""
    order = (*range(after + 1, len(failures)), *range(0, min(after + 1, len(failures))))
    return next((index for index in order if failures[index].by(rater) is None), None)


def labelled(failures: Iterable[Failure], rater: Rater) -> int:
    """How many failures this rater has labelled."""
    return sum(item.by(rater) is not None for item in failures)


@cache
def sample_failures() -> Failures:
    """The worked set of 40 labelled failures that ships with the app."""
    return read_failures((DATA / "diagnosis" / "sample_failures.csv").read_bytes()).failures
