"""Which sentence of a passage a question is about: a small reader loses its way in ten, not in one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from components.retrieval.blocks import document_blocks
from components.retrieval.documents import Chunk, Document
from components.retrieval.encoders import Reranker
from components.retrieval.results import Hit
from components.retrieval.tables import spelled_out

PASSAGES = 3
"""How many of the best passages are looked into; further ones are shown without a sentence."""

MOST_SENTENCES = 40
"""A passage of 400 tokens has some 20; of one that is a list of words, the rest is not looked at."""

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[\"'“(*£$€]*[A-Z\d])")
_ITEM_MARK = re.compile(r"\A(?:[-*+]|\d+[.)])\s+")


def sentences(chunk: Chunk) -> tuple[str, ...]:
    """The chunk's sentences, list items and table rows (spelled out), without its headings."""
    return tuple(_pieces(chunk))[:MOST_SENTENCES]


def pinpointed(
    question: str, hits: Sequence[Hit], reranker: Reranker, deadline: float | None
) -> tuple[Hit, ...]:
    """The hits; the first `PASSAGES` with the sentence that fits the question best."""
    return tuple(
        replace(hit, sentence=_best(question, hit.chunk, reranker, deadline)) if place < PASSAGES else hit
        for place, hit in enumerate(hits)
    )


def _best(question: str, chunk: Chunk, reranker: Reranker, deadline: float | None) -> str | None:
    found = sentences(chunk)
    if len(found) < 2:
        return found[0] if found else None
    about = " > ".join(dict.fromkeys((chunk.title, *chunk.heading)))
    scores = reranker.score(question, [f"{about}\n{sentence}" for sentence in found], deadline)
    ranked = [(score.score, -place) for place, score in enumerate(scores) if score is not None]
    # Out of time: a guess would mislead the reader more than no word at all.
    return found[-max(ranked)[1]] if len(ranked) == len(found) else None


def _pieces(chunk: Chunk) -> Iterator[str]:
    for block in document_blocks(Document(chunk.document_id, chunk.title, chunk.text)):
        text = chunk.text[block.start : block.end]
        if block.kind == "table":
            yield from spelled_out(text).split("\n")[1:]
        elif block.kind == "list":
            yield from (_on_one_line(chunk.text[slice(*part)]) for part in block.parts)
        elif block.kind != "heading":
            whole = _SENTENCE_END.split(_on_one_line(text))
            # Rows of a CSV file have no sentence ends: a line is what belongs together.
            yield from whole if len(whole) > 1 else map(_on_one_line, text.splitlines())


def _on_one_line(text: str) -> str:
    return _ITEM_MARK.sub("", " ".join(text.split()))
