"""Gathers pieces of answers on their way to the app: each message wakes it, on the cores that compute."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

_EVERY_S = 0.03
"""Pieces wait at most this long, unseen by the eye; the first of an answer never does."""

Message = dict[str, Any]
"""A message to the app; see `wire.py`."""


class Outbox:
    """Holds back nothing but further pieces of answers that the app has begun to show."""

    def __init__(self, send: Callable[[list[Message]], None]) -> None:
        self._send = send
        self._held: dict[int, str] = {}
        self._begun: set[int] = set()
        self._sent_at = 0.0

    def put(self, messages: list[Message]) -> None:
        """Send these, after what was held back; or hold them back a moment."""
        pieces = [(request, text) for message in messages for request, text in message.get("texts", ())]
        others = [message for message in messages if "texts" not in message]
        for request, text in pieces:
            self._held[request] = self._held.get(request, "") + text
        fresh = any(request not in self._begun for request, _ in pieces)
        if others or fresh or time.monotonic() - self._sent_at >= _EVERY_S:
            self._flush(others)

    def _flush(self, others: list[Message]) -> None:
        held = [{"texts": [[request, text] for request, text in self._held.items()]}] if self._held else []
        self._begun.update(self._held)
        self._begun.difference_update(message.get("end", message.get("error", -1)) for message in others)
        self._held = {}
        self._sent_at = time.monotonic()
        if held or others:
            self._send([*held, *others])
