"""The tables of the approaches page: complete, sourced, filterable."""

import pytest

from components.decision.learn import Section, filtered, range_in_words, rows, texts
from components.knowledge import approaches, source

SECTIONS: tuple[Section, ...] = ("glance", "dimensions", "situations", "stack", "tooling", "mistakes")


def test_the_seven_approaches_stand_in_their_order() -> None:
    assert tuple(rows("glance")) == tuple(approaches())


def test_there_are_eight_dimensions() -> None:
    assert len(rows("dimensions")) == 8


@pytest.mark.parametrize("section", SECTIONS)
def test_every_row_cites_a_known_source_and_its_figures_are_records(section: Section) -> None:
    assert texts()[section]
    for row in rows(section).values():
        assert row.cites
        assert all(source(cite.source) and cite.where.strip() for cite in row.cites)
        assert all(item.unit for item in row.figures.values())


def test_every_situation_names_an_approach() -> None:
    assert {row.approach for row in rows("situations").values()} == set(approaches())


def test_the_filters_narrow_and_combine() -> None:
    assert set(filtered("mistakes", words="chunk STRUCTURE")) == {"chunking"}
    assert all("khan" in row.sources for row in filtered("situations", sources=["khan"]).values())
    assert set(filtered("glance", wanted=["rag", "distil"])) == {"rag", "distil"}
    assert filtered("glance", words="no such word") == {}


@pytest.mark.parametrize(
    ("record_id", "words"),
    [
        ("approaches.build_rag", "£5,000 to £40,000"),
        ("approaches.time_rag", "1 to 3 weeks"),
        (None, "none given"),
    ],
)
def test_a_range_reads_as_people_say_it(record_id: str | None, words: str) -> None:
    assert range_in_words(record_id, "none given") == words
