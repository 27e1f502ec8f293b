"""Cut documents into chunks: by their structure, or every so many characters (the bad example).

`structure` keeps a document that fits in one chunk whole, else cuts at its headings, outermost first, and
only inside a section that is still too long at paragraphs, rows, items and at last sentences (`semchunk`).
`fixed` cuts mid-word and forgets headings, as first attempts do: it is there to show what that costs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, cast

from components.retrieval.blocks import Block, Span, document_blocks
from components.retrieval.documents import Chunk, Document
from components.retrieval.tokens import count_tokens

Chunker = Literal["structure", "fixed"]

CHUNK_TOKENS = 220
"""Most tokens in a chunk by structure: with its headings and a question it fits a 512-token model."""

FIXED_CHARACTERS = 400
"""Characters in a chunk of fixed size."""


@dataclass(frozen=True, slots=True)
class _Piece:
    start: int
    end: int
    heading: tuple[str, ...] = ()
    lead: str = ""


def chunk_document(
    document: Document, chunker: Chunker = "structure", *, max_tokens: int = CHUNK_TOKENS
) -> list[Chunk]:
    """The chunks of `document` in order, each with its offsets and its path of headings."""
    pieces = _CHUNKERS[chunker](document, max_tokens)
    title = document.title if chunker == "structure" else ""
    return [
        Chunk(document.id, n, document.text[p.start : p.end], p.start, p.end, title, p.heading, p.lead)
        for n, p in enumerate(pieces)
    ]


def _fixed(document: Document, max_tokens: int) -> list[_Piece]:
    size = FIXED_CHARACTERS
    cuts = ((start, min(start + size, len(document.text))) for start in range(0, len(document.text), size))
    return [_Piece(start, end) for start, end in cuts if document.text[start:end].strip()]


def _structure(document: Document, max_tokens: int) -> list[_Piece]:
    return list(_sections(document.text, document_blocks(document), (), max_tokens))


_CHUNKERS: dict[Chunker, Callable[[Document, int], list[_Piece]]] = {"structure": _structure, "fixed": _fixed}


def _sections(
    text: str, blocks: list[Block], path: tuple[str, ...], limit: int, own: int = 0
) -> Iterator[_Piece]:
    """Pieces of one section: whole if it fits, else its sub-sections, else its blocks packed together.

    `own` is 1 when the first block is the section's own heading, already the end of `path`.
    """
    if all(block.kind == "heading" for block in blocks):
        return
    if _fits(text, blocks[0].start, blocks[-1].end, limit):
        yield _Piece(blocks[0].start, blocks[-1].end, path)
        return
    cuts = _outermost_headings(blocks, own)
    if not cuts:
        yield from _packed(text, blocks, path, limit)
        return
    yield from _sections(text, blocks[: cuts[0]], path, limit, own)
    for start, end in zip(cuts, [*cuts[1:], len(blocks)], strict=True):
        yield from _sections(text, blocks[start:end], (*path, blocks[start].title), limit, own=1)


def _outermost_headings(blocks: list[Block], skip: int) -> list[int]:
    levels = {i: block.level for i, block in enumerate(blocks) if block.kind == "heading" and i >= skip}
    return [i for i, level in levels.items() if level == min(levels.values())]


def _packed(text: str, blocks: list[Block], path: tuple[str, ...], limit: int) -> Iterator[_Piece]:
    """Greedy runs of blocks up to the limit; only a block that is too long by itself is cut."""
    if len(blocks) > 1 and blocks[0].kind == "heading":
        # Its words are in the path; a chunk of only a heading would answer nothing.
        blocks = blocks[0 if _fits(text, blocks[0].start, blocks[1].end, limit) else 1 :]
    run: _Piece | None = None
    length = 0
    for piece in (piece for block in blocks for piece in _cut(text, block, path, limit)):
        tokens = count_tokens(text[piece.start : piece.end])
        if run and length + tokens <= limit and _joins(text, run, piece):
            run, length = _Piece(run.start, piece.end, path, run.lead), length + tokens
            continue
        if run:
            yield run
        run, length = piece, tokens
    if run:
        yield run


def _joins(text: str, run: _Piece, piece: _Piece) -> bool:
    """Whether `piece` has the table header that it needs when it follows `run` in one chunk."""
    return piece.lead in (run.lead, "") or piece.lead in text[run.start : run.end]


def _fits(text: str, start: int, end: int, limit: int) -> bool:
    return count_tokens(text[start:end]) <= limit


def _cut(text: str, block: Block, path: tuple[str, ...], limit: int) -> Iterator[_Piece]:
    if _fits(text, block.start, block.end, limit):
        yield _Piece(block.start, block.end, path)
        return
    for number, (start, end) in enumerate(block.parts or ((block.start, block.end),)):
        lead = block.lead if number else ""
        for begin, stop in _sentences(text, start, end, limit):
            yield _Piece(begin, stop, path, lead)


def _sentences(text: str, start: int, end: int, limit: int) -> list[Span]:
    """Spans of at most `limit` tokens, cut at sentences where possible."""
    from semchunk.semchunk import (
        chunk as semantic_chunks,  # 0.1 s that the start of the app need not wait for
    )

    # Its memo would keep the texts of all sessions.
    found = semantic_chunks(text[start:end], limit, count_tokens, memoize=False, offsets=True)
    offsets = cast("tuple[list[str], list[Span]]", found)[1]
    return [(start + a, start + b) for a, b in offsets]
