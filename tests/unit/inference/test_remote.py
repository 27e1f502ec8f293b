"""The same face over HTTP: against a server that misbehaves on demand, and against llama.cpp's own."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from components.inference import (
    AdapterMissingError,
    AnswerCutOffError,
    AnswerTimeoutError,
    Engine,
    InferenceError,
    PromptTooLongError,
    RemoteError,
)
from components.inference.remote import RemoteEngine, RemoteSettings, remote_settings
from tests.bench.engine_soak import Reference

HELLO = [{"role": "user", "content": "Name three colours."}]
SCHEMA = {"type": "object", "properties": {"answer": {"type": "string"}}, "required": ["answer"]}


class Server(ThreadingHTTPServer):
    """Streams `words`; `statuses` are answered first, one a request."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.words = ["Red", ", green", ", blue."]
        self.statuses: list[int] = []
        self.requests: list[dict[str, Any]] = []
        self.pause_s = 0.0
        self.break_after: int | None = None
        self.usage = True
        self.refuses_named_schemas = False

    @property
    def settings(self) -> RemoteSettings:
        return RemoteSettings(f"http://127.0.0.1:{self.server_address[1]}/v1", "m", "k", timeout_s=5.0)


class _Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        server = self.server
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        server.requests.append(request)
        if server.statuses:
            self._refuse(server.statuses.pop(0))
        elif server.refuses_named_schemas and request.get("response_format", {}).get("type") == "json_schema":
            self._refuse(422)
        else:
            with suppress(BrokenPipeError):  # the asker has had enough
                self._stream()

    def _refuse(self, status: int) -> None:
        body = b'{"error": {"message": "no"}}'
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _stream(self) -> None:
        server = self.server
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        for place, word in enumerate(server.words):
            if place == server.break_after:
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            time.sleep(server.pause_s)
            self._chunk([{"index": 0, "delta": {"content": word}, "finish_reason": None}])
        self._chunk([{"index": 0, "delta": {}, "finish_reason": "length"}])
        if server.usage:
            details = {"cached_tokens": 7}
            usage = {
                "prompt_tokens": 11,
                "completion_tokens": 3,
                "total_tokens": 14,
                "prompt_tokens_details": details,
            }
            self._chunk([], usage)
        self.wfile.write(b"data: [DONE]\n\n")

    def _chunk(self, choices: list[dict[str, Any]], usage: dict[str, Any] | None = None) -> None:
        chunk = {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "m", "choices": choices}
        self.wfile.write(b"data: " + json.dumps({**chunk, "usage": usage}).encode() + b"\n\n")
        self.wfile.flush()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def remote(server: Server) -> Iterator[RemoteEngine]:
    with RemoteEngine(server.settings) as engine:
        yield engine


def test_the_events_are_those_of_the_local_engine(remote: RemoteEngine) -> None:
    *pieces, last = remote.generate(HELLO, max_tokens=20)
    assert [event.text for event in pieces] == ["Red", ", green", ", blue."]
    assert all(event.timings is None for event in pieces)
    assert last.timings is not None
    assert (last.timings.prompt_tokens, last.timings.cached_tokens, last.timings.generated_tokens) == (
        11,
        7,
        3,
    )
    assert 0 < last.timings.first_token_s <= last.timings.total_s
    assert last.finish == "length"


def test_without_usage_pieces_are_counted(remote: RemoteEngine, server: Server) -> None:
    server.usage = False
    last = list(remote.generate(HELLO, max_tokens=20))[-1]
    assert last.timings is not None
    assert last.timings.generated_tokens == 3
    assert last.timings.prompt_tokens == remote.count_tokens(HELLO)


def test_what_was_asked_arrives(remote: RemoteEngine, server: Server) -> None:
    list(remote.generate(HELLO, max_tokens=9, temperature=0.5, seed=4, stop=("x",), schema=SCHEMA))
    asked = server.requests[0]
    assert (asked["messages"], asked["max_tokens"], asked["temperature"]) == (HELLO, 9, 0.5)
    assert (asked["seed"], asked["stop"], asked["model"]) == (4, ["x"], "m")
    assert asked["response_format"]["json_schema"]["schema"] == SCHEMA


def test_a_stop_string_alone_is_one_stop(remote: RemoteEngine, server: Server) -> None:
    list(remote.generate(HELLO, max_tokens=9, stop="END"))
    assert server.requests[0]["stop"] == ["END"]


@pytest.mark.parametrize(
    ("options", "error"), [({"max_tokens": 0}, ValueError), ({"max_tokens": 9, "stops": "x"}, TypeError)]
)
def test_a_request_that_makes_no_sense_is_not_sent(
    remote: RemoteEngine, server: Server, options: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        remote.generate(HELLO, **options)
    assert server.requests == []


def test_a_server_that_names_schemas_the_other_way_is_asked_that_way(
    remote: RemoteEngine, server: Server
) -> None:
    server.refuses_named_schemas = True
    assert list(remote.generate(HELLO, max_tokens=9, schema=SCHEMA))
    assert server.requests[1]["response_format"] == {"type": "json_object", "schema": SCHEMA}


def test_a_passing_trouble_is_tried_again(remote: RemoteEngine, server: Server) -> None:
    server.statuses = [503]
    assert list(remote.generate(HELLO, max_tokens=9))[-1].timings is not None
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (401, "refuses the key"),
        (404, "does not know the model"),
        (400, "status 400"),
        (429, "no more questions"),
    ],
)
def test_a_refusal_is_told_without_address_or_key(
    remote: RemoteEngine, server: Server, status: int, said: str
) -> None:
    server.statuses = [status] * 3
    with pytest.raises(RemoteError, match=said) as caught:
        list(remote.generate(HELLO, max_tokens=9))
    assert "127.0.0.1" not in str(caught.value)
    assert not remote.status().healthy


def test_nobody_there_is_told() -> None:
    with (
        RemoteEngine(RemoteSettings("http://127.0.0.1:9/v1", "m")) as engine,
        pytest.raises(RemoteError, match="reached"),
    ):
        list(engine.generate(HELLO, max_tokens=9))


def test_a_broken_connection_keeps_what_was_said(remote: RemoteEngine, server: Server) -> None:
    server.break_after = 2
    with pytest.raises(AnswerCutOffError) as caught:
        list(remote.generate(HELLO, max_tokens=9))
    assert caught.value.partial == "Red, green"


def test_a_slow_endpoint_times_out(remote: RemoteEngine, server: Server) -> None:
    server.pause_s = 0.4
    with pytest.raises((AnswerTimeoutError, AnswerCutOffError)):
        list(remote.generate(HELLO, max_tokens=9, timeout_s=0.2))


def test_a_prompt_far_over_the_window_is_refused_before_it_is_sent(
    remote: RemoteEngine, server: Server
) -> None:
    with pytest.raises(PromptTooLongError):
        remote.generate([{"role": "user", "content": "word " * 9000}], max_tokens=9)
    assert server.requests == []


def test_adapters_are_models_there(server: Server) -> None:
    settings = RemoteSettings(server.settings.url, "m", adapters={"behaviour": "tuned"})
    with RemoteEngine(settings) as engine:
        list(engine.generate(HELLO, max_tokens=9, adapter="behaviour"))
        assert server.requests[0]["model"] == "tuned"
        with pytest.raises(AdapterMissingError):
            engine.generate(HELLO, max_tokens=9, adapter="facts")


def test_settings_come_from_the_operator_only_and_name_what_is_missing() -> None:
    prefix = "TUNE_OR_RETRIEVE_REMOTE_"
    assert remote_settings({}) is None
    full = {f"{prefix}URL": "http://h/v1", f"{prefix}MODEL": "m", f"{prefix}ADAPTERS": "a=b, c=d"}
    assert remote_settings(full) == RemoteSettings("http://h/v1", "m", adapters={"a": "b", "c": "d"})
    for broken in (
        {f"{prefix}URL": "u"},
        {**full, f"{prefix}WINDOW": "wide"},
        {**full, f"{prefix}ADAPTERS": "a"},
    ):
        with pytest.raises(RemoteError, match=prefix):
            remote_settings(broken)


@pytest.fixture(scope="module")
def llama_server(engine: Engine) -> Iterator[RemoteSettings]:
    """llama.cpp's own server (its Python one) on the same file."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "llama_cpp.server",
        "--model",
        str(engine.model_path),
        "--port",
        str(port),
    ]
    process = subprocess.Popen(
        [*command, "--n_ctx", "2048", "--n_threads", "2", "--verbose", "false"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "GOMP_SPINCOUNT": "10000"},
    )
    url = f"http://127.0.0.1:{port}/v1"
    try:
        _wait_for(f"{url}/models")
        yield RemoteSettings(url, "default", timeout_s=60.0)
    finally:
        process.kill()
        process.wait()


def _wait_for(url: str, timeout_s: float = 60.0) -> None:
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(url, timeout=2).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise TimeoutError(url)


@pytest.mark.model
def test_llama_cpps_server_answers_as_llama_does(llama_server: RemoteSettings, reference: Reference) -> None:
    with RemoteEngine(llama_server) as remote:
        *pieces, last = remote.generate(HELLO, max_tokens=16)
        said = "".join(event.text for event in pieces)
        assert said.startswith(reference.ask(HELLO, 12))
        assert last.timings is not None
        assert last.timings.generated_tokens > 0


@pytest.mark.model
def test_llama_cpps_server_keeps_to_a_schema(llama_server: RemoteSettings) -> None:
    with RemoteEngine(llama_server) as remote:
        said = "".join(event.text for event in remote.generate(HELLO, max_tokens=120, schema=SCHEMA))
    assert set(json.loads(said)) == {"answer"}


@pytest.mark.model
def test_llama_cpps_server_has_a_window_too(llama_server: RemoteSettings) -> None:
    with RemoteEngine(llama_server) as remote, pytest.raises(InferenceError):
        list(remote.generate([{"role": "user", "content": "word " * 4000}], max_tokens=5))
