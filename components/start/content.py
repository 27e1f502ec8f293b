"""What the home page says, from `data/home.yaml`."""

from functools import cache

from pydantic import BaseModel, ConfigDict

from components.knowledge import DATA, load_model


class Door(BaseModel):
    """One of the three ways in."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    page: str
    title: str
    question: str
    sentence: str
    action: str


class ProofText(BaseModel):
    """The words around the measured picture."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str
    sentence: str
    action: str


class Home(BaseModel):
    """The home page's words."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    lead: str
    doors: tuple[Door, ...]
    proof: ProofText
    samples_title: str
    samples_lead: str


@cache
def home() -> Home:
    """The content; raises KnowledgeError that names what does not fit."""
    return load_model(DATA / "home.yaml", Home)
