"""Words in common: SQLite FTS5 in memory, ranked by BM25."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable

from components.retrieval.documents import Chunk
from components.retrieval.stopwords import STOP_WORDS

NAME_WEIGHT = 2.0
"""A word of the document's id, title or the headings above counts this much more than one of the text."""

QUESTION_WORDS = 64
"""Most distinct words of a question that are looked up."""

TOKENIZER = "porter unicode61 remove_diacritics 2"
"""How SQLite takes words: lower case, without accents, English endings cut."""

_WORD = re.compile(r"\w+")
_IDEOGRAPH = re.compile(r"([\u2e80-\u9fff\uac00-\ud7af])")
_SCHEMA = f"CREATE VIRTUAL TABLE chunks USING fts5(name, body, tokenize='{TOKENIZER}')"
_COUNT = "SELECT count(*) FROM chunks WHERE chunks MATCH ?"
_SEARCH = (
    "SELECT rowid, bm25(chunks, ?, 1.0) AS score FROM chunks WHERE chunks MATCH ? ORDER BY score LIMIT ?"
)


class LexicalIndex:
    """Row numbers to words. Not locked: its owner is."""

    def __init__(self, name_weight: float = NAME_WEIGHT) -> None:
        self._name_weight = name_weight
        self._db = sqlite3.connect(":memory:", check_same_thread=False)
        self._db.execute(_SCHEMA)

    def add(self, rows: Iterable[tuple[int, Chunk]]) -> None:
        """Index the chunks under their row numbers."""
        values = ((row, _split(_name(chunk)), _split(f"{chunk.lead}\n{chunk.text}")) for row, chunk in rows)
        with self._db:
            self._db.executemany("INSERT INTO chunks(rowid, name, body) VALUES (?, ?, ?)", values)

    def remove(self, rows: Iterable[int]) -> None:
        """Forget these rows."""
        with self._db:
            self._db.executemany("DELETE FROM chunks WHERE rowid = ?", ((row,) for row in rows))

    def search(self, question: str, depth: int) -> list[tuple[int, float]]:
        """Up to `depth` (row, BM25) pairs, best first; none without a shared word."""
        words = self._telling(question_words(question))
        if not words:
            return []
        match = " OR ".join(words)
        found = self._db.execute(_SEARCH, (self._name_weight, match, depth)).fetchall()
        return [(int(row), -float(score)) for row, score in found]

    def _telling(self, words: list[str]) -> list[str]:
        """The words that occur; not those in over half of the rows, if others do: BM25 gives those nothing."""
        total = self._count("SELECT count(*) FROM chunks_docsize")
        counts = {word: self._count(_COUNT, word) for word in words}
        rare = [word for word, count in counts.items() if 0 < count <= total / 2]
        return rare or [word for word, count in counts.items() if count]

    def _count(self, query: str, *values: str) -> int:
        return int(self._db.execute(query, values).fetchone()[0])

    def close(self) -> None:
        """Free the memory."""
        self._db.close()


def question_words(question: str) -> list[str]:
    """The words of `question` that carry meaning, each as an FTS5 string.

    Words are taken out and quoted one by one, so nothing typed is ever read as query syntax.
    """
    words = dict.fromkeys(_WORD.findall(_split(question.lower())))
    return [f'"{word}"' for word in words if word not in STOP_WORDS][:QUESTION_WORDS]


def _name(chunk: Chunk) -> str:
    words = re.sub(r"[_\-.]+", " ", chunk.document_id)
    return "\n".join((words, chunk.title, *chunk.heading))


def _split(text: str) -> str:
    """Ideographs stand alone, as the tokenizer would take a whole run of them for one word."""
    return _IDEOGRAPH.sub(r" \1 ", text)
