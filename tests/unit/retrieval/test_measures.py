from __future__ import annotations

import pytest

from components.retrieval import (
    Chunk,
    Hit,
    SearchResult,
    explain_miss,
    mrr,
    ndcg,
    recall_at_k,
    retrieval_scores,
)


def hit(
    document: str, rank: int, *, text: str = "", lexical: int | None = None, dense: int | None = None
) -> Hit:
    chunk = Chunk(document, 0, text, 0, len(text))
    return Hit(chunk=chunk, rank=rank, lexical_rank=lexical, dense_rank=dense, fused_rank=rank)


def result(*hits: Hit, shown: int = 1) -> SearchResult:
    return SearchResult("q", hits[:shown], hits)


def test_recall_counts_the_wanted_among_the_first_k() -> None:
    assert recall_at_k(["a", "b", "c"], {"b"}, 1) == 0
    assert recall_at_k(["a", "b", "c"], {"b"}, 2) == 1
    assert recall_at_k(["a", "b", "c"], {"b", "z"}, 3) == 0.5
    assert recall_at_k(["a"], set(), 3) == 0


def test_mrr_is_one_over_the_first_right_rank() -> None:
    assert mrr(["a", "b", "b"], {"b"}) == 0.5
    assert mrr(["a"], {"b"}) == 0


def test_ndcg_is_one_for_the_best_order_and_counts_a_repeat_once() -> None:
    assert ndcg(["b", "b", "a"], {"b"}) == 1
    assert ndcg(["a", "b"], {"b"}) == pytest.approx(0.6309, abs=1e-4)
    assert ndcg(["b", "a"], {"a", "b"}) == 1
    assert ndcg(["a", "b"], {"b"}, k=1) == 0
    assert ndcg(["a"], set()) == 0


def test_scores_are_per_stage_and_leave_out_questions_without_a_source() -> None:
    results = [
        result(hit("a", 1, lexical=2), hit("b", 2, lexical=1)),
        result(hit("b", 1, lexical=1)),
        result(hit("c", 1)),
    ]
    scores = retrieval_scores(["a", None, "z"], results, cutoffs=(1, 2))
    assert set(scores) == {"lexical", "fused", "final"}
    assert scores["final"].n == 2
    assert scores["final"].hits == {1: 1, 2: 1}
    assert scores["lexical"].recall == {1: 0.0, 2: 0.5}
    assert scores["lexical"].mrr == 0.25


def test_scores_of_nothing_are_empty() -> None:
    assert retrieval_scores([None], [result()]) == {}


def test_a_right_answer_is_no_miss() -> None:
    assert explain_miss("a", ["79 euros"], result(hit("a", 1)), "It costs 79 Euros.") is None


def test_a_question_without_source_is_not_in_the_corpus() -> None:
    miss = explain_miss(None, [], result(hit("a", 1)), "anything")
    assert miss
    assert miss.reason == "not_in_corpus"


def test_a_removed_source_is_not_in_the_corpus() -> None:
    miss = explain_miss("a", ["79"], result(hit("b", 1)), "no", document_ids=["b"])
    assert miss
    assert miss.reason == "not_in_corpus"


def test_a_source_that_no_stage_returned_was_not_retrieved() -> None:
    miss = explain_miss("a", ["79"], result(hit("b", 1)), "no", document_ids=["a", "b"])
    assert miss
    assert miss.reason == "not_retrieved"


def test_a_source_after_the_shown_chunks_ranked_low() -> None:
    miss = explain_miss("a", ["79"], result(hit("b", 1), hit("a", 2, text="costs 79")), "no")
    assert miss
    assert miss.reason == "ranked_low"
    assert miss.hit
    assert miss.hit.rank == 2
    assert miss.has_answer


def test_the_wrong_passage_of_the_right_document_ranked_low() -> None:
    found = result(hit("a", 1, text="intro"), hit("a", 2, text="costs 79"))
    miss = explain_miss("a", ["79"], found, "no")
    assert miss
    assert miss.reason == "ranked_low"
    assert miss.hit
    assert miss.hit.rank == 2


def test_a_shown_source_was_not_used() -> None:
    miss = explain_miss("a", ["79"], result(hit("a", 1, text="costs 79")), "no")
    assert miss
    assert miss.reason == "retrieved_not_used"
