"""Adapters that a CPU trained: their cards and loss curves, the prompt format, a checker for one's own examples.

No torch and no streamlit behind this face; training is `python -m components.finetune.train`.
"""

from components.finetune.cards import (
    Card,
    Count,
    LossPoint,
    Measured,
    adapter_path,
    card,
    load_cards,
    loss_curve,
)
from components.finetune.errors import AdapterCardError, ExamplesError, FinetuneError
from components.finetune.examples import Problem, Report, check_examples
from components.finetune.prompts import Message, Passage, build_messages, reply

__all__ = [
    "AdapterCardError",
    "Card",
    "Count",
    "ExamplesError",
    "FinetuneError",
    "LossPoint",
    "Measured",
    "Message",
    "Passage",
    "Problem",
    "Report",
    "adapter_path",
    "build_messages",
    "card",
    "check_examples",
    "load_cards",
    "loss_curve",
    "reply",
]
