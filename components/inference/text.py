"""From token bytes to text that may be shown: whole characters only, nothing past a stop string."""

from __future__ import annotations

import codecs
from collections.abc import Sequence


class TextStream:
    """Decodes an answer's bytes as they come.

    Holds back what cannot be shown yet: an unfinished UTF-8 character, or an ending that may grow into a stop
    string.
    """

    def __init__(self, stop: Sequence[str] = ()) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._stop = [word for word in stop if word]
        self._held = ""
        self.stopped = False
        """Whether a stop string was met; nothing comes after it."""

    def push(self, piece: bytes) -> str:
        """The text that `piece` releases."""
        if self.stopped:
            return ""
        self._held += self._decoder.decode(piece)
        cut = self._first_stop()
        if cut is not None:
            self.stopped = True
            shown, self._held = self._held[:cut], ""
            return shown
        keep = self._possible_stop_length()
        shown, self._held = self._held[: len(self._held) - keep], self._held[len(self._held) - keep :]
        return shown

    def end(self) -> str:
        """What was still held back when the answer ended by itself; bytes of an unfinished character are
        dropped."""
        shown, self._held = self._held, ""
        return shown

    def _first_stop(self) -> int | None:
        places = [place for word in self._stop if (place := self._held.find(word)) >= 0]
        return min(places, default=None)

    def _possible_stop_length(self) -> int:
        return max((_overlap(self._held, word) for word in self._stop), default=0)


def _overlap(text: str, word: str) -> int:
    """Length of the longest ending of `text` with which `word` begins."""
    longest = min(len(text), len(word) - 1)
    return next((size for size in range(longest, 0, -1) if text.endswith(word[:size])), 0)
