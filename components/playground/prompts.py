"""How a prompt is put together: the format that the adapters were trained on, for every arm.

It lives with the training, since neither may change without the other.
"""

from components.finetune import Message, Passage, build_messages

__all__ = ["Message", "Passage", "build_messages"]
