"""What can go wrong between a question and its answer; messages name the thing, what was expected, what to
do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class InferenceError(Exception):
    """Base of every error of the engine that a view may show; `str(error)` is fit for people."""


class ModelUnknownError(InferenceError):
    """No model of that id is in the catalogue or the models folder."""

    def __init__(self, model_id: str, known: list[str]) -> None:
        names = ", ".join(known) or "none"
        super().__init__(f"There is no model called '{model_id}'. Known models: {names}.")


class ModelMissingError(InferenceError):
    """The model is known, but its file is not on this machine."""

    def __init__(self, model_id: str, advice: str) -> None:
        super().__init__(f"The file of the model '{model_id}' is not on this machine. {advice}")
        self.model_id = model_id


class ModelCorruptError(InferenceError):
    """The file is there, but it is not the model: wrong checksum, or llama.cpp cannot read it."""

    def __init__(self, file_name: str, problem: str) -> None:
        super().__init__(
            f"The model file {file_name} cannot be used: {problem}. "
            "Delete it and install or download it again."
        )


class LlamaMissingError(InferenceError):
    """The package llama-cpp-python is not installed, or its library does not load."""

    def __init__(self, problem: str) -> None:
        super().__init__(
            f"The engine needs the package llama-cpp-python, which does not load here ({problem}). "
            "Run `make run` once with a C++ compiler at hand, or connect an OpenAI-compatible endpoint."
        )


class AdapterMissingError(InferenceError):
    """No adapter of that name is shipped, or it does not fit the model."""

    def __init__(self, name: str, problem: str = "its file is not in data/adapters") -> None:
        super().__init__(
            f"The adapter '{name}' cannot be used: {problem}. Choose another arm or train the adapter."
        )
        self.name = name


class NotEnoughMemoryError(InferenceError):
    """This machine has no memory left for the cells of a context."""

    def __init__(self, problem: str) -> None:
        super().__init__(
            f"There is not enough memory for this question: {problem}. "
            "Ask again later, or let the operator choose a smaller model."
        )


class SchemaError(InferenceError):
    """The JSON schema cannot be turned into a grammar."""

    def __init__(self, problem: str) -> None:
        super().__init__(f"The JSON schema cannot constrain an answer: {problem}. Simplify the schema.")


class MessagesError(InferenceError):
    """The conversation is not one that the model's chat template accepts."""

    def __init__(self, problem: str) -> None:
        super().__init__(f"The conversation cannot be put to the model: {problem}.")


class PromptTooLongError(InferenceError):
    """The prompt has more tokens than the model's context window; nothing was run and nothing was cut."""

    def __init__(self, prompt_tokens: int, window_tokens: int) -> None:
        super().__init__(
            f"The prompt has {prompt_tokens:,} tokens, but the model's context window holds "
            f"{window_tokens:,} with at least one left for the answer. "
            "Send less text, or let retrieval choose it."
        )
        self.prompt_tokens = prompt_tokens
        self.window_tokens = window_tokens


class EngineBusyError(InferenceError):
    """The waiting line is full."""

    def __init__(self, waiting: int) -> None:
        super().__init__(f"{waiting} questions wait already, which is the limit. Ask again in a moment.")
        self.waiting = waiting


class EngineStoppedError(InferenceError):
    """The engine was closed, or its worker could not be brought back."""

    def __init__(self, problem: str) -> None:
        super().__init__(f"The engine is not running: {problem}.")


class AnswerCutOffError(InferenceError):
    """The worker died while this answer was being written; what came before is in `partial`."""

    def __init__(self, partial: str, problem: str) -> None:
        super().__init__(f"The answer was cut off: {problem}. The engine restarts by itself; ask again.")
        self.partial = partial


class AnswerTimeoutError(InferenceError):
    """The answer took longer than the caller allowed."""

    def __init__(self, timeout_s: float) -> None:
        super().__init__(
            f"The answer was not finished within {timeout_s:g} s and was stopped. Ask for less, or later."
        )
        self.timeout_s = timeout_s


class DownloadError(InferenceError):
    """A model file could not be fetched whole; what has arrived is kept for the next try."""


class RemoteError(InferenceError):
    """The OpenAI-compatible endpoint did not give an answer."""


def to_wire(error: InferenceError) -> dict[str, Any]:
    """The error as plain data, to cross from the worker to the app."""
    return {"type": type(error).__name__, "message": str(error), "fields": error.__dict__}


def from_wire(data: Mapping[str, Any]) -> InferenceError:
    """The error that the worker raised, with the same type, message and fields."""
    kind = globals().get(data["type"], InferenceError)
    error: InferenceError = kind.__new__(kind)
    error.args = (data["message"],)
    error.__dict__.update(data["fields"])
    return error
