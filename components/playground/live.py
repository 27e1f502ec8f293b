"""One question, all arms at once: a thread an arm feeds a board that a page reads as often as it likes."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Literal, Self

from components.inference import Event, Generates, InferenceError, PromptTooLongError, Timings
from components.playground.answering import Stopper, answer
from components.playground.arms import Plan
from components.playground.errors import UnexpectedError
from components.ui import kind_and_places

State = Literal["waiting", "answering", "done", "stopped", "failed"]

_LOG = logging.getLogger("tune_or_retrieve")


@dataclass(slots=True)
class ArmLane:
    """What one arm has said so far."""

    plan: Plan
    state: State = "waiting"
    text: str = ""
    timings: Timings | None = None
    error: str | None = None
    queue_place: int | None = None
    too_long: PromptTooLongError | None = None


@dataclass
class LiveRun:
    """All arms on one question. A context manager: leaving it stops what still runs and frees the engine."""

    engine: Generates
    plans: Sequence[Plan]
    session: str = ""
    lanes: dict[str, ArmLane] = field(init=False)

    def __post_init__(self) -> None:
        self.lanes = {plan.arm: ArmLane(plan) for plan in self.plans}
        self._stopper = Stopper()
        self._threads = [
            threading.Thread(target=self._answer, args=(lane,), name=f"arm-{arm}", daemon=True)
            for arm, lane in self.lanes.items()
        ]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def running(self) -> bool:
        """Whether any arm still answers."""
        return not self._stopper.stopped and any(thread.is_alive() for thread in self._threads)

    def stop(self) -> None:
        """End all arms now; does not wait for their threads."""
        self._stopper.stop()

    def join(self, timeout_s: float = 30.0) -> None:
        """Wait until all arms are done."""
        deadline = time.monotonic() + timeout_s
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))

    def _answer(self, lane: ArmLane) -> None:
        def heard(event: Event) -> None:
            lane.queue_place = event.queue_place
            if event.text:
                lane.state = "answering"
                lane.text += event.text

        try:
            got = answer(self.engine, lane.plan, self._stopper, heard, self.session)
        except InferenceError as error:
            lane.too_long = error if isinstance(error, PromptTooLongError) else None
            lane.error, lane.state = str(error), "failed"
            return
        except Exception as error:  # the card would otherwise wait for ever
            _LOG.error("%s", kind_and_places(error))
            lane.error, lane.state = str(UnexpectedError()), "failed"
            return
        lane.timings = got.timings
        lane.state = "done" if got.timings is not None else "stopped"
