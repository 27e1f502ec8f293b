"""What the log may say of a mistake: what people typed or uploaded is in messages, so these stay out."""

from __future__ import annotations

import logging
import traceback

_LOG = logging.getLogger("tune_or_retrieve")


def log_place(error: Exception) -> None:
    """Log an error's type and where it was raised, without its message."""
    frames = traceback.extract_tb(error.__traceback__)
    places = " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames))
    _LOG.error("%s at %s", type(error).__name__, places)
