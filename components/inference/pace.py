"""How many threads to compute with when others want the cores too.

llama.cpp's threads meet at a barrier hundreds of times a token. On a busy machine one of them always waits for a core,
and all wait for it. So when the threads get much less time than they should, half of them go on alone for a while.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

_STARVED = 0.7
"""Share of the time that all threads should have run in, below which a step counts as starved."""
_PATIENCE = 3
"""Starved steps in a row before anything changes."""
_LONG_S = 0.2
"""A starved step this long is enough by itself."""
_REST_S = 2.0
"""Until more threads are tried again; doubles while that fails."""
_LONGEST_REST_S = 8.0


class Pace:
    """Measures steps and says how many threads the next one should have."""

    def __init__(self, most: int) -> None:
        self._most = most
        self.threads = most
        self._starved = 0
        self._rest_s = _REST_S
        self._again_at = 0.0

    @contextmanager
    def step(self) -> Iterator[None]:
        """Around one step's computation."""
        wall, worked = time.perf_counter(), time.process_time()
        yield
        self.note(time.perf_counter() - wall, time.process_time() - worked)

    def note(self, wall_s: float, worked_s: float) -> None:
        """A step took `wall_s`, in which this process's threads ran for `worked_s` together."""
        now = time.monotonic()
        if self.threads < self._most and now >= self._again_at:
            self.threads, self._starved = self._most, _PATIENCE - 1  # one more starved step sends us back
            return
        if self.threads == 1:
            return
        if worked_s >= _STARVED * wall_s * self.threads:
            self._starved, self._rest_s = 0, _REST_S
            return
        self._starved += 1 if wall_s < _LONG_S else _PATIENCE
        if self._starved >= _PATIENCE:
            self.threads = max(1, self.threads // 2)
            self._starved = 0
            self._again_at = now + self._rest_s
            self._rest_s = min(_LONGEST_REST_S, 2 * self._rest_s)
