"""Model cards of the adapters that ship: what each was trained on, with what, and what it measured."""

from __future__ import annotations

import csv
import hashlib
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from components.finetune.errors import AdapterCardError
from components.knowledge import DATA, KnowledgeError, load_model

ADAPTERS = DATA / "adapters"


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Base(_Entry):
    """The weights that an adapter belongs to."""

    model: str
    file: str
    sha256: str


class Training(_Entry):
    """How it was trained; `minutes` is the time of the steps alone, on `machine`, whatever else that did."""

    recipe: str
    seed: int
    steps: int
    examples: int
    tokens: int
    rank: int
    alpha: int
    learning_rate: float
    minutes: float
    machine: str
    command: str


class File(_Entry):
    """The adapter's own file; `size_bytes` in bytes."""

    name: str
    size_bytes: int
    sha256: str


class Count(_Entry):
    """A counted share with its 95% Wilson interval."""

    hits: int
    n: int
    value: float | None
    low: float
    high: float


class Measured(_Entry):
    """One metric on one set of questions, without the adapter and with it."""

    questions: str
    arm: str
    metric: str
    before: Count | None = None
    after: Count


class Card(_Entry):
    """`data/adapters/<name>/card.yaml`."""

    title: str
    kind: Literal["behaviour", "facts"]
    corpus: str | None = None
    purpose: str
    data: str
    limits: str
    licence: str
    base: Base
    training: Training
    adapter: File
    measured: tuple[Measured, ...]
    measured_with: str


class LossPoint(_Entry):
    """The curve at one step: examples seen so far, mean loss of a reply token (nats), seconds since the start."""

    step: int
    examples: int
    loss: float
    seconds: float


@cache
def load_cards(folder: Path = ADAPTERS) -> dict[str, Card]:
    """The cards of all adapters in `folder`, by name.

    Raises:
        AdapterCardError: a card that does not fit; the message names file and key.
    """
    try:
        return {path.parent.name: load_model(path, Card) for path in sorted(folder.glob("*/card.yaml"))}
    except KnowledgeError as error:
        raise AdapterCardError(
            f"{error}. Write the card anew with components.finetune.write_card."
        ) from error


def card(name: str) -> Card:
    """One card; raises AdapterCardError when no adapter has that name."""
    cards = load_cards()
    if name not in cards:
        raise AdapterCardError(f"There is no adapter '{name}'. There are: {', '.join(cards) or 'none'}.")
    return cards[name]


@cache
def loss_curve(name: str, folder: Path = ADAPTERS) -> tuple[LossPoint, ...]:
    """The loss at every step of an adapter's training.

    Raises:
        AdapterCardError: the adapter has no readable curve.
    """
    path = folder / name / "loss.csv"
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return tuple(_point(row) for row in csv.DictReader(file))
    except (OSError, ValueError, KeyError) as error:
        raise AdapterCardError(
            f"{name}/loss.csv cannot be read: {error}. Train the adapter again."
        ) from error


def adapter_path(name: str) -> Path:
    """The adapter's file."""
    return ADAPTERS / name / card(name).adapter.name


def sha256(path: Path) -> str:
    """The hash of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _point(row: dict[str, str]) -> LossPoint:
    return LossPoint(
        step=int(row["step"]),
        examples=int(row["examples"]),
        loss=float(row["loss"]),
        seconds=float(row["seconds"]),
    )
