"""Which adapters are there for a corpus: read from the cards beside them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from components.knowledge import DATA, load_model
from components.playground.arms import Adapters
from components.playground.corpus import Corpus

ADAPTERS = DATA / "adapters"


class _Card(BaseModel):
    """What the playground needs of an adapter's card; training writes much more into it."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    kind: str
    corpus: str | None = None


def adapters_for(corpus: Corpus, folder: Path = ADAPTERS) -> Adapters:
    """The behaviour adapter, and the facts adapter that was trained on this very corpus.

    Raises:
        KnowledgeError: a card that cannot be read.
    """
    cards = _cards(folder)
    behaviour = next((name for name, card in cards.items() if card.kind == "behaviour"), None)
    facts = next(
        (name for name, card in cards.items() if card.kind == "facts" and card.corpus == corpus.id), None
    )
    return Adapters(behaviour, facts)


@cache
def _cards(folder: Path) -> dict[str, _Card]:
    paths = sorted(folder.glob("*/card.yaml"))
    return {
        path.parent.name: load_model(path, _Card)
        for path in paths
        if (path.parent / "adapter.gguf").is_file()
    }
