"""Which sentence of a passage a question is about: a small reader loses its way in ten, not in one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from components.retrieval.blocks import document_blocks
from components.retrieval.documents import Chunk, Document
from components.retrieval.encoders import Reranker
from components.retrieval.tables import rule_under, spelled_out

MOST_SENTENCES = 40
"""A passage of 220 tokens has some ten; of one that is a list of words, the rest is not looked at."""

_GAP = re.compile(r"(?<=[.!?])[\"'”’)]*\s+")
_OPENING = "\"'“‘(*_£$€"
_ABBREVIATION = re.compile(r"\b(?:No|Nos|Dr|Mr|Mrs|Ms|St|Art|Sec|Fig|approx|Approx|e\.g|i\.e|vs|[A-Z])\.$")
_ITEM_MARK = re.compile(r"\A(?:[-*+]|\d+[.)])\s+")
_COLUMN = re.compile(r"[^:\n]{1,60}: ")


def best_sentence(question: str, chunk: Chunk, reranker: Reranker, deadline: float | None) -> str | None:
    """The sentence of `chunk` that fits the question best; None without one, or when `deadline` passes first."""
    found = sentences(chunk)
    if len(found) < 2:
        return found[0] if found else None
    about = " > ".join(dict.fromkeys((chunk.title, *chunk.heading)))
    scores = reranker.score(question, [f"{about}\n{sentence}" for sentence in found], deadline)
    ranked = [(score.score, -place) for place, score in enumerate(scores) if score is not None]
    # Out of time: a guess would mislead the reader more than no word at all.
    return found[-max(ranked)[1]] if len(ranked) == len(found) else None


def sentences(chunk: Chunk) -> tuple[str, ...]:
    """The chunk's sentences, list items and table rows (spelled out), without its headings."""
    text = f"{chunk.lead}\n{rule_under(chunk.lead)}\n{chunk.text}" if chunk.lead else chunk.text
    return tuple(_pieces(Document(chunk.document_id, chunk.title, text)))[:MOST_SENTENCES]


def _pieces(document: Document) -> Iterator[str]:
    for block in document_blocks(document):
        text = document.text[block.start : block.end]
        if block.kind == "table":
            yield from spelled_out("\n".join(map(_with_outer_pipes, text.splitlines()))).split("\n")[1:]
        elif block.kind == "list":
            yield from (_on_one_line(document.text[slice(*part)]) for part in block.parts)
        elif block.kind != "heading":
            yield from text.splitlines() if _is_rows(text) else _split(_on_one_line(text))


def _split(text: str) -> Iterator[str]:
    start = 0
    for gap in _GAP.finditer(text):
        following = text[gap.end() :].lstrip(_OPENING)[:1]
        starts = following.isupper() or following.isdigit()
        if starts and not _ABBREVIATION.search(text[start : gap.start()]):
            yield text[start : gap.end()].rstrip()
            start = gap.end()
    yield text[start:]


def _is_rows(text: str) -> bool:
    """Whether these are rows of a CSV file, which arrive as "column: value" lines."""
    first, *others = text.splitlines()
    column = _COLUMN.match(first)
    return column is not None and bool(others) and all(line.startswith(column.group()) for line in others)


def _with_outer_pipes(row: str) -> str:
    return f"|{row.strip().strip('|')}|"


def _on_one_line(text: str) -> str:
    return _ITEM_MARK.sub("", " ".join(text.split()))
