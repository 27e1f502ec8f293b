"""The one engine of the app, and what people see when there is none."""

from __future__ import annotations

import os
import uuid
from typing import Any

import streamlit as st
from streamlit.errors import StreamlitSecretNotFoundError

from components.inference.catalogue import Model, models, source_file
from components.inference.download import download
from components.inference.engine import Engine
from components.inference.errors import (
    DownloadError,
    InferenceError,
    LlamaMissingError,
    ModelCorruptError,
    ModelMissingError,
    ModelUnknownError,
    RemoteError,
)
from components.inference.files import cache_folder
from components.inference.remote import RemoteEngine, RemoteSettings, remote_settings
from components.knowledge import content
from components.ui.view import problem

_MODEL_SETTING = "TUNE_OR_RETRIEVE_MODEL"
_DOWNLOADS_SETTING = "TUNE_OR_RETRIEVE_DOWNLOADS"
_SESSION = "inference_session"
_MB = 1_000_000


def shared_engine() -> Engine | RemoteEngine:
    """The engine that all sessions share: the operator's endpoint if one is set, otherwise the local model.

    Raises:
        InferenceError: there is none; show `engine_problem`.
    """
    engine = _engine(_setting(_MODEL_SETTING))
    if engine.status().state == "failed":
        _engine.clear()
        engine = _engine(_setting(_MODEL_SETTING))
    return engine


def session_id() -> str:
    """A random name for this session, so that the engine shares its turns fairly."""
    found: str = st.session_state.setdefault(_SESSION, uuid.uuid4().hex)
    return found


def asks_elsewhere() -> bool:
    """Whether prompts leave this machine for an endpoint of the operator's."""
    try:
        return _remote() is not None
    except RemoteError:
        return True  # one is set, if not well


def engine_problem(error: InferenceError) -> None:
    """What happened, and what to do about it."""
    problem(error)
    page = next((name for kind, name in _ADVICE.items() if isinstance(error, kind)), None)
    if page:
        st.markdown(content(page))


def engine_status(engine: Engine | RemoteEngine) -> None:
    """One muted line: which model, how busy, how much memory."""
    status = engine.status()
    if not status.healthy:
        st.caption(f":orange[:material/sync_problem:] The engine is {status.state}. {status.problem or ''}")
        return
    parts = [engine.model_path.stem]
    if status.sequences:
        parts += [f"{status.running} answering", f"{status.waiting} waiting", f"{status.memory_mb:,.0f} MB"]
    st.caption(f":material/memory: {' · '.join(parts)}")


def model_panel() -> None:
    """Which model answers, what it takes, and how another one comes here."""
    try:
        engine: Engine | RemoteEngine | None = shared_engine()
    except InferenceError:
        engine = None  # the page has said so already
    if engine is not None:
        engine_status(engine)
    if isinstance(engine, RemoteEngine):
        return
    if _downloads_allowed():
        st.markdown(content("engine-downloads"))
        download_panel()
    else:
        st.markdown(content("engine-downloads-off"))


def _downloads_allowed() -> bool:
    return (_setting(_DOWNLOADS_SETTING) or "").lower() in ("1", "true", "yes")


def download_panel() -> None:
    """Models of the catalogue that can be fetched, each with its size, memory and licence."""
    for model in (model for model in models() if model.hub is not None):
        with st.container(border=True, key=f"download_{model.id}"):
            st.markdown(f"**{model.name}** · {model.licence} · {_size(model)}")
            st.caption(model.description)
            if _is_here(model):
                st.caption(f":material/check: On this machine. {_how_to_choose(model)}")
            elif st.button("Download", key=f"download_button_{model.id}", icon=":material/download:"):
                _download(model)


def _download(model: Model) -> None:
    bar = st.progress(0.0, "Asking the hub")
    try:
        for received in download(model):
            total = received.total_bytes or model.file_bytes or received.received_bytes or 1
            text = f"{received.received_bytes / _MB:,.0f} of {total / _MB:,.0f} MB"
            bar.progress(min(1.0, received.received_bytes / total), text)
    except DownloadError as error:
        bar.empty()
        problem(error)
        return
    bar.progress(1.0, f"{model.name} is here. {_how_to_choose(model)}")


def _is_here(model: Model) -> bool:
    try:
        source_file(model, cache_folder())
    except ModelMissingError:
        return False
    return True


def _how_to_choose(model: Model) -> str:
    return f"The operator chooses it with `{_MODEL_SETTING}={model.id}`."


def _size(model: Model) -> str:
    file = f"{model.file_bytes / _MB:,.0f} MB file" if model.file_bytes else "size not stated"
    return f"{file}, {model.memory_mb:,} MB of memory" if model.memory_mb else file


@st.cache_resource(show_spinner="Starting the model", on_release=lambda engine: engine.close())
def _engine(model_id: str | None) -> Engine | RemoteEngine:
    settings = _remote()
    return RemoteEngine(settings) if settings else Engine(model_id)


def _remote() -> RemoteSettings | None:
    return remote_settings({**os.environ, **_secrets()})


def _setting(name: str) -> str | None:
    value = _secrets().get(name) or os.environ.get(name)
    return str(value) if value else None


def _secrets() -> dict[str, Any]:
    """The operator's secrets; none when there is no file."""
    try:
        return dict(st.secrets)
    except StreamlitSecretNotFoundError:
        return {}


_ADVICE: dict[type[InferenceError], str] = {
    LlamaMissingError: "engine-no-compiler",
    ModelMissingError: "engine-no-model",
    ModelUnknownError: "engine-no-model",
    ModelCorruptError: "engine-corrupt-model",
}
"""Page of `data/content` with the steps out of each trouble."""
