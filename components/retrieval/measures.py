"""How good a ranking is, apart from what a model makes of it: recall@k, MRR, nDCG for every stage."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from components.retrieval.results import STAGES, SearchResult, Stage


@dataclass(frozen=True, slots=True)
class StageScores:
    """One stage over `n` gold questions, `hits[k]` of them with the right document in the first k chunks.

    `recall[k]` is hits[k] / n; `mrr` and `ndcg` are means over the questions, within 0 to 1.
    """

    n: int
    hits: Mapping[int, int]
    recall: Mapping[int, float]
    mrr: float
    ndcg: float


def recall_at_k(ranked: Sequence[str], relevant: Collection[str], k: int) -> float:
    """Share of `relevant` ids among the first `k` of `ranked`; 0 when nothing is relevant."""
    wanted = set(relevant)
    return len(wanted.intersection(ranked[:k])) / len(wanted) if wanted else 0.0


def mrr(ranked: Sequence[str], relevant: Collection[str]) -> float:
    """1 / the rank of the first relevant id; 0 when there is none."""
    return next((1.0 / rank for rank, key in enumerate(ranked, start=1) if key in relevant), 0.0)


def ndcg(ranked: Sequence[str], relevant: Collection[str], k: int = 10) -> float:
    """Discounted gain of the first `k` over the best possible one; an id that comes again counts once."""
    first_places = {
        key: rank for rank, key in reversed(list(enumerate(ranked[:k], start=1))) if key in relevant
    }
    best = sum(1.0 / math.log2(rank + 1) for rank in range(1, min(len(set(relevant)), k) + 1))
    return sum(1.0 / math.log2(rank + 1) for rank in first_places.values()) / best if best else 0.0


def retrieval_scores(
    sources: Iterable[str | None], results: Iterable[SearchResult], cutoffs: Sequence[int] = (1, 3, 5)
) -> dict[Stage, StageScores]:
    """Scores of every stage that ran; `sources` and `results` go together, question by question.

    Questions without a source (the corpus does not say) are left out: no ranking can be right for them.
    """
    pairs = [(source, result) for source, result in zip(sources, results, strict=True) if source is not None]
    ran = [stage for stage in STAGES if any(result.ranking(stage) for _, result in pairs)]
    return {stage: _stage_scores(stage, pairs, cutoffs) for stage in ran}


def _stage_scores(
    stage: Stage, pairs: Sequence[tuple[str, SearchResult]], cutoffs: Sequence[int]
) -> StageScores:
    rankings = [([hit.document_id for hit in result.ranking(stage)], {source}) for source, result in pairs]
    hits = {k: sum(recall_at_k(ranked, wanted, k) == 1.0 for ranked, wanted in rankings) for k in cutoffs}
    return StageScores(
        n=len(pairs),
        hits=hits,
        recall={k: count / len(pairs) for k, count in hits.items()},
        mrr=fmean(mrr(ranked, wanted) for ranked, wanted in rankings),
        ndcg=fmean(ndcg(ranked, wanted) for ranked, wanted in rankings),
    )
