"""Keeps a worker running: starts it, hands its messages out, brings it back when it dies, ends it with the
app."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from components.inference.answer import Ticket
from components.inference.errors import (
    AnswerCutOffError,
    EngineStoppedError,
    InferenceError,
    ModelCorruptError,
    from_wire,
)
from components.inference.events import Event, Progress
from components.inference.limits import Limits
from components.inference.process import WorkerProcess

_BACK_OFF_S = (0.0, 0.2, 1.0, 3.0, 10.0)
_LOAD_TRIES = 3
"""Deaths in a row before it was ready that make us give up."""
_PULSE_EVERY_S = 2.0
_SILENT_S = 45.0
"""A worker that is ready answers every pulse; one that loads does not hear it."""
START_TIMEOUT_S = 120.0
_STEADY_S = 30.0
"""A worker that lived this long starts the back-off anew."""


class _End(NamedTuple):
    """How a worker ended, whether it was ever ready, and whether there was a process at all."""

    how: str
    ready: bool = False
    started: bool = True


class Supervisor:
    """Owns the worker and every ticket. Its thread lives as long as the engine."""

    def __init__(self, model: Path, adapters: Path, limits: Limits) -> None:
        self._adapters, self._limits = adapters, limits
        self._model = model
        self._lock = threading.RLock()
        self._tickets: dict[int, Ticket] = {}
        self._worker: WorkerProcess | None = None
        self._changed = threading.Condition(self._lock)
        self.state = "starting"
        self.window = 0
        self.restarts = 0
        self.pulse: dict[str, Any] = {}
        self.problem: InferenceError | None = None
        self._heard_at = time.monotonic()
        self._thread = threading.Thread(target=self._keep_running, name="inference-supervisor", daemon=True)
        self._watch = threading.Thread(target=self._feel_pulse, name="inference-pulse", daemon=True)
        self._thread.start()
        self._watch.start()

    @property
    def pid(self) -> int | None:
        """The worker's process id."""
        worker = self._worker
        return worker.pid if worker else None

    def wait_until_ready(self, timeout_s: float) -> None:
        """Block until the worker can answer. Raises what keeps it from it."""
        with self._changed:
            self._changed.wait_for(lambda: self.state not in ("starting", "restarting"), timeout_s)
            if self.problem is not None:
                raise self.problem
            if self.state != "ready":
                raise EngineStoppedError(f"its worker is {self.state} after {timeout_s:g} s")

    def submit(self, ticket: Ticket) -> None:
        """Send a question now, or as soon as the worker is ready."""
        with self._lock:
            if self.problem is not None:
                raise self.problem
            if self.state == "closed":
                raise EngineStoppedError("it was closed")
            self._tickets[ticket.id] = ticket
            if self.state == "ready":
                self._send(ticket.order)

    def cancel(self, ticket_id: int) -> None:
        """Forget a question."""
        with self._lock:
            if self._tickets.pop(ticket_id, None) is not None and self.state == "ready":
                self._send({"op": "cancel", "id": ticket_id})

    def abort_worker(self) -> None:
        """Make the worker abort, as a failed assertion in llama.cpp would; for tests."""
        with self._lock:
            self._send({"op": "abort"})

    def close(self) -> None:
        """End the worker and every question. Safe to call twice."""
        with self._changed:
            if self.state == "closed":
                return
            self.state = "closed"
            self._changed.notify_all()
            worker = self._worker
            self._fail_all(EngineStoppedError("it was closed"))
        if worker is not None:
            worker.wire.close()
        self._thread.join(10.0)

    def _keep_running(self) -> None:
        failures = 0
        while self.state != "closed":
            began = time.monotonic()
            end = self._run_once()
            if self.state in ("closed", "failed"):
                return
            lived_s = time.monotonic() - began
            failures = 1 if end.ready and lived_s > _STEADY_S else failures + 1
            if not end.ready and failures >= _LOAD_TRIES:
                self._give_up(self._verdict(end))
                return
            self._mourn(end.how)
            with self._changed:
                pause_s = _BACK_OFF_S[min(failures, len(_BACK_OFF_S)) - 1]
                self._changed.wait_for(lambda: self.state == "closed", pause_s)

    def _verdict(self, end: _End) -> InferenceError:
        if not end.started:
            return EngineStoppedError(end.how)
        return ModelCorruptError(self._model.name, f"{end.how} while loading it")

    def _run_once(self) -> _End:
        """One worker from start to end."""
        try:
            worker = WorkerProcess(self._model, self._adapters, self._limits)
        except OSError as error:
            why = error.strerror or type(error).__name__
            return _End(f"no worker process could be started ({why})", started=False)
        with self._lock:
            self._worker, self._heard_at = worker, time.monotonic()
            if self.state == "closed":
                worker.wire.close()
        ready = False
        for message in worker.messages():
            ready = ready or "ready" in message
            self._hand_out(message)
        how = worker.end()
        with self._lock:
            self._worker, self.pulse = None, {}
        return _End(how, ready)

    def _hand_out(self, message: dict[str, Any]) -> None:
        self._heard_at = time.monotonic()
        handler: Callable[[dict[str, Any]], None] = getattr(self, f"_on_{next(iter(message))}")
        with self._lock:
            handler(message)

    def _on_ready(self, message: dict[str, Any]) -> None:
        if self.state == "closed":
            return
        self.window, self.state = message["ready"]["window"], "ready"
        for ticket in self._tickets.values():
            self._send(ticket.order)
        self._changed.notify_all()

    def _on_fatal(self, message: dict[str, Any]) -> None:
        self._give_up(from_wire(message["fatal"]))

    def _on_texts(self, message: dict[str, Any]) -> None:
        for ticket_id, text in message["texts"]:
            if ticket := self._tickets.get(ticket_id):
                ticket.text(text)

    def _on_end(self, message: dict[str, Any]) -> None:
        if ticket := self._tickets.pop(message["end"], None):
            ticket.end(message)

    def _on_error(self, message: dict[str, Any]) -> None:
        if ticket := self._tickets.pop(message["error"], None):
            ticket.inbox.put(from_wire(message))

    def _on_places(self, message: dict[str, Any]) -> None:
        for ticket_id, place in message["places"]:
            if ticket := self._tickets.get(ticket_id):
                ticket.inbox.put(Event(queue_place=place))

    def _on_progress(self, message: dict[str, Any]) -> None:
        for ticket_id, read, total in message["progress"]:
            if ticket := self._tickets.get(ticket_id):
                ticket.inbox.put(Progress(read, total))

    def _on_count(self, message: dict[str, Any]) -> None:
        if ticket := self._tickets.pop(message["count"], None):
            ticket.inbox.put(message["tokens"])

    def _on_pong(self, message: dict[str, Any]) -> None:
        self.pulse = message["pong"]

    def _send(self, message: dict[str, Any]) -> None:
        if self._worker is not None:
            try:
                self._worker.wire.send([message])
            except OSError:  # it has died; the reading side notices and mourns
                return

    def _mourn(self, how: str) -> None:
        """What a worker's death means: half-given answers end, waiting ones are put once more."""
        with self._changed:
            if self.state == "closed":
                return
            self.state = "restarting"
            self.restarts += 1
            for ticket in list(self._tickets.values()):
                if ticket.partial or ticket.retried:
                    self._tickets.pop(ticket.id)
                    ticket.inbox.put(AnswerCutOffError(ticket.partial, how))
                ticket.retried = True

    def _give_up(self, problem: InferenceError) -> None:
        with self._changed:
            self.problem, self.state = problem, "failed"
            self._fail_all(problem)
            self._changed.notify_all()

    def _fail_all(self, problem: InferenceError) -> None:
        for ticket in self._tickets.values():
            ticket.inbox.put(problem)
        self._tickets.clear()

    def _feel_pulse(self) -> None:
        """Ask how the worker is; end one that hangs, so that the other thread brings it back."""
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self.state in ("closed", "failed"), _PULSE_EVERY_S)
                if self.state in ("closed", "failed"):
                    return
                worker = self._worker
            if worker is None:
                continue
            silent_s = time.monotonic() - self._heard_at
            allowed_s = _SILENT_S if self.state == "ready" else START_TIMEOUT_S
            if max(silent_s, self.pulse.get("step_age_s", 0.0)) > allowed_s:
                worker.kill()
            elif self.state == "ready":
                self._send({"op": "ping"})
