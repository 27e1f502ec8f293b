"""Where the sources differ: who says what."""

from functools import cache

from pydantic import BaseModel, ConfigDict

from components.decision.framework import Cite
from components.knowledge import DATA, load_models


class Position(BaseModel):
    """What one source holds on a point, in our words. `records` are the figures behind it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    says: str
    cite: Cite
    records: tuple[str, ...] = ()


class Disagreement(BaseModel):
    """A point on which the sources differ, why it matters, and what this app does about it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str
    matters: str
    positions: tuple[Position, ...]
    here: str


@cache
def disagreements() -> dict[str, Disagreement]:
    """All points by id; raises KnowledgeError."""
    return load_models(DATA / "disagreements.yaml", Disagreement)
