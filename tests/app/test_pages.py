"""Every page runs, empty and full. To add a page: add a row to data/pages.yaml and, if it can be, a heading here."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from components.scenario import Scenario, samples
from components.ui import page_entries

ROOT = Path(__file__).resolve().parents[2]
HEADINGS = {"home": "Fine-tune or retrieve?"}
SEEDED: list[Scenario | None] = [None, *(sample.scenario for sample in samples()[:2])]


def opened(page_id: str, scenario: Scenario | None) -> AppTest:
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    if scenario is not None:
        at.session_state["scenario"] = scenario
    at.run()
    return at if page_id == "home" else at.switch_page(page_entries()[page_id].path).run()


@pytest.mark.parametrize("scenario", SEEDED, ids=lambda scenario: scenario.name if scenario else "empty")
@pytest.mark.parametrize("page_id", list(page_entries()))
def test_a_page_runs_without_a_problem(page_id: str, scenario: Scenario | None) -> None:
    at = opened(page_id, scenario)
    assert not at.exception
    assert [title.value for title in at.title] == [HEADINGS.get(page_id, page_entries()[page_id].title)]
    assert not any("Something went wrong" in item.value for item in at.warning)


def test_a_sample_scenario_opens_in_one_click() -> None:
    at = opened("home", None)
    at.button(key=f"open_{samples()[0].id}").click().run()
    assert at.session_state["scenario"] == samples()[0].scenario


def test_workshop_mode_walks_through_the_story() -> None:
    at = opened("diagnose", None)
    at.toggle(key="workshop_switch").set_value(True).run()
    assert at.button(key="workshop_back").disabled
    at.button(key="workshop_next").click().run()
    assert [title.value for title in at.title] == ["Decide"]
