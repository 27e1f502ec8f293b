"""Which adapters are there for a corpus: read from the cards beside them."""

from __future__ import annotations

from pathlib import Path

from components.finetune import load_cards
from components.knowledge import DATA
from components.playground.arms import Adapters
from components.playground.corpus import Corpus

ADAPTERS = DATA / "adapters"


def adapters_for(corpus: Corpus, folder: Path = ADAPTERS) -> Adapters:
    """The behaviour adapter, and the facts adapter that was trained on this very corpus.

    Raises:
        FinetuneError: a card that cannot be read.
    """
    cards = {
        name: card
        for name, card in load_cards(folder).items()
        if (folder / name / card.adapter.name).is_file()
    }
    behaviour = next((name for name, card in cards.items() if card.kind == "behaviour"), None)
    facts = next(
        (name for name, card in cards.items() if card.kind == "facts" and card.corpus == corpus.id), None
    )
    return Adapters(behaviour, facts)
