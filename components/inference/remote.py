"""The engine's face over an OpenAI-compatible endpoint: llama.cpp's server, vLLM, or a hosted one.

Set up by the operator in `secrets.toml` or the environment, never by a visitor.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Unpack

import httpx2
import openai

from components.inference.errors import (
    AdapterMissingError,
    AnswerCutOffError,
    AnswerTimeoutError,
    InferenceError,
    PromptTooLongError,
    RemoteError,
)
from components.inference.events import Event, Finish, Message, Progress, Status, Timings
from components.inference.face import Generates, Options, decoding

_PREFIX = "TUNE_OR_RETRIEVE_REMOTE_"
_LETTERS_PER_TOKEN = 4
_CONNECT_S = 5.0
_RETRIES = 2


@dataclass(frozen=True, slots=True)
class RemoteSettings:
    """Where to ask. `adapters` maps names of ours to model names there (vLLM serves each LoRA as a model)."""

    url: str
    model: str
    key: str = "none"
    window: int = 8192
    timeout_s: float = 120.0
    adapters: Mapping[str, str] | None = None


def remote_settings(values: Mapping[str, Any]) -> RemoteSettings | None:
    """The settings among environment variables or secrets (`TUNE_OR_RETRIEVE_REMOTE_URL` and so on); None
    without.

    Raises:
        RemoteError: a setting is missing or not valid; names it.
    """
    url = str(values.get(f"{_PREFIX}URL", "")).strip()
    if not url:
        return None
    model = str(values.get(f"{_PREFIX}MODEL", "")).strip()
    if not model:
        raise RemoteError(f"{_PREFIX}URL is set but {_PREFIX}MODEL is not. Set it to the model's name there.")
    try:
        window = int(values.get(f"{_PREFIX}WINDOW", 8192))
        timeout_s = float(values.get(f"{_PREFIX}TIMEOUT_S", 120))
    except ValueError as error:
        raise RemoteError(f"{_PREFIX}WINDOW and {_PREFIX}TIMEOUT_S must be numbers.") from error
    key = str(values.get(f"{_PREFIX}KEY", "")) or "none"
    return RemoteSettings(
        url, model, key, window, timeout_s, _adapters(str(values.get(f"{_PREFIX}ADAPTERS", "")))
    )


class RemoteEngine(Generates):
    """Answers from an endpoint. Same face as `Engine`; safe to call from many threads."""

    def __init__(self, settings: RemoteSettings) -> None:
        self._settings = settings
        timeout = httpx2.Timeout(settings.timeout_s, connect=_CONNECT_S)
        self._client = openai.OpenAI(
            base_url=settings.url, api_key=settings.key, timeout=timeout, max_retries=_RETRIES
        )
        self.model_path = Path(settings.model)
        self.note: str | None = None
        self._problem: str | None = None
        self._closed = False

    @property
    def context_window(self) -> int:
        """As the operator set it."""
        return self._settings.window

    def adapters(self) -> list[str]:
        """Names that the operator has mapped."""
        return sorted(self._settings.adapters or {})

    def generate(
        self, messages: Sequence[Message], *, max_tokens: int, **options: Unpack[Options]
    ) -> Iterator[Event]:
        """As `Engine.generate`. Closing the iterator closes the connection.

        Raises at once:
            TypeError, ValueError, PromptTooLongError, AdapterMissingError.

        Raises while iterating:
            RemoteError, AnswerTimeoutError, AnswerCutOffError.
        """
        wanted = decoding(max_tokens, options)
        estimate = self.count_tokens(messages)
        if estimate >= self.context_window:
            raise PromptTooLongError(estimate, self.context_window)
        request = {
            **wanted,
            "model": self._model(options.get("adapter")),
            "messages": [dict(message) for message in messages],
            "stop": wanted["stop"] or None,
        }
        timeout_s = options.get("timeout_s") or self._settings.timeout_s
        return self._answer(request, options.get("schema"), _Meter(estimate), timeout_s)

    def prepare(
        self, messages: Sequence[Message], *, adapter: str | None = None, session: str = ""
    ) -> Iterator[Progress]:
        """Nothing to do here: such servers keep prefixes by themselves."""
        total = self.count_tokens(messages)
        return iter([Progress(total, total, done=True)])

    def count_tokens(self, messages: Sequence[Message]) -> int:
        """An estimate, a token for four letters: the endpoint does not say before it has read them."""
        return math.ceil(sum(len(message["content"]) for message in messages) / _LETTERS_PER_TOKEN)

    def status(self) -> Status:
        """What the last question showed."""
        state = "closed" if self._closed else "remote"
        return Status(healthy=not self._closed and self._problem is None, state=state, problem=self._problem)

    def close(self) -> None:
        """Close the connections."""
        self._closed = True
        self._client.close()

    def _model(self, adapter: str | None) -> str:
        if adapter is None:
            return self._settings.model
        mapped = (self._settings.adapters or {}).get(adapter)
        if mapped is None:
            raise AdapterMissingError(adapter, "the endpoint serves no model for it")
        return mapped

    def _answer(
        self, request: dict[str, Any], schema: dict[str, Any] | None, meter: _Meter, timeout_s: float
    ) -> Iterator[Event]:
        try:
            with self._open(request, schema, timeout_s) as chunks:
                for chunk in chunks:
                    if text := meter.take(chunk):
                        yield Event(text=text)
                    if meter.elapsed_s > timeout_s:
                        raise AnswerTimeoutError(timeout_s)
        except (openai.OpenAIError, httpx2.HTTPError) as error:
            problem = _problem(error, meter.text, timeout_s)
            self._problem = str(problem)
            raise problem from error
        if meter.finish is None:
            raise AnswerCutOffError(meter.text, "the endpoint closed the connection")
        self._problem = None
        yield Event(timings=meter.timings(), finish=meter.finish)

    def _open(self, request: dict[str, Any], schema: dict[str, Any] | None, timeout_s: float) -> Any:
        """Servers name the schema in one of two ways; ask in the other when the first is refused."""
        client = self._client.with_options(timeout=httpx2.Timeout(timeout_s, connect=_CONNECT_S))
        create: Any = client.chat.completions.create
        common = {**request, "stream": True, "stream_options": {"include_usage": True}}
        if schema is None:
            return create(**common)
        named = {"type": "json_schema", "json_schema": {"name": "answer", "strict": True, "schema": schema}}
        try:
            return create(**common, response_format=named)
        except (openai.BadRequestError, openai.UnprocessableEntityError, openai.InternalServerError):
            return create(**common, response_format={"type": "json_object", "schema": schema})


class _Meter:
    """Measures one streamed answer."""

    def __init__(self, estimate: int) -> None:
        self._asked_at = time.perf_counter()
        self._first_at: float | None = None
        self._estimate = estimate
        self._pieces = 0
        self._usage: Any = None
        self.text = ""
        self.finish: Finish | None = None

    @property
    def elapsed_s(self) -> float:
        """Since the question."""
        return time.perf_counter() - self._asked_at

    def take(self, chunk: Any) -> str:
        """The text of a chunk; notes usage and the reason of the end."""
        self._usage = chunk.usage or self._usage
        if not chunk.choices:
            return ""
        choice = chunk.choices[0]
        if choice.finish_reason:
            self.finish = "length" if choice.finish_reason == "length" else "stop"
        text: str = choice.delta.content or ""
        if text:
            self._first_at = self._first_at or time.perf_counter()
            self._pieces += 1
            self.text += text
        return text

    def timings(self) -> Timings:
        """Counts of the endpoint where it gives them, otherwise ours: pieces for tokens."""
        usage = self._usage
        details = getattr(usage, "prompt_tokens_details", None)
        return Timings(
            queue_s=0.0,
            first_token_s=(self._first_at or time.perf_counter()) - self._asked_at,
            prompt_tokens=usage.prompt_tokens if usage else self._estimate,
            cached_tokens=(getattr(details, "cached_tokens", None) or 0) if usage else 0,
            generated_tokens=usage.completion_tokens if usage else self._pieces,
            total_s=self.elapsed_s,
        )


def _adapters(text: str) -> dict[str, str]:
    """Of `name=model, name=model`."""
    pairs = [item.partition("=") for item in text.split(",") if item.strip()]
    if any(not name.strip() or not model.strip() for name, _, model in pairs):
        raise RemoteError(f"{_PREFIX}ADAPTERS must be a list like name=model, name=model.")
    return {name.strip(): model.strip() for name, _, model in pairs}


def _problem(error: Exception, partial: str, timeout_s: float) -> InferenceError:
    """What people are told. Neither the address nor the key."""
    if partial:
        return AnswerCutOffError(partial, "the connection to the endpoint broke")
    if isinstance(error, (openai.APITimeoutError, httpx2.TimeoutException)):
        return AnswerTimeoutError(timeout_s)
    if isinstance(error, (openai.AuthenticationError, openai.PermissionDeniedError)):
        return RemoteError(f"The endpoint refuses the key. The operator sets it as {_PREFIX}KEY.")
    if isinstance(error, openai.NotFoundError):
        return RemoteError(f"The endpoint does not know the model. The operator sets it as {_PREFIX}MODEL.")
    if isinstance(error, openai.RateLimitError):
        return RemoteError("The endpoint takes no more questions now. Ask again in a moment.")
    if isinstance(error, openai.APIStatusError):
        return RemoteError(f"The endpoint refuses the question (status {error.status_code}).")
    return RemoteError("The endpoint cannot be reached. Tell the operator, or try again later.")
