"""The engine: one worker process for everybody, asked from any thread."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Unpack

from components.inference.answer import Answer, Preparation, Ticket
from components.inference.catalogue import catalogue, find_model
from components.inference.errors import AdapterMissingError, EngineStoppedError
from components.inference.events import Message, Status
from components.inference.face import Generates, Options, decoding
from components.inference.files import RunnableFile, runnable_file
from components.inference.limits import Limits
from components.inference.supervisor import START_TIMEOUT_S, Supervisor
from components.knowledge import DATA

ADAPTERS_FOLDER = DATA / "adapters"
_ADAPTER_NAME = re.compile(r"[a-z0-9][a-z0-9_.-]*")
_COUNT_TIMEOUT_S = 60.0


class Engine(Generates):
    """Answers questions with a local model. A context manager, safe to call from many threads.

    Args:
        model_id: a model of the catalogue or the models folder; the default model if not given.
        limits: bounds of memory, threads and queues.
        adapters: folder of `<name>/adapter.gguf`.
        path: run this file instead of the model's own; for measurements of other encodings.

    Raises on construction:
        ModelUnknownError, ModelMissingError, ModelCorruptError, LlamaMissingError: what the names say.
    """

    def __init__(
        self,
        model_id: str | None = None,
        *,
        limits: Limits | None = None,
        adapters: Path = ADAPTERS_FOLDER,
        path: Path | None = None,
    ) -> None:
        self.model = find_model(model_id or catalogue().default.id)
        file = RunnableFile(path) if path else runnable_file(self.model)
        self.model_path = file.path
        """The file that runs: the published one or its faster encoding."""
        self.note = file.note
        self.limits = limits or Limits()
        self._adapters = adapters
        self._ids = itertools.count(1)
        self._supervisor = Supervisor(file.path, adapters, self.limits)
        try:
            self._supervisor.wait_until_ready(START_TIMEOUT_S)
        except BaseException:
            self._supervisor.close()
            raise

    @property
    def context_window(self) -> int:
        """Tokens that a prompt and its answer may have together."""
        return self._supervisor.window

    def adapters(self) -> list[str]:
        """Names of the adapters that are there."""
        return sorted(path.parent.name for path in self._adapters.glob("*/adapter.gguf"))

    def generate(self, messages: Sequence[Message], *, max_tokens: int, **options: Unpack[Options]) -> Answer:
        """Ask now; iterate the answer's events. Errors are raised while iterating.

        Args:
            messages: turns with role and content; the model's own chat template puts them together.
            max_tokens: length of the answer at most; less where the window ends.
            options: see `Options`; an adapter is the name of a folder in `data/adapters`.

        Raises at once:
            TypeError, ValueError: an unknown option, or `max_tokens` below 1.
            AdapterMissingError: there is no such adapter.

        Raises while iterating:
            PromptTooLongError: with both counts; nothing was run.
            EngineBusyError, AnswerTimeoutError, AnswerCutOffError, AdapterMissingError, SchemaError,
            MessagesError.
        """
        wanted = decoding(max_tokens, options)
        self._check_adapter(options.get("adapter"))
        order = {**self._order("ask", messages, options), **wanted, "schema": options.get("schema")}
        return Answer(self._submit(order), self._supervisor.cancel)

    def prepare(
        self, messages: Sequence[Message], *, adapter: str | None = None, session: str = ""
    ) -> Preparation:
        """Read ahead what coming prompts begin with, such as a stuffed corpus; after all questions that wait.

        It goes on whether or not the progress is iterated.
        """
        self._check_adapter(adapter)
        return Preparation(
            self._submit(self._order("prepare", messages, {"adapter": adapter, "session": session}))
        )

    def count_tokens(self, messages: Sequence[Message]) -> int:
        """Tokens of the prompt that these messages make, chat template included. Raises `MessagesError`."""
        tokens = self._submit(self._order("count", messages, {"timeout_s": _COUNT_TIMEOUT_S})).next()
        if not isinstance(tokens, int):
            raise EngineStoppedError("it gave no count")
        return tokens

    def status(self) -> Status:
        """Health and load, at most two seconds old. Never blocks."""
        supervisor = self._supervisor
        pulse = {key: value for key, value in supervisor.pulse.items() if key != "step_age_s"}
        return Status(
            healthy=supervisor.state == "ready",
            state=supervisor.state,
            restarts=supervisor.restarts,
            worker_pid=supervisor.pid,
            problem=str(supervisor.problem) if supervisor.problem else self.note,
            **pulse,
        )

    def close(self) -> None:
        """End the worker; questions under way end with `EngineStoppedError`."""
        self._supervisor.close()

    def _order(self, op: str, messages: Sequence[Message], options: Options) -> dict[str, Any]:
        return {
            "op": op,
            "id": next(self._ids),
            "messages": [dict(message) for message in messages],
            "adapter": options.get("adapter"),
            "session": options.get("session", ""),
            "timeout_s": options.get("timeout_s") or self.limits.request_timeout_s,
        }

    def _submit(self, order: dict[str, Any]) -> Ticket:
        ticket = Ticket(order)
        self._supervisor.submit(ticket)
        return ticket

    def _check_adapter(self, adapter: str | None) -> None:
        if adapter is None:
            return
        if not _ADAPTER_NAME.fullmatch(adapter) or not (self._adapters / adapter / "adapter.gguf").is_file():
            raise AdapterMissingError(adapter)
