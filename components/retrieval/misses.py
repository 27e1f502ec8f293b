"""Why a gold question was answered wrong: a fact about retrieval, not a guess about the model."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from components.retrieval.results import Hit, SearchResult

MissReason = Literal["not_in_corpus", "not_retrieved", "ranked_low", "retrieved_not_used"]


@dataclass(frozen=True, slots=True)
class Miss:
    """The reason, the hit that should have been used (where one was found), and how many chunks were shown.

    `has_answer`: whether that hit's text holds an accepted answer (False: right document, wrong passage).
    """

    reason: MissReason
    shown: int
    hit: Hit | None = None
    has_answer: bool = False


def explain_miss(
    source: str | None,
    accept: Sequence[str],
    result: SearchResult,
    answer: str,
    *,
    document_ids: Collection[str] | None = None,
) -> Miss | None:
    """Why `answer` missed, or None when it holds an accepted text.

    `not_in_corpus`: no source, or its document is not among `document_ids`; `not_retrieved`: no stage gave
    a chunk of it; `ranked_low`: returned, but after the `len(result.hits)` chunks the model was shown;
    `retrieved_not_used`: the model had it in front of it.
    """
    shown = len(result.hits)
    if source is None or (document_ids is not None and source not in document_ids):
        return Miss("not_in_corpus", shown)
    if _holds(answer, accept):
        return None
    found = [hit for hit in result.candidates if hit.document_id == source]
    if not found:
        return Miss("not_retrieved", shown)
    telling = [hit for hit in found if _holds(hit.chunk.passage, accept)]
    best = (telling or found)[0]
    reason: MissReason = "retrieved_not_used" if best.rank <= shown else "ranked_low"
    return Miss(reason, shown, best, bool(telling))


def _holds(text: str, accept: Sequence[str]) -> bool:
    folded = text.casefold()
    return any(wanted.casefold() in folded for wanted in accept)
