"""Turn uploaded bytes or a corpus folder into documents, within limits, whatever the bytes claim to be."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePath

from components.retrieval.decoding import decode_text, refuse_archive
from components.retrieval.documents import Document, Kind, title_of
from components.retrieval.errors import (
    CorpusFolderError,
    EmptyFileError,
    FileTooLargeError,
    UnsupportedFileError,
)
from components.retrieval.reader_formats import csv_text, html_text
from components.retrieval.reader_pdf import pdf_text


@dataclass(frozen=True, slots=True)
class ReaderLimits:
    """How much may be brought: bytes a file, characters a document, pages and seconds a PDF, documents."""

    file_bytes: int = 10_000_000
    characters: int = 1_000_000
    pdf_pages: int = 300
    pdf_seconds: float = 30.0
    documents: int = 300


DEFAULT_LIMITS = ReaderLimits()

KINDS: dict[str, Kind] = {
    ".md": "markdown",
    ".markdown": "markdown",
    ".txt": "text",
    ".text": "text",
    ".html": "html",
    ".htm": "html",
    ".csv": "csv",
    ".tsv": "csv",
    ".pdf": "pdf",
}
"""File endings that can be read, and what each is read as."""


def read_document(name: str, data: bytes, limits: ReaderLimits = DEFAULT_LIMITS) -> Document:
    """The document in `data`, read as the ending of `name` says.

    Raises:
        ReaderError: one of its kinds; the message says what is wrong and what to do.
    """
    kind = KINDS.get(PurePath(name).suffix.lower())
    if kind is None:
        raise UnsupportedFileError(
            name, "this kind of file cannot be read.", f"Use one of {', '.join(KINDS)}."
        )
    if len(data) > limits.file_bytes:
        problem = f"the file has {len(data) / 1e6:,.1f} MB, the limit is {limits.file_bytes / 1e6:,.0f} MB."
        raise FileTooLargeError(name, problem, "Split it, or keep the part that answers questions.")
    refuse_archive(name, data)
    text = _clean(_TEXT_OF[kind](name, data, limits))
    _check_text(name, text, limits)
    return Document(document_id(name), document_title(name, text, kind), text, kind)


def read_corpus_docs(folder: Path | str, limits: ReaderLimits = DEFAULT_LIMITS) -> list[Document]:
    """The documents of a corpus folder (its `docs/`, sorted by file name).

    Raises:
        CorpusFolderError: no such folder, no documents in it, or more than the limit.
        ReaderError: a document that cannot be read.
    """
    docs = Path(folder) / "docs"
    paths = sorted(p for p in docs.glob("*") if p.suffix.lower() in KINDS and p.is_file())
    if not paths:
        raise CorpusFolderError(f"{docs}: no documents found. Put at least one *.md file there.")
    if len(paths) > limits.documents:
        raise CorpusFolderError(
            f"{docs}: {len(paths)} documents, the limit is {limits.documents}. Leave some out."
        )
    return [read_document(path.name, path.read_bytes(), limits) for path in paths]


def document_id(name: str) -> str:
    """The file's stem, without folders, control characters or line breaks."""
    stem = PurePath(name.replace("\\", "/")).stem
    return re.sub(r"[\x00-\x1f\x7f]+", " ", stem).strip() or "document"


def document_title(name: str, text: str, kind: Kind = "markdown") -> str:
    """The first heading of a Markdown or HTML document, else the file's stem in words."""
    heading = (
        re.search(r"^#{1,6}[ \t]+(\S.*?)[ \t#]*$", text, re.MULTILINE)
        if kind in ("markdown", "html")
        else None
    )
    return heading.group(1)[:200] if heading else title_of(document_id(name))


def _markdown_text(name: str, data: bytes, limits: ReaderLimits) -> str:
    return decode_text(name, data)


def _html(name: str, data: bytes, limits: ReaderLimits) -> str:
    return html_text(name, decode_text(name, data))


def _csv(name: str, data: bytes, limits: ReaderLimits) -> str:
    return csv_text(name, decode_text(name, data))


def _pdf(name: str, data: bytes, limits: ReaderLimits) -> str:
    return pdf_text(name, data, pages=limits.pdf_pages, seconds=limits.pdf_seconds)


_TEXT_OF: dict[Kind, Callable[[str, bytes, ReaderLimits], str]] = {
    "markdown": _markdown_text,
    "text": _markdown_text,
    "html": _html,
    "csv": _csv,
    "pdf": _pdf,
}


def _clean(text: str) -> str:
    """One kind of line end; no control characters but tab, line feed and form feed."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return re.sub(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff\ufeff\ufffe\uffff]", "", text)


def _check_text(name: str, text: str, limits: ReaderLimits) -> None:
    if not text.strip():
        raise EmptyFileError(name, "there is no text in it.", "Choose a file that has some.")
    if len(text) > limits.characters:
        problem = f"it holds {len(text):,} characters of text, the limit is {limits.characters:,}."
        raise FileTooLargeError(name, problem, "Split it, or keep the part that answers questions.")
