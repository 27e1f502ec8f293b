"""What a stranger's link holds is shown as text: nothing in it comes alive, and nothing of it is logged."""

import base64
import json
import logging
import zlib
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from components.scenario import Scenario

ROOT = Path(__file__).resolve().parents[2]
LIVE = "![x](https://evil.example/x.png) [y](https://evil.example)"


def opened(data: dict[str, Any]) -> AppTest:
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    at.query_params["s"] = "1." + base64.urlsafe_b64encode(zlib.compress(json.dumps(data).encode())).decode()
    return at.run()


def as_markdown(at: AppTest) -> str:
    return "\n".join(item.value for item in [*at.markdown, *at.caption, *at.warning])


def test_a_name_is_shown_literally() -> None:
    at = opened({"currency": "GBP"})
    at.session_state["scenario"] = Scenario(name=LIVE)
    at.run()
    assert "evil" not in as_markdown(at)
    assert any(LIVE in html.proto.body for html in at.get("html"))


def test_a_reason_why_a_link_does_not_open_is_shown_literally() -> None:
    at = opened({"answers": {LIVE: 1}})
    assert "This link could not be opened" in as_markdown(at)
    assert "](" not in as_markdown(at)
    assert "https://" not in as_markdown(at).replace("\\", "")


def test_a_scenario_too_large_for_a_link_says_so_once_and_leaves_no_old_link() -> None:
    at = opened({"currency": "GBP"})
    costs = {f"key_{sha256(bytes([i])).hexdigest()[:50]}": i for i in range(120)}
    at.session_state["scenario"] = Scenario(costs=costs)
    at.run()
    assert [toast.value for toast in at.toast] == [
        "This scenario is too large for a link. Save it as a file on the Brief page instead."
    ]
    assert any('location.pathname + ""' in html.proto.body for html in at.get("html"))
    assert not at.run().toast


def test_the_log_names_no_value(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    def broken() -> None:
        raise ValueError("typed by somebody")

    monkeypatch.setattr("components.start.view.hero", broken)
    with caplog.at_level(logging.ERROR, "tune_or_retrieve"):
        at = opened({})
    assert "Something went wrong" in as_markdown(at)
    assert "ValueError" in caplog.text
    assert "typed by somebody" not in caplog.text
