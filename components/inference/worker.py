"""The process that owns llama.cpp: `python -m components.inference.worker FD` with a socket to the app at FD.

The main thread computes; a second one reads the app's messages and prepares prompts. When the app goes away,
so does this.
"""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import sys
import threading
import time
from collections import deque
from pathlib import Path
from typing import Any

from components.inference.errors import InferenceError, LlamaMissingError, to_wire
from components.inference.limits import Limits
from components.inference.outbox import Outbox
from components.inference.wire import Wire

_PR_SET_PDEATHSIG = 1
_MB = 1 << 20


def main(descriptor: int) -> None:
    """Serve one app over the inherited socket; returns when the model cannot be loaded."""
    _end_with_parent()
    wire = Wire(socket.socket(fileno=descriptor))
    messages = wire.messages()
    setup = next(messages, None)
    if setup is None:
        return
    try:
        worker = _Worker(wire, setup)
    except InferenceError as error:
        wire.send([{"fatal": to_wire(error)}])
        return
    threading.Thread(target=worker.listen, args=(messages,), daemon=True).start()
    worker.run()


class _Worker:
    """Everything of one worker process."""

    def __init__(self, wire: Wire, setup: dict[str, Any]) -> None:
        try:
            from components.inference.loading import load
        except (ImportError, OSError, RuntimeError) as error:
            raise LlamaMissingError(str(error)) from error
        self._wire = wire
        self._limits = Limits(**setup["limits"])
        self._loaded = load(Path(setup["path"]), Path(setup["adapters"]), self._limits)
        self._inbox: deque[tuple[str, Any]] = deque()
        self._news = threading.Condition()
        self._step_began: float | None = None
        self._outbox = Outbox(wire.send)
        wire.send([{"ready": {"window": self._loaded.window, "pid": os.getpid()}}])

    def listen(self, messages: Any) -> None:
        """Second thread: take messages until the app closes its end."""
        for message in messages:
            try:
                self._hear(message)
            except InferenceError as error:
                self._wire.send([{"error": message["id"], **to_wire(error)}])
            except Exception as error:  # one question may not deafen the worker for all others
                if "id" in message:
                    self._wire.send([{"error": message["id"], **to_wire(_unreadable(error))}])
        os._exit(0)

    def run(self) -> None:
        """Main thread: compute while there is work, sleep otherwise."""
        scheduler = self._loaded.scheduler
        while True:
            with self._news:
                while not self._inbox and not scheduler.busy:
                    self._news.wait()
                orders = [self._inbox.popleft() for _ in range(len(self._inbox))]
            self._step_began = time.monotonic()
            out = self._obey(orders)
            out += scheduler.step()
            self._step_began = None
            self._outbox.put(out)

    def _hear(self, message: dict[str, Any]) -> None:
        match message["op"]:
            case "ask" | "prepare":
                self._order("submit", self._loaded.request(message))
            case "cancel":
                self._order("cancel", message["id"])
            case "count":
                tokens = self._loaded.count(message["messages"])
                self._wire.send([{"count": message["id"], "tokens": tokens}])
            case "ping":
                self._wire.send([{"pong": self._pulse()}])
            case "abort":  # for the tests of the supervisor: what a failed assertion in llama.cpp does
                os.abort()

    def _order(self, what: str, subject: Any) -> None:
        with self._news:
            self._inbox.append((what, subject))
            self._news.notify()

    def _obey(self, orders: list[tuple[str, Any]]) -> list[dict[str, Any]]:
        out: list[dict[str, Any]] = []
        for what, subject in orders:
            if what == "cancel":
                self._loaded.scheduler.cancel(subject)
                continue
            try:
                self._loaded.scheduler.submit(subject)
            except InferenceError as error:
                out.append({"error": subject.id, **to_wire(error)})
        return out

    def _pulse(self) -> dict[str, Any]:
        began = self._step_began
        age_s = time.monotonic() - began if began is not None else 0.0
        return {"memory_mb": _resident_mb(), "step_age_s": age_s, **self._loaded.scheduler.snapshot()}


def _unreadable(error: Exception) -> InferenceError:
    return InferenceError(
        f"The engine cannot read this question ({type(error).__name__}). Ask it differently."
    )


def _end_with_parent() -> None:
    """Ctrl-C is the app's business; the app's death is ours, even when it cannot close the socket."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _resident_mb() -> float:
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / _MB


if __name__ == "__main__":
    main(int(sys.argv[1]))
