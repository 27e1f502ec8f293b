"""Which adapters are there for a corpus."""

from __future__ import annotations

from components.finetune import load_cards
from components.playground.arms import Adapters
from components.playground.corpus import Corpus


def adapters_for(corpus: Corpus) -> Adapters:
    """The behaviour adapter, and the facts adapter that was trained on this very corpus."""
    cards = load_cards()
    return Adapters(
        behaviour=next((name for name, card in cards.items() if card.kind == "behaviour"), None),
        facts=next(
            (name for name, card in cards.items() if card.kind == "facts" and card.corpus == corpus.id), None
        ),
    )
