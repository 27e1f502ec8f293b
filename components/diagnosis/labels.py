"""A failure and its labels."""

from functools import cache
from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

from components.knowledge import DATA, load_models

Label = Literal["knowledge", "behaviour", "both", "unclear"]
Rater = Literal["first", "second"]

LABELS: tuple[Label, ...] = get_args(Label)
MAX_TEXT = 5_000  # characters of one failure


class Failure(BaseModel):
    """One observed failure. `label` is the first rater's, `second_label` the second's; None: not labelled."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: str = Field(max_length=MAX_TEXT)
    label: Label | None = None
    second_label: Label | None = None

    def by(self, rater: Rater) -> Label | None:
        """The label that one rater gave."""
        return self.label if rater == "first" else self.second_label


class LabelEntry(BaseModel):
    """How a label is shown: its key, what it means, whose colour it wears, and other words for it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str
    shortcut: str
    icon: str
    approach: str
    means: str
    test: str
    also: tuple[str, ...] = ()


@cache
def label_entries() -> dict[Label, LabelEntry]:
    """The four labels of `data/diagnosis/labels.yaml`, in the order of their keys."""
    found = load_models(DATA / "diagnosis" / "labels.yaml", LabelEntry)
    return {label: found[label] for label in LABELS}


def parse_label(word: str) -> Label | None:
    """The label that a word of a table stands for (any case, British or American); None when it is none."""
    return _words().get(" ".join(word.lower().split()))


@cache
def _words() -> dict[str, Label]:
    own = {str(label): label for label in LABELS}
    also = {word: label for label, entry in label_entries().items() for word in entry.also}
    return {**also, **own}
