from __future__ import annotations

import re
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.retrieval import Document, chunk_document, count_tokens, read_document
from components.retrieval.readers import document_title

LONG = " ".join(f"Sentence number {n} says something of its own." for n in range(60))
TABLE = "| Plan | Price |\n|---|---|\n" + "\n".join(
    f"| Plan {n} for teams | {n * 3} euros |" for n in range(60)
)
HANDBOOK = f"""---
owner: nobody
---
# Handbook

Short introduction.

## Refunds

Money back within 30 days.

### Exceptions

{LONG}

## Prices

The list:

{TABLE}

# Appendix

- one
- two
"""


def handbook(text: str = HANDBOOK) -> Document:
    return read_document("handbook.md", text.encode())


def test_a_short_document_stays_whole() -> None:
    chunks = chunk_document(handbook("# Title\n\nOne.\n\n## Part\n\nTwo."))
    assert [chunk.text for chunk in chunks] == ["# Title\n\nOne.\n\n## Part\n\nTwo."]


def test_long_documents_are_cut_at_headings_with_their_path() -> None:
    paths = dict.fromkeys(chunk.heading for chunk in chunk_document(handbook()))
    assert list(paths) == [
        ("Handbook",),
        ("Handbook", "Refunds"),
        ("Handbook", "Refunds", "Exceptions"),
        ("Handbook", "Prices"),
        ("Appendix",),
    ]


def test_long_sections_are_cut_between_sentences() -> None:
    pieces = [chunk.text for chunk in chunk_document(handbook()) if "Exceptions" in chunk.heading]
    assert len(pieces) > 1
    assert all(piece.endswith(".") for piece in pieces)


def test_every_part_of_a_long_table_carries_the_header_row() -> None:
    rows = [chunk for chunk in chunk_document(handbook()) if re.search(r"Plan \d+ for teams", chunk.text)]
    assert len(rows) > 1
    assert all("| Plan | Price |" in chunk.passage for chunk in rows)
    assert all(
        line.endswith("|") for chunk in rows for line in chunk.text.splitlines() if line.startswith("| ")
    )


def test_a_table_that_fits_is_not_cut() -> None:
    small = "\n".join(TABLE.splitlines()[:12])
    chunks = chunk_document(handbook(f"# A\n\n{LONG}\n\n{small}\n\n{LONG}"))
    assert sum(small.splitlines()[5] in chunk.text for chunk in chunks) == 1
    assert any(small in chunk.text for chunk in chunks)


def test_a_heading_is_never_a_chunk_alone() -> None:
    words = " ".join(["word"] * 219) + "."
    for chunk in chunk_document(handbook(f"# A\n\n## Long one\n\n{words}\n\n## B\n\n{LONG}")):
        assert not re.fullmatch(r"#+ .*", chunk.text.strip())


def test_the_passage_says_title_and_headings_once() -> None:
    chunk = next(chunk for chunk in chunk_document(handbook()) if "Money back" in chunk.text)
    assert chunk.passage.startswith("Handbook")
    assert chunk.passage.count("Refunds") == 1


def test_a_title_that_is_the_file_name_is_searched_but_not_read_out() -> None:
    text = "Parties of 12 or more get 15% off."
    document = Document("10-groups", document_title("10-groups.md", text), text)
    chunk = chunk_document(document)[0]
    assert chunk.search_text == f"10 groups\n{text}"
    assert chunk.passage == text


def test_csv_is_cut_between_rows() -> None:
    table = "name,price\n" + "\n".join(f"Plan {n},{n}" for n in range(200))
    chunks = chunk_document(read_document("plans.csv", table.encode()))
    assert len(chunks) > 1
    assert all(line.startswith("name: Plan") for chunk in chunks for line in chunk.text.splitlines())


def test_pdf_chunks_name_their_page() -> None:
    document = Document("a", "a", f"{LONG}\f\f{LONG}", "pdf")
    assert {chunk.heading for chunk in chunk_document(document)} == {("Page 1",), ("Page 3",)}


def test_fixed_chunks_cut_through_words_and_forget_headings() -> None:
    chunks = chunk_document(handbook(), "fixed")
    assert {len(chunk.text) for chunk in chunks[:-1]} == {400}
    assert all(chunk.heading == () and chunk.title == "" for chunk in chunks)


MARKDOWN = st.lists(
    st.sampled_from(
        ["# A", "## B", "### C", "Some words here.", "- item", "1. item", "> quote", "```\ncode\n```", "", "---",
         "| a | b |\n|---|---|\n| 1 | 2 |", "[x]: http://y", "<div>", LONG[:900], "word" * 300, "日本語" * 200]
    ) | st.text(max_size=40),
    max_size=25,
).map("\n\n".join)  # fmt: skip


@given(
    MARKDOWN,
    st.sampled_from(["structure", "fixed"]),
    st.sampled_from(["markdown", "text", "pdf", "csv", "html"]),
)
def test_chunks_are_spans_of_the_document_and_lose_no_word(text: str, chunker: str, kind: str) -> None:
    document = Document("a", "A", text, kind)  # type: ignore[arg-type]
    chunks = chunk_document(document, chunker)  # type: ignore[arg-type]
    assert all(chunk.text == text[chunk.start : chunk.end] for chunk in chunks)
    assert [chunk.index for chunk in chunks] == list(range(len(chunks)))
    assert all(a.end <= b.start for a, b in pairwise(chunks))
    held = "".join("".join(chunk.passage.split()) for chunk in chunks)
    headings = {"A", "B", "C"}
    if chunker == "structure":
        assert all(count_tokens(chunk.text) <= 220 for chunk in chunks)
        assert all(word in held for word in re.findall(r"\w{4,12}", text) if chunks and word not in headings)


@pytest.mark.parametrize(
    ("text", "tokens"), [("", 0), ("One two.", 3), ("日本語", 3), ("internationalisation", 3)]
)
def test_tokens_are_counted_near_enough(text: str, tokens: int) -> None:
    assert count_tokens(text) == tokens


def test_tables_are_spelled_out_row_by_row_for_searching() -> None:
    table = "Prices:\n\n| Plan | Price | |\n|---|:---:|---|\n| Basic | 79 | now |\n| Pro | | |\n\nEnd | here"
    chunk = chunk_document(handbook(table))[0]
    assert chunk.search_text == (
        "handbook\nPrices:\n\nPlan; Price\nPlan: Basic; Price: 79; now\nPlan: Pro\n\nEnd | here"
    )
    assert chunk.text == table


def test_rows_of_a_cut_table_are_spelled_out_with_the_header() -> None:
    last = next(chunk for chunk in chunk_document(handbook()) if "Plan 59" in chunk.text)
    assert "Plan: Plan 59 for teams; Price: 177 euros" in last.search_text


@pytest.mark.parametrize("kind", ["markdown", "text", "pdf", "csv"])
@pytest.mark.parametrize(
    "text", ["[" * 60_000, "\f" * 60_000, "> " * 30_000, "a\n" * 30_000, "|a" * 30_000, " " * 60_000]
)
def test_no_text_makes_chunking_slow(text: str, kind: str) -> None:
    start = time.perf_counter()
    chunks = chunk_document(Document("a", "A", text, kind))  # type: ignore[arg-type]
    assert time.perf_counter() - start < 5
    assert all(chunk.text.strip() for chunk in chunks)
