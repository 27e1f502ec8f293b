"""The brief as data: sections of a few kinds of block, in plain text. Writers decide how each looks."""

from dataclasses import dataclass
from datetime import date
from typing import Literal


@dataclass(frozen=True)
class Paragraph:
    """Running text. `kind` is plain text, the answer itself, a muted note, or what is missing."""

    text: str
    kind: Literal["plain", "answer", "note", "missing"] = "plain"


@dataclass(frozen=True)
class Bullets:
    """A list; each item is a lead (shown strong, may be empty) and its text."""

    items: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Table:
    """Rows of text under a header; the columns in `numeric` are aligned right.

    `widths` are the relative widths of the columns where they are given; numeric columns are as wide as they need.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: frozenset[int] = frozenset()
    widths: tuple[int, ...] = ()


@dataclass(frozen=True)
class Chart:
    """A vector picture for each theme (SVG text), and what it shows in words."""

    svg: str
    svg_dark: str
    alt: str


Block = Paragraph | Bullets | Table | Chart


@dataclass(frozen=True)
class Section:
    """A headed part of the brief. `missing`: the journey has not filled it yet; `sources`: ids of what it cites."""

    id: str
    title: str
    blocks: tuple[Block, ...]
    missing: bool = False
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Brief:
    """The whole brief. `link` reopens the scenario; `sources` are citations in the order of first use."""

    title: str
    made_on: date
    app_version: str
    link: str
    sections: tuple[Section, ...]
    sources: tuple[str, ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """Titles of the sections that the journey has not filled yet."""
        return tuple(section.title for section in self.sections if section.missing)
