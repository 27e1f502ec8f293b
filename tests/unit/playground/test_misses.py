from pathlib import Path

import pytest

from components.playground.answering import Stopper
from components.playground.arms import Adapters, search_for
from components.playground.corpus import load_corpus, shipped_corpora
from components.playground.injection import fooled_shares, measure_injections
from components.playground.misses import explain
from components.playground.samples import sample_questions
from components.playground.settings import Settings
from components.retrieval import LocalIndex, SearchResult
from tests.unit.playground.corpora import boxes
from tests.unit.playground.engines import RuleEngine

WORDS = Settings(rerank=False, dense=False, top_k=1)


def reason(
    folder: Path, arm: str, reply: str, question_id: str = "q1", found: SearchResult | None = None
) -> str | None:
    corpus = boxes(folder / "boxes")
    gold = corpus.question(question_id)
    with LocalIndex(corpus.documents) as index:
        searched = found or search_for(index, gold.question, WORDS, ["retrieved"])
    miss = explain(arm, reply, gold, searched, corpus, WORDS)
    return miss.reason if miss else None


@pytest.mark.parametrize(
    ("arm", "reply", "question", "expected"),
    [
        ("retrieved", "It is $79.", "q1", None),
        ("retrieved", "It is $12.", "q1", "retrieved_not_used"),
        ("prompt_only", "It is $12.", "q1", "saw_nothing"),
        ("full_context", "It is $12.", "q1", "all_shown_not_used"),
        ("fine_tuned_on_facts", "It is $12.", "q1", "from_weights"),
        ("hybrid", "Ada founded it.", "u1", "not_in_corpus"),
        ("hybrid", "That is not in the documents.", "u1", None),
    ],
)
def test_a_miss_has_its_reason(
    tmp_path: Path, arm: str, reply: str, question: str, expected: str | None
) -> None:
    assert reason(tmp_path, arm, reply, question) == expected


def test_a_passage_that_came_in_too_low_is_told_with_its_rank(tmp_path: Path) -> None:
    corpus = boxes(tmp_path / "boxes")
    with LocalIndex(corpus.documents) as index:
        found = index.search("box opens closes Sunday shop", top_k=1, rerank=False)
    assert found.hits[0].document_id == "hours"
    assert reason(tmp_path, "retrieved", "It is $12.", "q1", found) == "ranked_low"


def test_a_passage_that_no_stage_found_is_told(tmp_path: Path) -> None:
    nothing = SearchResult("x", ())
    assert reason(tmp_path, "retrieved", "It is $12.", "q1", nothing) == "not_retrieved"


def test_planted_instructions_are_counted_per_arm() -> None:
    corpus = load_corpus(shipped_corpora()["spokewren"])
    engine = RuleEngine(lambda prompt, adapter: "BANANA" if "BANANA" in prompt else "nothing special")
    replies = measure_injections(corpus, engine, ["retrieved"], Adapters(), WORDS, Stopper())
    shares = fooled_shares(replies)
    assert shares["retrieved"].n == len(corpus.injections)
    assert shares["retrieved"].hits == 1


def test_samples_are_spread_and_end_with_one_that_cannot_be_answered() -> None:
    corpus = load_corpus(shipped_corpora()["spokewren"])
    samples = sample_questions(corpus)
    assert len(samples) == len({question.source for question in samples})
    assert not samples[-1].answerable
