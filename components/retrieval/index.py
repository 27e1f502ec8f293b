"""The embedded index: SQLite FTS5 for words, one matrix for meaning, both in memory, one index a session."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import RLock
from types import TracebackType
from typing import Self

from components.retrieval.chunking import CHUNK_TOKENS, Chunker
from components.retrieval.dense import DenseIndex
from components.retrieval.documents import Chunk, Document
from components.retrieval.encoders import Vector
from components.retrieval.errors import IndexClosedError, IndexLimitError
from components.retrieval.indexing import Index, Progress, digest
from components.retrieval.lexical import LexicalIndex
from components.retrieval.pipeline import Models

MOST_CHUNKS = 20_000
"""Chunks that one session may hold: some 60 MB of vectors and their text."""


class LocalIndex(Index):
    """One session's documents, in memory only, safe to use from several threads."""

    def __init__(
        self,
        documents: Sequence[Document] = (),
        *,
        chunker: Chunker = "structure",
        chunk_tokens: int = CHUNK_TOKENS,
        models: Models | None = None,
        most_chunks: int = MOST_CHUNKS,
        progress: Progress | None = None,
    ) -> None:
        super().__init__(chunker, chunk_tokens, models)
        self._most_chunks = most_chunks
        self._lock = RLock()
        self._closed = False
        self._lexical = LexicalIndex()
        self._dense = DenseIndex()
        self._documents: dict[str, Document] = {}
        self._rows: dict[str, list[int]] = {}
        self._chunks: dict[int, Chunk] = {}
        self._vectors: dict[bytes, Vector] = {}
        self._next_row = 1
        if documents:
            self.add(documents, progress)

    @property
    def documents(self) -> tuple[Document, ...]:
        """The documents in the order in which they were added."""
        with self._lock:
            return tuple(self._documents.values())

    @property
    def chunks(self) -> tuple[Chunk, ...]:
        """All chunks, document by document."""
        with self._lock:
            return tuple(
                self._chunks[row] for document_id in self._documents for row in self._rows[document_id]
            )

    def __len__(self) -> int:
        return len(self._chunks)

    def __contains__(self, document_id: object) -> bool:
        return document_id in self._documents

    def add(self, documents: Sequence[Document], progress: Progress | None = None) -> None:
        """Index the documents; one with a known id takes the place of the old one.

        Only chunks that are new or changed are embedded.

        Raises:
            IndexLimitError: there would be more chunks than one session may hold; nothing was added.
            IndexClosedError: the index was closed.
        """
        by_id = {document.id: document for document in documents}
        cut = {key: self._cut(document) for key, document in by_id.items()}
        self._check_room(cut)
        # The slow part, without the lock: questions to the old text go on meanwhile.
        vectors = self._embed([chunk for chunks in cut.values() for chunk in chunks], self._vectors, progress)
        with self._lock:
            self._check_open()
            for key, document in by_id.items():
                self._swap(document, cut[key], vectors)

    def hold(self, documents: Sequence[Document]) -> None:
        """Make these the indexed documents: others are forgotten, and only what is new or changed is indexed.

        Raises:
            IndexLimitError: there would be more chunks than one session may hold; nothing was added.
            IndexClosedError: the index was closed.
        """
        held = {document.id: document for document in self.documents}
        for gone in held.keys() - {document.id for document in documents}:
            self.remove(gone)
        changed = [document for document in documents if held.get(document.id) != document]
        if changed:
            self.add(changed)

    def remove(self, document_id: str) -> None:
        """Forget a document; an unknown id is no error."""
        with self._lock:
            self._check_open()
            self._forget_rows(document_id)
            self._documents.pop(document_id, None)

    def close(self) -> None:
        """Free the memory; searching after this raises IndexClosedError."""
        with self._lock:
            if not self._closed:
                self._closed = True
                self._lexical.close()
                self._dense = DenseIndex()
                for held in (self._documents, self._rows, self._chunks, self._vectors):
                    held.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _candidates(self) -> _Lookup:
        self._check_open()
        return _Lookup(self)

    def _check_open(self) -> None:
        if self._closed:
            raise IndexClosedError("This search index was closed. Open the corpus again.")

    def _check_room(self, cut: dict[str, list[Chunk]]) -> None:
        with self._lock:
            self._check_open()
            replaced = sum(len(self._rows.get(key, ())) for key in cut)
            total = len(self._chunks) - replaced + sum(len(chunks) for chunks in cut.values())
        if total > self._most_chunks:
            raise IndexLimitError(
                f"These documents would make {total:,} passages, the limit is {self._most_chunks:,}. "
                "Remove some first."
            )

    def _swap(self, document: Document, chunks: Sequence[Chunk], vectors: dict[bytes, Vector]) -> None:
        self._forget_rows(document.id)
        rows = list(range(self._next_row, self._next_row + len(chunks)))
        self._next_row += len(chunks)
        self._documents[document.id] = document
        self._rows[document.id] = rows
        self._chunks.update(zip(rows, chunks, strict=True))
        self._lexical.add(zip(rows, chunks, strict=True))
        digests = [digest(chunk) for chunk in chunks]
        known = [(row, key) for row, key in zip(rows, digests, strict=True) if key in vectors]
        self._dense.add((row, vectors[key]) for row, key in known)
        self._vectors.update((key, vectors[key]) for _, key in known)

    def _forget_rows(self, document_id: str) -> None:
        rows = self._rows.pop(document_id, [])
        self._lexical.remove(rows)
        self._dense.remove(rows)
        for row in rows:
            self._vectors.pop(digest(self._chunks.pop(row)), None)


class _Lookup:
    """The first two stages of one search, under the index's lock."""

    def __init__(self, index: LocalIndex) -> None:
        self._index = index

    def lexical(self, question: str, depth: int) -> list[tuple[Chunk, float]]:
        return self._chunks(lambda: self._index._lexical.search(question, depth))

    def dense(self, vector: Vector, depth: int) -> list[tuple[Chunk, float]]:
        return self._chunks(lambda: self._index._dense.search(vector, depth))

    def _chunks(self, find: Callable[[], list[tuple[int, float]]]) -> list[tuple[Chunk, float]]:
        with self._index._lock:
            self._index._check_open()
            found = [(self._index._chunks[row], score) for row, score in find()]
        # Equal scores in the corpus's order, so that an edited document ranks as one indexed afresh.
        return sorted(found, key=lambda pair: (-pair[1], pair[0].key))
