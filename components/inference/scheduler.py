"""Who runs next: waiting questions of many sessions onto lanes, one batch after another."""

from __future__ import annotations

import itertools
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass

from components.inference.errors import (
    AnswerTimeoutError,
    EngineBusyError,
    InferenceError,
    NotEnoughMemoryError,
    to_wire,
)
from components.inference.lane import Lane, Step
from components.inference.limits import Limits
from components.inference.outbox import Message
from components.inference.requests import Answering, Request

_PLACES_EVERY_S = 0.2
_SESSIONS = 1000
"""Sessions whose last turn is remembered."""


@dataclass(frozen=True, slots=True)
class LaneKey:
    """Which lane: the adapter's name, and whether it is the one for long prompts."""

    adapter: str | None
    long: bool


class Scheduler:
    """Admits fairly, steps lanes in turn. Not thread-safe: the worker's main thread owns it."""

    def __init__(self, limits: Limits, open_lane: Callable[[LaneKey], Lane], window: int) -> None:
        self._limits = limits
        self._open_lane = open_lane
        self._window = window
        self._lanes: dict[LaneKey, Lane] = {}
        self._waiting: list[Request] = []
        self._places: dict[int, int] = {}
        self._places_at = 0.0
        self._turn = itertools.count()
        self._served: dict[str, int] = {}

    @property
    def busy(self) -> bool:
        """Whether a step would do something."""
        return bool(self._waiting) or any(lane.answers for lane in self._lanes.values())

    def submit(self, request: Request) -> None:
        """Put a question in line. Raises `EngineBusyError` when the line, or the session's half of it, is
        full."""
        mine = sum(other.session == request.session for other in self._waiting)
        if len(self._waiting) >= self._limits.queue:
            raise EngineBusyError(len(self._waiting))
        if request.session and mine >= self._limits.queue // 2:
            raise EngineBusyError(mine)
        self._waiting.append(request)

    def cancel(self, request_id: int) -> None:
        """Forget a question, waiting or running; its sequence is free at once."""
        self._waiting = [request for request in self._waiting if request.id != request_id]
        for lane in self._lanes.values():
            if request_id in lane.answers:
                lane.release(lane.answers[request_id])

    def step(self) -> list[Message]:
        """Admit who fits, compute one batch of one lane, and say what came of it."""
        out = self._expire()
        if self._waiting:
            out += [*self._admit(), *self._tell_places()]
        lane = self._next_lane()
        if lane is not None:
            out += self._report(lane.step())
        return out

    def snapshot(self) -> dict[str, int]:
        """Counts for the status. Another thread may ask."""
        lanes = list(self._lanes.values())
        running = sum(len(lane.answers) for lane in lanes)
        return {
            "running": running,
            "waiting": len(self._waiting),
            "sequences": self._limits.running,
            "free_sequences": max(
                0, self._limits.running - max((len(lane.answers) for lane in lanes), default=0)
            ),
            "kept_prefixes": sum(len(lane.store) for lane in lanes),
            "kept_tokens": sum(lane.store.tokens for lane in lanes),
        }

    def close(self) -> None:
        """Free all lanes."""
        for lane in self._lanes.values():
            lane.close()

    def _in_order(self) -> list[Request]:
        """Fair order: whose session has fewest answers running and ahead, then whose was served longest ago, then who
        came first; preparations after all questions."""
        ahead = Counter(answer.request.session for answer in self._running())
        order = []
        for place, request in enumerate(self._waiting):
            session = request.session
            order.append((request.prepare, ahead[session], self._served.get(session, 0), place, request))
            ahead[session] += not request.prepare
        return [entry[-1] for entry in sorted(order, key=lambda entry: entry[:-1])]

    def _note_served(self, session: str) -> None:
        self._served.pop(session, None)
        self._served[session] = next(self._turn) + 1
        if len(self._served) > _SESSIONS:
            self._served.pop(next(iter(self._served)))

    def _running(self) -> Iterator[Answering]:
        return itertools.chain.from_iterable(lane.answers.values() for lane in self._lanes.values())

    def _admit(self) -> list[Message]:
        """Give sequences to those that fit, in fair order; a lane that has no room for one takes nobody after it."""
        out: list[Message] = []
        closed: set[LaneKey] = set()
        for request in self._in_order():
            if self._all_full(request):
                continue
            try:
                admitted = self._try(request, closed)
            except InferenceError as error:
                self._waiting.remove(request)
                out.append({"error": request.id, **to_wire(error)})
                continue
            if admitted:
                self._waiting.remove(request)
                self._note_served(request.session)
        return out

    def _try(self, request: Request, closed: set[LaneKey]) -> bool:
        key = self._lane_for(request)
        lane = self._lane(key)
        if key in closed or lane.must_wait(request):
            return False
        admitted = lane.admit(request, company=self._company(request, key))
        if not admitted:
            closed.add(key)
        return admitted

    def _all_full(self, request: Request) -> bool:
        """A quick no, before prompts are compared."""
        lanes = [lane for key, lane in self._lanes.items() if key.adapter == request.adapter]
        return self._size_key(request) in self._lanes and all(lane.full for lane in lanes)

    def _company(self, request: Request, key: LaneKey) -> bool:
        """Whether somebody else waits for the same lane."""
        return any(other is not request and self._size_key(other) == key for other in self._waiting)

    def _lane_for(self, request: Request) -> LaneKey:
        """By size; but where most of the prompt is known already, if it fits there."""
        for key, lane in self._lanes.items():
            if key.adapter != request.adapter or request.room > lane.cells:
                continue
            if 2 * lane.known(request) >= len(request.prompt):
                return key
        return self._size_key(request)

    def _size_key(self, request: Request) -> LaneKey:
        size = self._limits.short_prompt
        return LaneKey(request.adapter, long=len(request.prompt) > size or request.room > 2 * size)

    def _lane(self, key: LaneKey) -> Lane:
        if key not in self._lanes:
            try:
                self._lanes[key] = self._open_lane(key)
            except MemoryError as error:
                raise NotEnoughMemoryError(str(error)) from error
        return self._lanes[key]

    def _next_lane(self) -> Lane | None:
        lanes = [lane for lane in self._lanes.values() if lane.answers]
        return lanes[next(self._turn) % len(lanes)] if lanes else None

    def _expire(self) -> list[Message]:
        late = [request for request in self._waiting if request.late]
        late += [answer.request for answer in self._running() if answer.request.late]
        for request in late:
            self.cancel(request.id)
        return [{"error": request.id, **to_wire(AnswerTimeoutError(request.timeout_s))} for request in late]

    def _tell_places(self) -> list[Message]:
        if time.monotonic() - self._places_at < _PLACES_EVERY_S:
            return []
        self._places_at = time.monotonic()
        places = {request.id: place for place, request in enumerate(self._in_order(), 1)}
        changed = [
            [request, place] for request, place in places.items() if self._places.get(request) != place
        ]
        self._places = places
        return [{"places": changed}] if changed else []

    def _report(self, step: Step) -> list[Message]:
        out: list[Message] = []
        ended = {answer.request.id for answer in step.ended}
        going = [[answer.request.id, text] for answer, text in step.texts if answer.request.id not in ended]
        if going:
            out.append({"texts": going})
        last = {answer.request.id: text for answer, text in step.texts}
        out += [_end(answer, last.get(answer.request.id, "")) for answer in step.ended]
        progress = [
            [a.request.id, a.length, len(a.request.prompt)] for a in step.reading if a.request.prepare
        ]
        if progress:
            out.append({"progress": progress})
        return out


def _end(answer: Answering, text: str) -> Message:
    return {
        "end": answer.request.id,
        "text": text,
        "finish": answer.finish,
        "timings": asdict(answer.timings()),
    }
