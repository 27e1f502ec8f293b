"""What a search found, with every stage's score and rank, so that a page can show why a chunk won."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from components.retrieval.documents import Chunk

Stage = Literal["lexical", "dense", "fused", "reranked", "final"]

STAGES: tuple[Stage, ...] = ("lexical", "dense", "fused", "reranked", "final")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A chunk with its place in every stage; ranks count from 1, None: the stage did not return it.

    `rank` is the final place. `lexical_score` is BM25, `dense_score` a cosine, `fused_score` a sum of
    reciprocal ranks, `rerank_score` the cross-encoder's logit, `final_score` what all stages
    say together (None where the reranker did not look). `truncated`: the reranker saw only what fits 512 tokens.
    `sentence`, of the first hit alone, is the one that fits the question best (see `pinpoint`).
    """

    chunk: Chunk
    rank: int
    lexical_rank: int | None = None
    lexical_score: float | None = None
    dense_rank: int | None = None
    dense_score: float | None = None
    fused_rank: int | None = None
    fused_score: float | None = None
    rerank_rank: int | None = None
    rerank_score: float | None = None
    final_score: float | None = None
    truncated: bool = False
    sentence: str | None = None

    @property
    def document_id(self) -> str:
        """The document that the chunk is from."""
        return self.chunk.document_id

    def stage_rank(self, stage: Stage) -> int | None:
        """The place in one stage's ranking."""
        ranks: dict[Stage, int | None] = {
            "lexical": self.lexical_rank,
            "dense": self.dense_rank,
            "fused": self.fused_rank,
            "reranked": self.rerank_rank,
            "final": self.rank,
        }
        return ranks[stage]


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The best `top_k` as `hits`, everything any stage returned as `candidates` (in final order).

    `timings_s` has the seconds of `lexical`, `embed_question`, `dense`, `fusion`, `rerank`, `pinpoint` (if they
    ran) and `total`. `notes` say what did not go as asked: a model that is missing, a question that was cut.
    """

    question: str
    hits: tuple[Hit, ...]
    candidates: tuple[Hit, ...] = ()
    timings_s: Mapping[str, float] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def ranking(self, stage: Stage) -> tuple[Hit, ...]:
        """The hits that `stage` returned, in its order; empty when it was switched off."""
        placed = [(hit.stage_rank(stage), hit) for hit in self.candidates]
        return tuple(hit for rank, hit in sorted(placed, key=lambda p: p[0] or 0) if rank is not None)
