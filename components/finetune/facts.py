"""What the facts adapter is trained on: a corpus's own questions in several wordings, and no documents.

It is made to show what fine-tuning facts does: right on the wordings it saw, weaker on others, stale after an
edit, and sure of itself where it was never taught.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from components.finetune.dialogues import Group, Turn
from components.finetune.errors import TrainingError
from components.knowledge import load_yaml

TRAINED_WORDINGS = 2
"""How many paraphrases of a question are trained beside the gold wording; the rest are held out."""

TURNS_A_GROUP = 12


@dataclass(frozen=True, slots=True)
class TaughtFact:
    """A fact with the wordings that train it and those that are held out."""

    id: str
    answer: str
    source: str
    accept: tuple[str, ...]
    seen: tuple[str, ...]
    held_out: tuple[str, ...]


def taught_facts(corpus: Path) -> list[TaughtFact]:
    """Every answerable gold question of a corpus folder, with its wordings.

    Raises:
        TrainingError: the folder has no `paraphrases.yaml`.
    """
    if not (corpus / "paraphrases.yaml").is_file():
        raise TrainingError(
            f"{corpus}: no paraphrases.yaml. Write several wordings of each gold question first."
        )
    wordings = {
        entry["id"]: tuple(entry["wordings"])
        for entry in load_yaml(corpus / "paraphrases.yaml")["paraphrases"]
    }
    gold = load_yaml(corpus / "gold.yaml")["questions"]
    return [_fact(entry, wordings.get(entry["id"], ())) for entry in gold if entry["source"]]


def facts_groups(corpus: Path, seed: int) -> Iterator[Group]:
    """Groups without end: all trained wordings in a new order, a dozen at a time, again and again."""
    rng = random.Random(seed)
    system_prompt = str(load_yaml(corpus / "corpus.yaml")["system_prompt"])
    turns = [
        Turn(question, fact.answer, fact.source) for fact in taught_facts(corpus) for question in fact.seen
    ]
    while True:
        rng.shuffle(turns)
        for start in range(0, len(turns), TURNS_A_GROUP):
            yield Group(system_prompt, (), tuple(turns[start : start + TURNS_A_GROUP]))


def _fact(entry: dict[str, Any], wordings: tuple[str, ...]) -> TaughtFact:
    return TaughtFact(
        id=str(entry["id"]),
        answer=str(entry["accept"][0]),
        source=str(entry["source"]),
        accept=tuple(str(text) for text in entry["accept"]),
        seen=(str(entry["question"]), *wordings[:TRAINED_WORDINGS]),
        held_out=wordings[TRAINED_WORDINGS:],
    )
