"""One question through the stages: words, meaning, fusion, reranking, the sentence; each timed, switchable."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Protocol, TypeVar

from components.retrieval.documents import Chunk
from components.retrieval.encoders import Embedder, PairScore, Reranker, Vector, load_embedder, load_reranker
from components.retrieval.errors import ModelFileError, SearchSettingsError
from components.retrieval.fusion import reciprocal_rank_fusion
from components.retrieval.pinpoint import best_sentence
from components.retrieval.results import Hit, SearchResult

DEPTH = 100
"""How many chunks the lexical and the dense stage return."""

MOST_RERANKED = 50
"""The sources rerank the top 20 to 50; more costs seconds on a CPU and changes little."""

QUESTION_CHARACTERS = 2_000
"""A longer question is cut; no passage search gains from more."""

COSINE_WEIGHT = 30.0
BM25_WEIGHT = 4.0
"""The final score is logit + 30 × cosine + 4 × BM25 / best BM25. A reranker that is sure (its logits span some
20) decides alone; between near-identical passages, where it wavers, the first stages do. Over 226 questions to
five corpora the right document came first 223 times, by the reranker alone 222 times, by fusion alone 212 times
(before tables were spelled out it was 313, 306 and 301 of 322); 25 to 60 and 3 to 6 do as well."""

Key = tuple[str, int]
Model = TypeVar("Model")
Scored = Sequence[tuple[Chunk, float]]


class Candidates(Protocol):
    """Where the first two stages look: an index in memory or in a database."""

    def lexical(self, question: str, depth: int) -> Scored:
        """Chunks that share words with the question, best first, with their scores."""

    def dense(self, vector: Vector, depth: int) -> Scored:
        """Chunks nearest to the question's vector, best first, with their cosines."""


@dataclass(frozen=True, slots=True)
class Models:
    """How to get the two models; loading may raise ModelFileError, and the search goes on without."""

    embedder: Callable[[], Embedder] = load_embedder
    reranker: Callable[[], Reranker] = load_reranker


@dataclass(frozen=True, slots=True)
class SearchSettings:
    """Which stages run and how far; `time_budget_s` counts from the question on, stops only the reranker's work."""

    top_k: int = 3
    lexical: bool = True
    dense: bool = True
    rerank: bool = True
    rerank_top: int = 20
    time_budget_s: float | None = None

    def __post_init__(self) -> None:
        if not (self.lexical or self.dense):
            raise SearchSettingsError(
                "Both lexical and dense search are off. Switch on at least one of them."
            )
        if self.top_k < 1 or self.rerank_top < 1:
            raise SearchSettingsError(
                f"top_k {self.top_k} and rerank_top {self.rerank_top} must be 1 or more."
            )


@dataclass(slots=True)
class _Run:
    """What one question gathers on its way."""

    question: str
    timings_s: dict[str, float] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    hits: dict[Key, Hit] = field(default_factory=dict)

    @contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        start = time.perf_counter()
        yield
        self.timings_s[stage] = time.perf_counter() - start


def run_search(source: Candidates, models: Models, question: str, settings: SearchSettings) -> SearchResult:
    """All switched-on stages in turn."""
    start = time.perf_counter()
    run = _Run(_bounded(question))
    if len(question.strip()) > QUESTION_CHARACTERS:
        run.notes.append(
            f"Only the first {QUESTION_CHARACTERS:,} characters of the question were searched for."
        )
    if run.question:
        _first_stages(run, source, models, settings)
        _fuse(run)
        if settings.rerank and run.hits:
            _rerank(run, models, settings, start)
    ordered = _final_order(run)
    if settings.rerank and ordered:
        ordered = _pinpoint(run, models, settings, ordered, start)
    run.timings_s["total"] = time.perf_counter() - start
    return SearchResult(run.question, ordered[: settings.top_k], ordered, run.timings_s, tuple(run.notes))


def _bounded(question: str) -> str:
    """The question without lone surrogates (no library takes them), not too long."""
    clean = question.encode("utf-8", "ignore").decode("utf-8").replace("\x00", " ")
    return clean.strip()[:QUESTION_CHARACTERS].rstrip()


def _first_stages(run: _Run, source: Candidates, models: Models, settings: SearchSettings) -> None:
    embedder = _loaded(run, models.embedder, "meaning") if settings.dense else None
    if settings.lexical or embedder is None:
        with run.timed("lexical"):
            found = source.lexical(run.question, DEPTH)
        for rank, (chunk, score) in enumerate(found, start=1):
            run.hits[chunk.key] = Hit(chunk=chunk, rank=0, lexical_rank=rank, lexical_score=score)
    if embedder is not None:
        with run.timed("embed_question"):
            vector = embedder.embed_question(run.question)
        with run.timed("dense"):
            found = source.dense(vector, DEPTH)
        for rank, (chunk, score) in enumerate(found, start=1):
            hit = run.hits.get(chunk.key, Hit(chunk=chunk, rank=0))
            run.hits[chunk.key] = replace(hit, dense_rank=rank, dense_score=score)


def _fuse(run: _Run) -> None:
    with run.timed("fusion"):
        lexical = _ranked(run, lambda hit: hit.lexical_rank)
        dense = _ranked(run, lambda hit: hit.dense_rank)
        scores = reciprocal_rank_fusion([lexical, dense])
        # Equal sums (first here, second there) are common: meaning decides, then the position in the corpus.
        order = sorted(scores, key=lambda key: (-scores[key], run.hits[key].dense_rank or DEPTH + 1, key))
        for rank, key in enumerate(order, start=1):
            run.hits[key] = replace(run.hits[key], fused_rank=rank, fused_score=scores[key])


def _rerank(run: _Run, models: Models, settings: SearchSettings, start: float) -> None:
    reranker = _loaded(run, models.reranker, "reranking")
    if reranker is None:
        return
    keys = _ranked(run, lambda hit: hit.fused_rank)[: min(settings.rerank_top, MOST_RERANKED)]
    with run.timed("rerank"):
        passages = [run.hits[key].chunk.search_text for key in keys]
        scores = reranker.score(run.question, passages, _deadline(settings, start))
    scored = [(key, score) for key, score in zip(keys, scores, strict=True) if score is not None]
    if len(scored) < len(keys):
        run.notes.append(f"Reranking stopped after {len(scored)} of {len(keys)} passages: its time was up.")
    _keep_scores(run, scored)


def _pinpoint(
    run: _Run, models: Models, settings: SearchSettings, ordered: tuple[Hit, ...], start: float
) -> tuple[Hit, ...]:
    if ordered[0].rerank_score is None:  # the reranker could not be loaded, which is already noted
        return ordered
    first, *rest = ordered
    with run.timed("pinpoint"):
        sentence = best_sentence(run.question, first.chunk, models.reranker(), _deadline(settings, start))
    return (replace(first, sentence=sentence), *rest)


def _deadline(settings: SearchSettings, start: float) -> float | None:
    return None if settings.time_budget_s is None else start + settings.time_budget_s


def _keep_scores(run: _Run, scored: list[tuple[Key, PairScore]]) -> None:
    ordered = sorted(scored, key=lambda pair: (-pair[1].score, run.hits[pair[0]].fused_rank))
    for rank, (key, pair) in enumerate(ordered, start=1):
        hit = run.hits[key]
        run.hits[key] = replace(hit, rerank_rank=rank, rerank_score=pair.score, truncated=pair.truncated)


def _final_order(run: _Run) -> tuple[Hit, ...]:
    """Reranked hits by what all stages say together, then the rest as fused."""
    best_bm25 = max((hit.lexical_score or 0.0 for hit in run.hits.values()), default=0.0) or 1.0
    scored = [replace(hit, final_score=_final_score(hit, best_bm25)) for hit in run.hits.values()]
    ordered = sorted(
        scored, key=lambda hit: (hit.final_score is None, -(hit.final_score or 0.0), hit.fused_rank or 0)
    )
    return tuple(replace(hit, rank=rank) for rank, hit in enumerate(ordered, start=1))


def _final_score(hit: Hit, best_bm25: float) -> float | None:
    if hit.rerank_score is None:
        return None
    cosine, bm25 = hit.dense_score or 0.0, (hit.lexical_score or 0.0) / best_bm25
    return hit.rerank_score + COSINE_WEIGHT * cosine + BM25_WEIGHT * bm25


def _ranked(run: _Run, rank_of: Callable[[Hit], int | None]) -> list[Key]:
    placed = [(rank, key) for key, hit in run.hits.items() if (rank := rank_of(hit)) is not None]
    return [key for _, key in sorted(placed)]


def _loaded(run: _Run, load: Callable[[], Model], what: str) -> Model | None:
    try:
        return load()
    except ModelFileError as error:
        run.notes.append(f"Searched without {what}: {error}")
        return None
