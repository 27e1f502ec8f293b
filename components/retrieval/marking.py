"""Which words of a passage matched: spans to mark on a page."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing

from components.retrieval.lexical import TOKENIZER, question_words

_OPEN, _CLOSE = "\x02", "\x03"


def matching_spans(text: str, question: str) -> list[tuple[int, int]]:
    """Spans of the words in `text` that lexical search counts as words of `question` (stems, accents folded)."""
    words = question_words(question.encode("utf-8", "ignore").decode("utf-8"))
    if not words:
        return []
    plain = re.sub(r"[\x00\x02\x03\ud800-\udfff]", " ", text)
    marked = _highlighted(plain, " OR ".join(words))
    spans: list[tuple[int, int]] = []
    start = at = 0
    for piece in re.split(f"([{_OPEN}{_CLOSE}])", marked):
        if piece == _OPEN:
            start = at
        elif piece == _CLOSE:
            spans.append((start, at))
        else:
            at += len(piece)
    return spans


def _highlighted(text: str, match: str) -> str:
    with closing(sqlite3.connect(":memory:")) as db:
        db.execute(f"CREATE VIRTUAL TABLE passage USING fts5(body, tokenize='{TOKENIZER}')")
        db.execute("INSERT INTO passage VALUES (?)", (text,))
        found = db.execute(
            "SELECT highlight(passage, 0, ?, ?) FROM passage WHERE passage MATCH ?", (_OPEN, _CLOSE, match)
        ).fetchone()
    return str(found[0]) if found else text
