"""Find the passage that answers a question: read, chunk, index, search in stages, measure each stage.

>>> with LocalIndex(read_corpus_docs(folder)) as index:
...     result = index.search("What does the basic plan cost?", top_k=3)
...     result.hits[0].chunk.passage
"""

from components.retrieval.chunking import CHUNK_TOKENS, Chunker, chunk_document
from components.retrieval.documents import Chunk, Document, Kind
from components.retrieval.errors import (
    ArchiveError,
    BrokenFileError,
    CorpusFolderError,
    EmptyFileError,
    EncryptedPdfError,
    FileTooLargeError,
    ImagePdfError,
    IndexClosedError,
    IndexLimitError,
    ModelFileError,
    NotTextError,
    ReaderError,
    RetrievalError,
    SearchSettingsError,
    UnsupportedFileError,
)
from components.retrieval.index import LocalIndex
from components.retrieval.indexing import Index, Progress
from components.retrieval.marking import matching_spans
from components.retrieval.measures import StageScores, mrr, ndcg, recall_at_k, retrieval_scores
from components.retrieval.misses import Miss, MissReason, explain_miss
from components.retrieval.pgvector import PgVectorIndex
from components.retrieval.pipeline import MOST_RERANKED, QUESTION_CHARACTERS, Models
from components.retrieval.readers import KINDS, ReaderLimits, document_id, read_corpus_docs, read_document
from components.retrieval.results import STAGES, Hit, SearchResult, Stage
from components.retrieval.tokens import count_tokens

__all__ = [
    "CHUNK_TOKENS",
    "KINDS",
    "MOST_RERANKED",
    "QUESTION_CHARACTERS",
    "STAGES",
    "ArchiveError",
    "BrokenFileError",
    "Chunk",
    "Chunker",
    "CorpusFolderError",
    "Document",
    "EmptyFileError",
    "EncryptedPdfError",
    "FileTooLargeError",
    "Hit",
    "ImagePdfError",
    "Index",
    "IndexClosedError",
    "IndexLimitError",
    "Kind",
    "LocalIndex",
    "Miss",
    "MissReason",
    "ModelFileError",
    "Models",
    "NotTextError",
    "PgVectorIndex",
    "Progress",
    "ReaderError",
    "ReaderLimits",
    "RetrievalError",
    "SearchResult",
    "SearchSettingsError",
    "Stage",
    "StageScores",
    "UnsupportedFileError",
    "chunk_document",
    "count_tokens",
    "document_id",
    "explain_miss",
    "matching_spans",
    "mrr",
    "ndcg",
    "read_corpus_docs",
    "read_document",
    "recall_at_k",
    "retrieval_scores",
]
