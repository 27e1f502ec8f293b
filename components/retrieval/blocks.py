"""The block structure of a document: headings, paragraphs, lists and tables, as spans of its text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.token import Token

from components.retrieval.documents import Document

BlockKind = Literal["heading", "text", "list", "table", "rows"]
Span = tuple[int, int]

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n.*?\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_PARAGRAPH = re.compile(r"\S.*?(?=\n[ \t]*\n|\Z)", re.DOTALL)
_PAGE = re.compile(r"(?:\A|\f)([^\f]*)")


@dataclass(frozen=True, slots=True)
class Block:
    """A block as `text[start:end]`.

    `level` and `title` belong to headings (a PDF page is one, without text of its own). `parts` are the
    spans a list or table may be split at (items, rows); `lead` is the header row that each part needs.
    """

    kind: BlockKind
    start: int
    end: int
    level: int = 0
    title: str = ""
    parts: tuple[Span, ...] = ()
    lead: str = ""


def document_blocks(document: Document) -> list[Block]:
    """All blocks of `document` in order; together they cover every word of it."""
    if document.kind in ("markdown", "html"):
        return _markdown_blocks(document.text)
    if document.kind == "csv":
        return _row_block(document.text)
    if document.kind == "pdf":
        return list(_page_blocks(document.text))
    return list(_paragraph_blocks(document.text, 0, len(document.text)))


@cache
def _parser() -> MarkdownIt:
    # Inline parsing is switched off: only the blocks matter here, and it is the slow half.
    return MarkdownIt("commonmark").enable("table").disable(["inline", "text_join"])


def _markdown_blocks(text: str) -> list[Block]:
    starts = _line_starts(text)
    # Front matter would read as a rule and a heading; blanked out, the offsets stay.
    masked = _FRONT_MATTER.sub(lambda match: re.sub(r"\S", " ", match.group()), text)
    tokens = _parser().parse(masked)
    tops = [i for i, token in enumerate(tokens) if token.level == 0 and token.nesting >= 0 and token.map]
    if not tops:
        return [_trimmed(text, Block("text", 0, len(text)))] if text.strip() else []
    bounds = [0, *(starts[_first_line(tokens[i])] for i in tops[1:]), len(text)]
    blocks = [
        block
        for n, i in enumerate(tops)
        for block in _parts_of(tokens, i, Block("text", bounds[n], bounds[n + 1]), text, starts)
    ]
    return [block for block in (_trimmed(text, block) for block in blocks) if block.start < block.end]


def _parts_of(tokens: list[Token], i: int, span: Block, text: str, starts: list[int]) -> Iterator[Block]:
    """The block, and what stands below a heading without being a block of its own: definitions of links."""
    below = span.end
    if tokens[i].type == "heading_open":
        last = (tokens[i].map or [0, 0])[1]
        below = min(span.end, starts[last]) if last < len(starts) else span.end
    yield _block(tokens, i, Block(span.kind, span.start, below), text, starts)
    if below < span.end:
        yield Block("text", below, span.end)


def _block(tokens: list[Token], i: int, span: Block, text: str, starts: list[int]) -> Block:
    kind = tokens[i].type
    if kind == "heading_open":
        title = tokens[i + 1].content.strip()
        return Block("heading", span.start, span.end, int(tokens[i].tag[1:]), title)
    if kind in ("bullet_list_open", "ordered_list_open"):
        return Block("list", span.start, span.end, parts=_children(tokens, i, "list_item_open", span, starts))
    if kind == "table_open":
        rows = _children(tokens, i, "tr_open", span, starts)
        return Block(
            "table", span.start, span.end, parts=rows, lead=text[slice(*rows[0])].split("\n")[0].strip()
        )
    return span


def _children(tokens: list[Token], i: int, kind: str, span: Block, starts: list[int]) -> tuple[Span, ...]:
    level = 1 if kind == "list_item_open" else 2
    first: list[int] = []
    for token in tokens[i + 1 :]:
        if token.level == 0:
            break
        if token.type == kind and token.level == level:
            first.append(starts[_first_line(token)])
    bounds = [span.start, *first[1:], span.end]
    return tuple(pairwise(bounds))


def _first_line(token: Token) -> int:
    return token.map[0] if token.map else 0


def _line_starts(text: str) -> list[int]:
    # As markdown-it counts lines: a lone carriage return ends one, too.
    return [0, *(match.end() for match in re.finditer(r"\r\n?|\n", text))]


def _trimmed(text: str, block: Block) -> Block:
    """The block without white space around it."""
    body = text[block.start : block.end]
    start = block.start + len(body) - len(body.lstrip())
    return Block(
        block.kind, start, block.start + len(body.rstrip()), block.level, block.title, block.parts, block.lead
    )


def _paragraph_blocks(text: str, start: int, end: int) -> Iterator[Block]:
    for match in _PARAGRAPH.finditer(text, start, end):
        yield _trimmed(text, Block("text", match.start(), match.end()))


def _page_blocks(text: str) -> Iterator[Block]:
    for number, page in enumerate(_PAGE.finditer(text), start=1):
        start, end = page.span(1)
        if text[start:end].strip():
            yield Block("heading", start, start, 1, f"Page {number}")
            yield from _paragraph_blocks(text, start, end)


def _row_block(text: str) -> list[Block]:
    rows = tuple(match.span() for match in re.finditer(r"[^\n]+", text) if match.group().strip())
    return [Block("rows", rows[0][0], rows[-1][1], parts=rows)] if rows else []
