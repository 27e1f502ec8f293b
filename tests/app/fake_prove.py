"""The prove pages with a fake engine behind them."""

from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from components.inference import FakeEngine, InferenceError
from components.inference import view as inference_view
from components.scenario import Scenario

ROOT = Path(__file__).parents[2]
RIGHT = '{"answer": "The Strider costs 89 crowns a month.", "source": "monthly-prices"}'


class _Cached:
    """Stands where the cached engine stands."""

    def __init__(self, engine: FakeEngine | InferenceError) -> None:
        self.engine = engine

    def __call__(self, model_id: str | None) -> FakeEngine:
        if isinstance(self.engine, InferenceError):
            raise self.engine
        return self.engine

    def clear(self) -> None:
        return


def use(monkeypatch: pytest.MonkeyPatch, engine: FakeEngine | InferenceError) -> None:
    monkeypatch.setattr(inference_view, "_engine", _Cached(engine))


def opened(page: str, scenario: Scenario | None = None, **state: Any) -> AppTest:
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    if scenario is not None:
        at.session_state["scenario"] = scenario
    for key, value in state.items():
        at.session_state[key] = value
    at.switch_page(f"pages/prove/{page}.py").run()
    assert not at.exception
    return at


def scenario_of(at: AppTest) -> Scenario:
    found: Scenario = at.session_state["scenario"]
    return found


def words(at: AppTest) -> str:
    """Everything the page says, literal HTML and badges included."""
    kinds = ("title", "header", "subheader", "markdown", "caption", "warning", "info", "html", "badge")
    return " ".join(str(item.proto) for kind in kinds for item in at.get(kind))


def press(at: AppTest, *keys: str) -> AppTest:
    for key in keys:
        at.button(key=key).click().run()
        assert not at.exception
    return at
