"""The sources page: self-check, records, sources."""

from streamlit.testing.v1 import AppTest

from components.costs.self_check import cases, mistakes
from components.costs.view_sources import stale
from components.knowledge import record, records, sources

PAGE = "../../pages/learn/sources.py"


def page(tab: str) -> AppTest:
    at = AppTest.from_file(PAGE, default_timeout=60)
    at.session_state["sources_tabs"] = tab
    return at.run()


def test_every_published_example_agrees() -> None:
    at = page("Self-check")
    assert not at.exception
    assert at.subheader[0].value == f"{len(cases())} of {len(cases())} published examples agree"
    assert len(at.dataframe[0].value) == len(cases())


def test_published_mistakes_are_explained() -> None:
    at = page("Self-check")
    shown = " ".join(text.value for text in at.markdown)
    assert all(mistake.name in shown for mistake in mistakes())
    assert "repeated here" not in shown.replace("not repeated here", "")


def test_all_records_are_shown_and_filtered() -> None:
    at = page("Records")
    assert not at.exception
    assert len(at.dataframe[0].value) == len(records())
    at.text_input(key="sources_find").set_value("lora winder").run()
    assert 0 < len(at.dataframe[0].value) < 10
    at.text_input(key="sources_find").set_value("no such thing").run()
    assert not at.dataframe


def test_stale_records_are_marked() -> None:
    at = page("Records")
    at.toggle(key="sources_stale").set_value(True).run()
    assert (at.dataframe[0].value["Stale"] != "").all()
    assert stale(record("upkeep.upkeep_multiple")) == ""
    assert stale(record("published.tuning_run_7b")) == "date unknown"
    assert stale(record("published.qlora_card_gb")) == "older than a year"


def test_all_sources_are_listed() -> None:
    at = page("Sources")
    assert not at.exception
    assert len(at.dataframe[0].value) == len(sources())
