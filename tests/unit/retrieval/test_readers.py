from __future__ import annotations

import gzip
import io
import time
import zipfile
from pathlib import Path

import pytest

from components.retrieval import (
    ArchiveError,
    BrokenFileError,
    CorpusFolderError,
    EmptyFileError,
    EncryptedPdfError,
    FileTooLargeError,
    ImagePdfError,
    NotTextError,
    ReaderError,
    ReaderLimits,
    UnsupportedFileError,
    read_corpus_docs,
    read_document,
)
from tests.unit.retrieval.pdfs import encrypted_pdf, pdf


def zip_bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb.txt", b"\x00" * 50_000_000)
    return out.getvalue()


def test_markdown_keeps_its_text_and_takes_id_and_title_from_stem_and_heading() -> None:
    document = read_document(
        "docs/monthly-prices.md", b"\xef\xbb\xbfIntro\r\n\r\n## Prices *now* ##\r\n\r\n79\r\n"
    )
    assert document.id == "monthly-prices"
    assert document.title == "Prices *now*"
    assert document.text == "Intro\n\n## Prices *now* ##\n\n79\n"


def test_a_text_without_heading_is_titled_by_its_name() -> None:
    assert (
        read_document("C:\\stuff\\late_payments.txt", b"# not a heading in plain text").title
        == "late payments"
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-8-sig", "cp1252", "utf-32"])
def test_older_encodings_are_recognised(encoding: str) -> None:
    text = "Größe und Maße: Die Gebühr beträgt 79 Euro für Mitglieder aus München, Köln und Nürnberg."
    assert read_document("a.txt", text.encode(encoding)).text == text


def test_csv_rows_name_their_columns() -> None:
    document = read_document("plans.csv", b'Plan;Price;\nBasic;79;x\nPro;"99\nor 100";\n')
    assert document.text == "Plan: Basic; Price: 79; x\nPlan: Pro; Price: 99 or 100"


def test_html_becomes_markdown_and_what_is_alive_is_dropped() -> None:
    page = b"""<html><head><title>Plans</title><style>x{}</style></head><body onload="evil()">
      <nav>Home</nav><script>alert(1)</script><h2>Basic</h2><p>Costs <b>79</b> <a href="javascript:evil()">here</a>
      <img src="https://tracker.example/p.png" alt="pixel"><iframe src="https://x.example"></iframe><!-- hidden --></p>
      <table><tr><th>Plan</th><th>Price</th></tr><tr><td>Pro</td><td>99</td></tr></table></body></html>"""
    document = read_document("plans.html", page)
    assert document.title == "Plans"
    assert "## Basic" in document.text
    assert "| Pro | 99 |" in document.text
    for dead in ("alert", "evil", "tracker", "x.example", "hidden", "Home", "<", "]("):
        assert dead not in document.text


def test_pdf_pages_are_parted_by_form_feeds() -> None:
    document = read_document("plans.pdf", pdf("Basic costs 79", "Pro costs 99"))
    assert document.text.split("\f") == ["Basic costs 79", "Pro costs 99"]


@pytest.mark.parametrize(
    ("name", "data", "error", "says"),
    [
        ("a.exe", b"MZ", UnsupportedFileError, "cannot be read"),
        ("noending", b"text", UnsupportedFileError, "Use one of .md"),
        ("a.md", b"", EmptyFileError, "no text"),
        ("a.html", b"<html><script>only()</script></html>", EmptyFileError, "no text"),
        ("a.txt", b" \n\t\x00"[:3], EmptyFileError, "no text"),
        ("a.csv", b"", EmptyFileError, "no text"),
        ("a.md", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", NotTextError, "no text"),
        ("a.txt", b"\x7fELF\x02\x01\x01\x00\x00", NotTextError, "no text"),
        ("a.txt", bytes(range(1, 32)) * 9, NotTextError, "no text"),
        ("a.md", b"PK\x03\x04rest", ArchiveError, "zip archive"),
        ("a.txt", gzip.compress(b"x"), ArchiveError, "gzip"),
        ("a.pdf", b"no pdf at all", BrokenFileError, "no PDF"),
        ("a.pdf", b"%PDF-1.7\nbroken", BrokenFileError, "broken"),
        ("a.pdf", pdf("fine")[:-300], BrokenFileError, "broken"),
        ("a.pdf", encrypted_pdf("pass"), EncryptedPdfError, "password"),
        ("a.pdf", pdf("", ""), ImagePdfError, "its pages hold pictures"),
        ("a.html", b"<div>" * 30_000 + b"x", BrokenFileError, "nested too deep"),
    ],
)
def test_bad_files_are_refused_in_words(name: str, data: bytes, error: type[ReaderError], says: str) -> None:
    with pytest.raises(error, match=says) as caught:
        read_document(name, data)
    assert str(caught.value).startswith(f"{name}: ")
    assert caught.value.advice


def test_a_zip_bomb_by_any_name_is_refused_without_unpacking() -> None:
    bomb = zip_bomb()
    start = time.perf_counter()
    for name in ("a.md", "a.pdf", "a.csv", "a.html", "a.txt"):
        with pytest.raises(ArchiveError):
            read_document(name, bomb)
    assert time.perf_counter() - start < 1


def test_a_file_of_200_megabytes_is_refused_with_both_sizes() -> None:
    with pytest.raises(FileTooLargeError, match=r"200\.0 MB, the limit is 10 MB"):
        read_document("big.txt", b"x" * 200_000_000)


def test_text_over_the_limit_is_refused_with_both_counts() -> None:
    with pytest.raises(FileTooLargeError, match="101 characters of text, the limit is 100"):
        read_document("big.txt", b"x" * 101, ReaderLimits(characters=100))


def test_a_pdf_with_too_many_pages_is_refused() -> None:
    with pytest.raises(FileTooLargeError, match="3 pages, the limit is 2"):
        read_document("a.pdf", pdf("a", "b", "c"), ReaderLimits(pdf_pages=2))


def test_a_pdf_that_takes_too_long_is_stopped() -> None:
    with pytest.raises(BrokenFileError, match=r"more than 0\.02 s and was stopped"):
        read_document("slow.pdf", pdf("x"), ReaderLimits(pdf_seconds=0.02))


def test_a_pdf_whose_page_unfolds_into_gigabytes_is_refused() -> None:
    with pytest.raises(BrokenFileError):
        read_document("bomb.pdf", pdf("x", stream=b"(x) Tj " * 40_000_000))


def test_control_characters_and_lone_surrogates_do_not_reach_the_document() -> None:
    words = "It costs 79 euros a month for everyone who signs up before the end of the season."
    assert read_document("a.md", f"\x1b{words}\x0b\ufeff".encode()).text == words


def test_a_corpus_folder_is_read_in_order(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    for name in ("b.md", "a.md", "notes.xyz"):
        (tmp_path / "docs" / name).write_text(f"# {name}")
    assert [document.id for document in read_corpus_docs(tmp_path)] == ["a", "b"]


def test_a_corpus_without_documents_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CorpusFolderError, match="no documents found"):
        read_corpus_docs(tmp_path)


def test_a_corpus_with_too_many_documents_is_refused(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    for name in ("a.md", "b.md"):
        (tmp_path / "docs" / name).write_text("x")
    with pytest.raises(CorpusFolderError, match="2 documents, the limit is 1"):
        read_corpus_docs(tmp_path, ReaderLimits(documents=1))
