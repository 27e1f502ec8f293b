"""A long measurement in a thread of its own, watched and stopped by the page that owns it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Generic, Self, TypeVar

from components.inference import InferenceError
from components.playground.answering import Stopper
from components.playground.errors import PlaygroundError, UnexpectedError
from components.retrieval import RetrievalError
from components.ui import kind_and_places

_LOG = logging.getLogger("tune_or_retrieve")
Result = TypeVar("Result")
Work = Callable[[Stopper, Callable[[str, int, int], None]], Result]
"""Gets a stopper to obey and a function to report (step, done, total) to."""


class Measurement(Generic[Result]):
    """Runs `work` while the context is open; leaving it stops the work and frees the engine."""

    def __init__(self, work: Work[Result]) -> None:
        self.step, self.done, self.total = "", 0, 0
        self.result: Result | None = None
        self.error: Exception | None = None
        self._work = work
        self._stopper = Stopper()
        self._thread = threading.Thread(target=self._run, name="measurement", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopper.stop()

    @property
    def running(self) -> bool:
        """Whether the work still goes on."""
        return self._thread.is_alive()

    def wait(self, seconds: float) -> None:
        """Wait for the end, at most so long."""
        self._thread.join(seconds)

    def _report(self, step: str, done: int, total: int) -> None:
        self.step, self.done, self.total = step, done, total

    def _run(self) -> None:
        try:
            self.result = self._work(self._stopper, self._report)
        except (InferenceError, PlaygroundError, RetrievalError) as error:
            self.error = error
        except Exception as error:  # whoever waits would otherwise see nothing at all
            _LOG.error("%s", kind_and_places(error))
            self.error = UnexpectedError()
