"""What every index shares: how documents are cut and embedded, and what a search may be told."""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence

from components.retrieval.chunking import Chunker, chunk_document
from components.retrieval.documents import Chunk, Document
from components.retrieval.encoders import Vector, in_parallel
from components.retrieval.errors import ModelFileError
from components.retrieval.pipeline import Candidates, Models, SearchSettings, run_search
from components.retrieval.results import SearchResult

_EMBEDDED_AT_ONCE = 16
"""Chunks between two reports of progress."""

Progress = Callable[[int, int], None]
"""Called with (done, in all) while documents are added: `LocalIndex` counts chunks, `PgVectorIndex` documents."""


class Index(ABC):
    """What holds the chunks: `LocalIndex` by default, `PgVectorIndex` when that is outgrown."""

    def __init__(self, chunker: Chunker, chunk_tokens: int, models: Models | None) -> None:
        self.chunker: Chunker = chunker
        self._chunk_tokens = chunk_tokens
        self._models = models or Models()

    @abstractmethod
    def add(self, documents: Sequence[Document], progress: Progress | None = None) -> None:
        """Index the documents; one with a known id takes the place of the old one."""

    def replace(self, document: Document) -> None:
        """Index a changed document again."""
        self.add([document])

    @abstractmethod
    def remove(self, document_id: str) -> None:
        """Forget a document; an unknown id is no error."""

    def search(
        self,
        question: str,
        *,
        top_k: int = 3,
        lexical: bool = True,
        dense: bool = True,
        rerank: bool = True,
        rerank_top: int = 20,
        time_budget_s: float | None = None,
    ) -> SearchResult:
        """The best `top_k` chunks, with every stage's scores and ranks.

        Raises:
            SearchSettingsError: lexical and dense both off, or a number below 1.
            IndexClosedError: the index was closed.
        """
        settings = SearchSettings(top_k, lexical, dense, rerank, rerank_top, time_budget_s)
        return run_search(self._candidates(), self._models, question, settings)

    @abstractmethod
    def _candidates(self) -> Candidates:
        """Where the first two stages look."""

    def _cut(self, document: Document) -> list[Chunk]:
        return chunk_document(document, self.chunker, max_tokens=self._chunk_tokens)

    def _embed(
        self, chunks: Sequence[Chunk], known: Mapping[bytes, Vector], progress: Progress | None = None
    ) -> dict[bytes, Vector]:
        """Vectors by passage hash, known ones reused; empty without the model, as words alone will do."""
        try:
            embedder = self._models.embedder()
        except ModelFileError:
            return {}
        passages = {digest(chunk): chunk.search_text for chunk in chunks}
        vectors = {key: vector for key in passages if (vector := known.get(key)) is not None}
        missing = [key for key in passages if key not in vectors]
        for start in range(0, len(missing), _EMBEDDED_AT_ONCE):
            batch = missing[start : start + _EMBEDDED_AT_ONCE]
            vectors.update(
                zip(batch, in_parallel(embedder.embed_passage, [passages[key] for key in batch]), strict=True)
            )
            if progress:
                progress(len(vectors), len(passages))
        return vectors


def digest(chunk: Chunk) -> bytes:
    """What stands for a chunk's passage, 16 bytes: equal passages share a vector."""
    return hashlib.blake2b(chunk.search_text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
