"""The same search over PostgreSQL with pgvector, for what outgrows one machine's memory.

Words go through PostgreSQL's own full text search (`lexical_score` is `ts_rank_cd`, which is no BM25), vectors
through an HNSW index. The caller brings an open `psycopg` connection in autocommit mode, from the operator's
settings, never from a visitor; this module needs no package of its own. All else is that of `LocalIndex`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any, LiteralString, Protocol

from components.retrieval.chunking import CHUNK_TOKENS, Chunker
from components.retrieval.documents import Chunk, Document
from components.retrieval.encoders import DIMENSIONS, Vector
from components.retrieval.errors import SearchSettingsError
from components.retrieval.indexing import Index, Progress, digest
from components.retrieval.lexical import question_words
from components.retrieval.pipeline import DEPTH, Models

_SETUP = (
    "CREATE EXTENSION IF NOT EXISTS vector",
    "SET hnsw.ef_search = {depth}",  # the default of 40 would return fewer chunks than the pipeline asks for
    """CREATE TABLE IF NOT EXISTS {table} (
        document_id text, position int, body text, starts int, ends int, title text, heading text[], lead text,
        words tsvector, embedding vector({dimensions}), PRIMARY KEY (document_id, position))""",
    "CREATE INDEX IF NOT EXISTS {table}_words ON {table} USING gin (words)",
    "CREATE INDEX IF NOT EXISTS {table}_embedding ON {table} USING hnsw (embedding vector_cosine_ops)",
)
_COLUMNS = "document_id, position, body, starts, ends, title, heading, lead"
_INSERT = """INSERT INTO {table} VALUES (%s, %s, %s, %s, %s, %s, %s, %s,
    setweight(to_tsvector('english', %s), 'A') || setweight(to_tsvector('english', %s), 'B'), %s::vector)"""
_LEXICAL = """SELECT {columns}, ts_rank_cd(words, query) AS score
    FROM {table}, to_tsquery('english', %s) AS query WHERE words @@ query
    ORDER BY score DESC, document_id, position LIMIT %s"""
_DENSE = """SELECT {columns}, 1 - (embedding <=> %s::vector) AS score FROM {table}
    WHERE embedding IS NOT NULL ORDER BY embedding <=> %s::vector LIMIT %s"""


class Cursor(Protocol):
    """What is needed of a database cursor."""

    def fetchall(self) -> list[tuple[Any, ...]]:
        """All rows."""


class Connection(Protocol):
    """What is needed of an open `psycopg.Connection`."""

    def execute(self, query: LiteralString, params: Sequence[Any] | None = None) -> Cursor:
        """Run one statement."""

    def transaction(self) -> AbstractContextManager[Any]:
        """All statements within, or none."""


class PgVectorIndex(Index):
    """An `Index` whose chunks live in one table; several processes may share it."""

    def __init__(
        self,
        connection: Connection,
        table: str = "passages",
        *,
        chunker: Chunker = "structure",
        models: Models | None = None,
    ) -> None:
        if not re.fullmatch(r"[a-z_][a-z0-9_]{0,40}", table):
            raise SearchSettingsError(f"{table!r} is no table name: use lower-case letters, digits and _.")
        super().__init__(chunker, CHUNK_TOKENS, models)
        self._connection = connection
        self._table = table
        for statement in _SETUP:
            connection.execute(self._sql(statement))

    def add(self, documents: Sequence[Document], progress: Progress | None = None) -> None:
        """Index the documents; one with a known id takes the place of the old one."""
        for done, document in enumerate(documents, start=1):
            chunks = self._cut(document)
            vectors = self._embed(chunks, {})
            with self._connection.transaction():
                self.remove(document.id)
                for chunk in chunks:
                    self._connection.execute(self._sql(_INSERT), _values(chunk, vectors.get(digest(chunk))))
            if progress:
                progress(done, len(documents))

    def remove(self, document_id: str) -> None:
        """Forget a document; an unknown id is no error."""
        self._connection.execute(self._sql("DELETE FROM {table} WHERE document_id = %s"), [document_id])

    def lexical(self, question: str, depth: int) -> list[tuple[Chunk, float]]:
        """The first stage: chunks that share words with the question."""
        words = [word.replace('"', "'") for word in question_words(question)]
        return self._chunks(_LEXICAL, [" | ".join(words), depth]) if words else []

    def dense(self, vector: Vector, depth: int) -> list[tuple[Chunk, float]]:
        """The second stage: chunks nearest to the question's vector."""
        literal = _literal(vector)
        return self._chunks(_DENSE, [literal, literal, depth])

    def _chunks(self, statement: str, params: Sequence[Any]) -> list[tuple[Chunk, float]]:
        rows = self._connection.execute(self._sql(statement), params).fetchall()
        return [(_chunk(row), float(row[-1])) for row in rows]

    def _candidates(self) -> PgVectorIndex:
        return self

    def _sql(self, statement: str) -> LiteralString:
        # Only the checked table name and this module's own constants go in; everything else is a parameter.
        return statement.format(table=self._table, columns=_COLUMNS, dimensions=DIMENSIONS, depth=DEPTH)


def _values(chunk: Chunk, vector: Vector | None) -> list[Any]:
    names = "\n".join((re.sub(r"[_\-.]+", " ", chunk.document_id), chunk.title, *chunk.heading))
    return [
        chunk.document_id, chunk.index, chunk.text, chunk.start, chunk.end, chunk.title, list(chunk.heading),
        chunk.lead, names, f"{chunk.lead}\n{chunk.text}", None if vector is None else _literal(vector),
    ]  # fmt: skip


def _chunk(row: tuple[Any, ...]) -> Chunk:
    document_id, index, text, start, end, title, heading, lead = row[:8]
    return Chunk(document_id, index, text, start, end, title, tuple(heading), lead)


def _literal(vector: Vector) -> str:
    return "[" + ",".join(f"{value:.7g}" for value in vector.tolist()) + "]"
