"""Against a real server when `PGVECTOR_DSN` names one (and `psycopg` is there); the rest needs none."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest

from components.retrieval import Document, LocalIndex, SearchSettingsError
from components.retrieval.pgvector import PgVectorIndex
from tests.unit.retrieval.fakes import fake_models

DOCUMENTS = (
    Document(
        "prices",
        "Prices",
        "# Prices\n\nThe basic plan costs 79 euros a month.\n\n| a | b |\n|---|---|\n| 1 | 2 |",
    ),
    Document("refunds", "Refunds", "# Refunds\n\nReturn the kettle within 30 days."),
    Document("opening-hours", "When we are there", "# When we are there\n\nNine to five in Leeds."),
)


class NoConnection:
    """Must not be reached."""

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(name)


@pytest.mark.parametrize("table", ["", "Passages", "a; DROP TABLE b", 'a"b', "1a", "a" * 60])
def test_a_table_name_is_a_plain_word(table: str) -> None:
    with pytest.raises(SearchSettingsError, match="no table name"):
        PgVectorIndex(NoConnection(), table)


@pytest.fixture
def index() -> Iterator[PgVectorIndex]:
    psycopg = pytest.importorskip("psycopg")
    if "PGVECTOR_DSN" not in os.environ:
        pytest.skip("PGVECTOR_DSN names no PostgreSQL server with pgvector")
    with psycopg.connect(os.environ["PGVECTOR_DSN"], autocommit=True) as connection:
        connection.execute("DROP TABLE IF EXISTS passages_test")
        yield PgVectorIndex(connection, "passages_test", models=fake_models())
        connection.execute("DROP TABLE passages_test")


def test_it_finds_what_the_local_index_finds(index: PgVectorIndex) -> None:
    index.add(DOCUMENTS)
    local = LocalIndex(DOCUMENTS, models=fake_models())
    for question in ("basic plan", "kettle return days", "opening hours Leeds"):
        here, there = local.search(question), index.search(question)
        assert here.hits[0].chunk == there.hits[0].chunk
        assert here.hits[0].dense_score == pytest.approx(there.hits[0].dense_score, abs=1e-5)


def test_an_edit_and_a_removal_are_seen_at_once(index: PgVectorIndex) -> None:
    index.add(DOCUMENTS)
    index.add([DOCUMENTS[0].with_text("# Prices\n\nThe basic plan costs 85 euros.")])
    assert "85" in index.search("basic plan").hits[0].chunk.text
    index.remove("prices")
    assert all(hit.document_id != "prices" for hit in index.search("basic plan").candidates)


@pytest.mark.parametrize(
    "question", ['" OR * NEAR(', "a & b | !c <-> :*", "'; DROP TABLE passages_test; --", "the of", "\x00"]
)
def test_no_question_breaks_the_search(index: PgVectorIndex, question: str) -> None:
    index.add(DOCUMENTS)
    index.search(question)
    assert index.search("basic plan").hits[0].document_id == "prices"
