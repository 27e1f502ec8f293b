"""A document as read and a chunk as indexed."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from components.retrieval.tables import spelled_out

Kind = Literal["markdown", "text", "html", "csv", "pdf"]


@dataclass(frozen=True, slots=True)
class Document:
    """One readable document; `text` has "\\n" line ends and is what chunk offsets point into.

    `id` is the file's stem, `title` its first heading (or the stem in words). HTML arrives as
    Markdown, CSV as one "column: value" line a row, PDF pages are parted by form feeds.
    """

    id: str
    title: str
    text: str
    kind: Kind = "markdown"

    def with_text(self, text: str) -> Document:
        """The same document after an edit (the title stays)."""
        return replace(self, text=text.replace("\r\n", "\n"))


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of a document: `text` is exactly `document.text[start:end]`.

    `heading` is the path of headings above the piece, outermost first. `lead` is what the piece
    needs to be understood but does not contain: the header row of a table that was split.
    """

    document_id: str
    index: int
    text: str
    start: int
    end: int
    title: str = ""
    heading: tuple[str, ...] = ()
    lead: str = ""

    @property
    def key(self) -> tuple[str, int]:
        """What identifies the chunk within its index: document id and position."""
        return (self.document_id, self.index)

    @property
    def passage(self) -> str:
        """The text under its title, headings and table header: what a reader (or a prompt) needs.

        A title that is only the file's name in words is left out: the document's id stands beside every passage.
        """
        return self._under("" if self.title == title_of(self.document_id) else self.title)

    @property
    def search_text(self) -> str:
        """The text under all of these, its tables spelled out row by row: what is embedded and reranked."""
        return spelled_out(self._under(self.title))

    def _under(self, title: str) -> str:
        first_line = self.text.lstrip().split("\n", 1)[0].lstrip("# ").strip()
        path = [part for part in dict.fromkeys((title, *self.heading)) if part and part != first_line]
        return "\n".join(part for part in (" > ".join(path), self.lead, self.text) if part)


def title_of(document_id: str) -> str:
    """A file's stem in words."""
    return re.sub(r"[_\-]+", " ", document_id).strip()
