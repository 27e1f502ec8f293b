"""How long a text is, near enough to size chunks, without a model at hand."""

from __future__ import annotations

import re

# One ideograph is about one word piece; long words break into several; every mark counts.
_PIECE = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af]|[^\W_]{1,8}|[^\w\s]|_")


def count_tokens(text: str) -> int:
    """About how many word pieces `text` has (within some 15% of the models' own count on English prose)."""
    return sum(1 for _ in _PIECE.finditer(text))
