"""One worker process, seen from the app: started, spoken to, ended."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from components.inference.limits import Limits
from components.inference.wire import Wire

_END_TIMEOUT_S = 5.0
_ROOT = Path(__file__).resolve().parents[2]


class WorkerProcess:
    """Starts on construction. The app holds one end of a socket pair; losing it is what ends the worker.

    Raises:
        OSError: no process can be started now: no memory, too many files.
    """

    def __init__(self, model: Path, adapters: Path, limits: Limits) -> None:
        ours, theirs = socket.socketpair()
        self.wire = Wire(ours)
        try:
            with theirs:
                self._process = _started(theirs.fileno(), limits)
        except OSError:
            self.wire.close()
            raise
        with suppress(OSError):  # it has died already; whoever reads its messages notices
            self.wire.send([{"path": str(model), "adapters": str(adapters), "limits": limits.to_wire()}])

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    def messages(self) -> Iterator[dict[str, Any]]:
        """What it says, until it ends or dies."""
        return self.wire.messages()

    def kill(self) -> None:
        """End it now, whatever it does."""
        self._process.kill()

    def end(self) -> str:
        """Close the connection, wait until it is gone, and say how it ended."""
        self.wire.close()
        try:
            code = self._process.wait(_END_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            code = self._process.wait()
        return _how(code)


def _started(descriptor: int, limits: Limits) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "components.inference.worker", str(descriptor)],
        pass_fds=[descriptor],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=None if os.environ.get("TUNE_OR_RETRIEVE_DEBUG") else subprocess.DEVNULL,
        cwd=_ROOT,
        env=_environment(limits),
        start_new_session=True,  # Ctrl-C in the terminal is for the app, which then ends us
    )


def _how(code: int) -> str:
    if code >= 0:
        return f"the worker process ended with status {code}"
    return f"the worker process was ended by {signal.Signals(-code).name}"


def _environment(limits: Limits) -> dict[str, str]:
    environment = {**os.environ, "PYTHONPATH": str(_ROOT)}
    environment.setdefault("GOMP_SPINCOUNT", str(limits.spin))
    environment["GGML_NO_BACKTRACE"] = "1"  # a debugger's backtrace would keep the dead from being replaced
    environment["OMP_NUM_THREADS"] = environment["OPENBLAS_NUM_THREADS"] = str(limits.threads)
    return environment
