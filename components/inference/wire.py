"""Lines of JSON between the app and its worker.

To the worker: `{"op": "ask" | "prepare" | "count" | "cancel" | "ping", "id": …, …}`. From it: `{"ready": …}`,
`{"fatal": …}`,
`{"texts": [[id, text], …]}`, `{"end": id, "text", "finish", "timings"}`, `{"error": id, …}`, `{"places":
[[id, place], …]}`,
`{"progress": [[id, read, total], …]}`, `{"count": id, "tokens"}`, `{"pong": …}`.
"""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any


class Wire:
    """One end of a socket. Sending is safe from many threads; one thread reads."""

    def __init__(self, end: socket.socket) -> None:
        self._socket = end
        self._lock = threading.Lock()

    def send(self, messages: Iterable[dict[str, Any]]) -> None:
        """Send messages in order. Raises `OSError` when the other end is gone."""
        data = b"".join(json.dumps(message).encode() + b"\n" for message in messages)
        if data:
            with self._lock:
                self._socket.sendall(data)

    def messages(self) -> Iterator[dict[str, Any]]:
        """What the other end sends, until it closes or dies."""
        rest = b""
        while True:
            try:
                data = self._socket.recv(1 << 16)
            except OSError:
                return
            if not data:
                return
            *lines, rest = (rest + data).split(b"\n")
            for line in lines:
                yield json.loads(line)

    def close(self) -> None:
        """Close this end; a reader on either side ends."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
