"""What people see of the engine, and when there is none."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from components.inference import (
    DownloadError,
    FakeEngine,
    InferenceError,
    LlamaMissingError,
    ModelCorruptError,
    ModelMissingError,
    RemoteError,
    catalogue,
    view,
)
from components.inference.download import Received


@pytest.fixture(autouse=True)
def fresh_engine() -> Iterator[None]:
    view._engine.clear()
    yield
    view._engine.clear()


def _run(script: Callable[..., None], **values: Any) -> AppTest:
    at = AppTest.from_function(script, kwargs=values, default_timeout=10).run()
    assert not at.exception
    return at


def _problem_page(error: "InferenceError") -> None:
    from components.inference.view import engine_problem

    engine_problem(error)


@pytest.mark.parametrize(
    ("error", "steps"),
    [
        (LlamaMissingError("no library"), "compiler"),
        (ModelMissingError("m", "Install it."), "requirements.txt"),
        (ModelCorruptError("m.gguf", "bad"), "force-reinstall"),
    ],
)
def test_each_trouble_says_what_to_do(error: InferenceError, steps: str) -> None:
    at = _run(_problem_page, error=error)
    assert str(error).split(".")[0][:30] in at.warning[0].value
    assert steps in at.markdown[0].value


def _engine_page() -> None:
    import streamlit as st

    from components.inference import InferenceError
    from components.inference.view import engine_problem, engine_status, shared_engine

    try:
        engine = shared_engine()
    except InferenceError as error:
        engine_problem(error)
    else:
        engine_status(engine)
        st.text(type(engine).__name__)


def test_an_endpoint_that_is_half_set_up_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUNE_OR_RETRIEVE_REMOTE_URL", "http://127.0.0.1:9/v1")
    assert "MODEL is not" in _run(_engine_page).warning[0].value


def test_the_operators_endpoint_takes_the_place_of_the_local_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUNE_OR_RETRIEVE_REMOTE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("TUNE_OR_RETRIEVE_REMOTE_MODEL", "big")
    at = _run(_engine_page)
    assert at.text[0].value == "RemoteEngine"
    assert "big" in at.caption[0].value


def test_an_unknown_model_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUNE_OR_RETRIEVE_MODEL", "gpt-nothing")
    assert "gpt\\-nothing" in _run(_engine_page).warning[0].value


def test_all_sessions_share_one_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[FakeEngine] = []

    def make(_: str | None) -> FakeEngine:
        made.append(FakeEngine())
        return made[-1]

    monkeypatch.setattr(view, "Engine", make)
    for _ in range(3):
        assert _run(_engine_page).text[0].value == "FakeEngine"
    assert len(made) == 1
    view._engine.clear()
    assert made[0].closed


def _download_page() -> None:
    from components.inference.view import download_panel

    download_panel()


def test_models_can_be_fetched_and_a_failure_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> Iterator[Received]:
        yield Received(1, 10)
        raise DownloadError("The download did not finish.")

    monkeypatch.setattr(view, "download", broken)
    at = _run(_download_page)
    assert len(at.button) >= 2
    at.button[0].click().run()
    assert "did not finish" in at.warning[0].value


def test_a_refused_endpoint_has_no_steps_beyond_its_message() -> None:
    assert not _run(_problem_page, error=RemoteError("The endpoint refuses the key.")).markdown


def _model_page() -> None:
    from components.inference.view import model_panel

    model_panel()


def _words(at: AppTest) -> str:
    return " ".join(item.value for item in [*at.markdown, *at.caption])


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(view, "Engine", lambda _: FakeEngine())
    monkeypatch.setenv("TUNE_OR_RETRIEVE_CACHE", str(tmp_path))


@pytest.mark.usefixtures("fake")
def test_a_visitor_cannot_download_and_reads_what_the_operator_can_do() -> None:
    at = _run(_model_page)
    assert not at.button
    assert "fake" in _words(at)
    assert "TUNE_OR_RETRIEVE_DOWNLOADS=1" in _words(at)


@pytest.mark.usefixtures("fake")
def test_where_the_operator_allows_it_models_of_the_catalogue_can_be_fetched(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TUNE_OR_RETRIEVE_DOWNLOADS", "1")
    there = next(model for model in catalogue().models if model.hub is not None)
    (tmp_path / f"{there.id}.gguf").write_bytes(b"GGUF")
    at = _run(_model_page)
    offered = {str(button.key) for button in at.button}
    assert offered
    assert f"download_button_{there.id}" not in offered
    assert f"TUNE_OR_RETRIEVE_MODEL={there.id}" in _words(at)


def test_without_a_model_the_panel_still_says_how_to_get_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUNE_OR_RETRIEVE_MODEL", "gpt-nothing")
    assert "TUNE_OR_RETRIEVE_DOWNLOADS=1" in _words(_run(_model_page))


def test_an_operators_endpoint_needs_no_downloads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUNE_OR_RETRIEVE_REMOTE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("TUNE_OR_RETRIEVE_REMOTE_MODEL", "big")
    said = _words(_run(_model_page))
    assert "big" in said
    assert "DOWNLOADS" not in said
