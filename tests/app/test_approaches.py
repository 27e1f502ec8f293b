"""The approaches page: every table shows, and the filter narrows it."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from components.decision.learn import Section, rows

ROOT = Path(__file__).parents[2]
SECTIONS: tuple[Section, ...] = ("glance", "dimensions", "situations", "stack", "tooling", "mistakes")


def opened() -> AppTest:
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
    at.switch_page("pages/learn/approaches.py").run()
    assert not at.exception
    return at


@pytest.mark.parametrize("section", SECTIONS)
def test_every_table_shows_all_its_rows_with_their_sources(section: Section) -> None:
    at = opened()
    at.segmented_control(key="approaches_section").set_value(section).run()
    table = at.table[0].value
    assert len(table) == len(rows(section))
    assert table["Source"].str.len().min() > 0


def test_a_word_narrows_the_table_and_no_row_says_so() -> None:
    at = opened()
    at.text_input(key="approaches_words").set_value("live data").run()
    assert len(at.table[0].value) == 1
    at.text_input(key="approaches_words").set_value("zebra").run()
    assert len(at.table) == 0
    assert "No row" in at.info[0].value


def test_an_approach_narrows_the_table() -> None:
    at = opened()
    at.multiselect(key="approaches_glance").set_value(["distil"]).run()
    assert len(at.table[0].value) == 1


def test_our_caveats_are_dated() -> None:
    at = opened()
    assert any("Our caveats" in element.value and "2026" in element.value for element in at.markdown)
