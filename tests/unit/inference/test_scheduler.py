"""Who comes next, with lanes that only count."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
import pytest

from components.inference.errors import AdapterMissingError, EngineBusyError
from components.inference.lane import Lane, Step
from components.inference.limits import Limits
from components.inference.prefixes import PrefixStore
from components.inference.requests import Answering, Request
from components.inference.scheduler import LaneKey, Scheduler


class CountingLane:
    """Takes `places` answers; a step ends the oldest."""

    def __init__(self, places: int) -> None:
        self.places, self.cells = places, 8192
        self.answers: dict[int, Answering] = {}
        self.store = PrefixStore(most_tokens=1, most_entries=1)
        self.company: list[bool] = []
        self.shared: set[int] = set()

    @property
    def full(self) -> bool:
        return len(self.answers) >= self.places

    def known(self, request: Request) -> int:
        return 0

    def must_wait(self, request: Request) -> bool:
        return request.id in self.shared and bool(self.answers)

    def admit(self, request: Request, *, company: bool) -> bool:
        if len(self.answers) >= self.places:
            return False
        self.company.append(company)
        nothing: Any = None
        self.answers[request.id] = Answering(
            request, 0, np.zeros(0, np.int64), nothing, nothing, 0, not company
        )
        return True

    def release(self, answer: Answering) -> None:
        del self.answers[answer.request.id]

    def step(self) -> Step:
        answer = next(iter(self.answers.values()))
        answer.finish = "stop"
        self.release(answer)
        return Step(ended=[answer])


class Office:
    """A scheduler over counting lanes."""

    def __init__(self, places: int = 1, **limits: int) -> None:
        self.lanes: dict[LaneKey, CountingLane] = {}
        self.places = places
        self.full = False
        self.scheduler = Scheduler(Limits(**limits), self._open, 8192)

    def _open(self, key: LaneKey) -> Lane:
        if key.adapter == "missing":
            raise AdapterMissingError("missing")
        if self.full:
            raise MemoryError("no memory for a context of 8,192 tokens")
        self.lanes[key] = CountingLane(self.places)
        return cast(Lane, self.lanes[key])

    def ask(self, number: int, session: str = "", tokens: int = 10, **fields: Any) -> None:
        prompt = np.arange(tokens, dtype=np.int32)
        self.scheduler.submit(Request(number, prompt, 5, session=session, **fields))

    def order(self) -> list[int]:
        ended = []
        while self.scheduler.busy:
            ended += [message["end"] for message in self.scheduler.step() if "end" in message]
        return ended


def test_sessions_take_turns() -> None:
    office = Office()
    for number in range(4):
        office.ask(number, "many")
    office.ask(10, "few")
    office.ask(20, "one more")
    assert office.order() == [0, 10, 20, 1, 2, 3]


def test_within_a_session_first_come_first_served() -> None:
    office = Office()
    for number in (3, 1, 2):
        office.ask(number, "one")
    assert office.order() == [3, 1, 2]


def test_preparing_waits_for_all_questions() -> None:
    office = Office()
    office.ask(1, "a", prepare=True)
    office.ask(2, "a")
    office.ask(3, "b")
    assert office.order() == [2, 3, 1]


def test_a_full_line_and_a_full_half_are_refused() -> None:
    office = Office(queue=4)
    office.ask(1, "greedy")
    office.ask(2, "greedy")
    with pytest.raises(EngineBusyError, match="2 questions"):
        office.ask(3, "greedy")
    office.ask(4, "modest")
    office.ask(5, "another")
    with pytest.raises(EngineBusyError, match="4 questions"):
        office.ask(6, "late")


def test_places_in_the_line_are_told_once() -> None:
    office = Office(running=1)
    for number in range(3):
        office.ask(number)
    told = [message["places"] for message in office.scheduler.step() if "places" in message]
    assert told == [[[1, 1], [2, 2]]]
    assert not [message for message in office.scheduler._tell_places() if message]


def test_long_prompts_short_ones_and_adapters_have_lanes_of_their_own() -> None:
    office = Office()
    office.ask(1)
    office.ask(2, tokens=3000)
    office.ask(3, adapter="tone")
    office.order()
    assert set(office.lanes) == {LaneKey(None, False), LaneKey(None, True), LaneKey("tone", False)}


def test_a_full_lane_does_not_hold_up_another() -> None:
    office = Office()
    office.ask(1, tokens=3000)
    office.ask(2, tokens=3000)
    office.ask(3)
    office.scheduler.step()
    assert office.scheduler.snapshot()["waiting"] == 1


def test_who_will_profit_from_a_prompt_being_read_waits_for_it_and_others_pass() -> None:
    office = Office(places=4)
    office.ask(1)
    office.scheduler.step()
    lane = next(iter(office.lanes.values()))
    lane.shared = {3}
    office.ask(2)
    office.ask(3)
    office.ask(4)
    assert office.order() == [2, 4, 3]


def test_only_who_has_the_lane_to_himself_is_alone() -> None:
    office = Office(places=2)
    office.ask(1)
    office.order()
    office.ask(2)
    office.ask(3)
    office.order()
    assert next(iter(office.lanes.values())).company == [False, True, False]


def test_a_cancelled_question_never_runs() -> None:
    office = Office()
    office.ask(1)
    office.ask(2)
    office.scheduler.cancel(1)
    office.scheduler.cancel(99)
    assert office.order() == [2]


def test_who_has_waited_too_long_is_told() -> None:
    office = Office()
    office.ask(1, timeout_s=0.0)
    messages = office.scheduler.step()
    assert messages[0]["error"] == 1
    assert messages[0]["type"] == "AnswerTimeoutError"
    assert not office.scheduler.busy


def test_a_missing_adapter_ends_only_its_question() -> None:
    office = Office()
    office.ask(1, adapter="missing")
    office.ask(2)
    first, *rest = office.scheduler.step()
    assert (first["error"], first["type"]) == (1, "AdapterMissingError")
    assert [message["end"] for message in rest if "end" in message] == [2]


@pytest.mark.parametrize("adapter", [None, "tone"])
def test_no_memory_for_a_context_is_told_as_what_it_is(adapter: str | None) -> None:
    office = Office()
    office.full = True
    office.ask(1, adapter=adapter)
    told = office.scheduler.step()[0]
    assert (told["error"], told["type"]) == (1, "NotEnoughMemoryError")
    assert "not enough memory" in told["message"]
    assert "adapter" not in told["message"]
