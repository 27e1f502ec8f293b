"""Adapters that a CPU trained: their cards and loss curves, the prompt format, a checker for one's own examples.

No torch and no streamlit behind this face; training is `python -m components.finetune.train`.
"""

from components.finetune.prompts import Message, Passage, build_messages, reply

__all__ = ["Message", "Passage", "build_messages", "reply"]
