"""llama.cpp for everybody at once: model catalogue, worker process, engine, adapters, remote endpoint.

Face of the slice: no streamlit and no llama.cpp behind it (only the worker process imports that).
"""

from components.inference.catalogue import Model, catalogue, find_model, folder_models, models
from components.inference.engine import Engine
from components.inference.errors import (
    AdapterMissingError,
    AnswerCutOffError,
    AnswerTimeoutError,
    DownloadError,
    EngineBusyError,
    EngineStoppedError,
    InferenceError,
    LlamaMissingError,
    MessagesError,
    ModelCorruptError,
    ModelMissingError,
    ModelUnknownError,
    NotEnoughMemoryError,
    PromptTooLongError,
    RemoteError,
    SchemaError,
)
from components.inference.events import Event, Message, Progress, Status, Timings
from components.inference.face import Generates
from components.inference.fake import FakeEngine
from components.inference.limits import Limits

DEFAULT_MODEL = catalogue().default.id
"""The model that is always there."""

__all__ = [
    "DEFAULT_MODEL",
    "AdapterMissingError",
    "AnswerCutOffError",
    "AnswerTimeoutError",
    "DownloadError",
    "Engine",
    "EngineBusyError",
    "EngineStoppedError",
    "Event",
    "FakeEngine",
    "Generates",
    "InferenceError",
    "Limits",
    "LlamaMissingError",
    "Message",
    "MessagesError",
    "Model",
    "ModelCorruptError",
    "ModelMissingError",
    "ModelUnknownError",
    "NotEnoughMemoryError",
    "Progress",
    "PromptTooLongError",
    "RemoteError",
    "SchemaError",
    "Status",
    "Timings",
    "catalogue",
    "find_model",
    "folder_models",
    "models",
]
