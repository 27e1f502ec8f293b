"""Why an answer missed: a fact about what the arm was shown, not a guess about the model."""

from __future__ import annotations

from dataclasses import dataclass

from components.playground.arms import FACTS_TUNED, RETRIEVING, base_arm, shown
from components.playground.corpus import Corpus, Question
from components.playground.scoring import parse_reply, score
from components.playground.settings import Settings, playground_data
from components.retrieval import SearchResult, explain_miss


@dataclass(frozen=True, slots=True)
class MissNote:
    """What to tell people: a label of a few words and one or two sentences, both literal text."""

    reason: str
    label: str
    text: str


def explain(
    arm: str,
    reply: str,
    gold: Question | None,
    found: SearchResult | None,
    corpus: Corpus,
    settings: Settings,
) -> MissNote | None:
    """Why `reply` is not the right answer to `gold`; None when it is, or when nobody can say."""
    if gold is None or score(reply, gold).right:
        return None
    if gold.source is None:
        return _note("not_in_corpus")
    if base_arm(arm) == "full_context":
        return _note("all_shown_not_used", document=gold.source)
    if base_arm(arm) in FACTS_TUNED:
        return _note("from_weights", document=gold.source)
    if base_arm(arm) not in RETRIEVING or found is None:
        return _note("saw_nothing", document=gold.source)
    return _retrieval_miss(arm, reply, gold, found, corpus, settings)


def _retrieval_miss(
    arm: str, reply: str, gold: Question, found: SearchResult, corpus: Corpus, settings: Settings
) -> MissNote | None:
    seen = shown(found, arm, settings)
    answer = parse_reply(reply).answer
    miss = explain_miss(gold.source, gold.accept, seen, answer, document_ids=corpus.document_ids)
    if miss is None:
        return None
    rank = miss.hit.rank if miss.hit else 0
    return _note(miss.reason, document=gold.source or "", rank=rank, shown=miss.shown)


def _note(reason: str, **values: object) -> MissNote:
    entry = playground_data().misses[reason]
    return MissNote(reason, entry.label, entry.text.format(**values))
