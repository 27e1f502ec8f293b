from __future__ import annotations

import threading

import pytest

from components.retrieval import (
    Document,
    IndexClosedError,
    IndexLimitError,
    LocalIndex,
    Models,
    SearchSettingsError,
    matching_spans,
)
from tests.unit.retrieval.fakes import WordEmbedder, WordReranker, fake_models, missing, missing_reranker

PRICES = Document("prices", "Prices", "# Prices\n\nThe basic plan costs 79 euros a month.")
REFUNDS = Document("refunds", "Refunds", "# Refunds\n\nReturn the kettle within 30 days.")
HOURS = Document("opening-hours", "When we are there", "# When we are there\n\nNine to five in Leeds.")
DOCUMENTS = (PRICES, REFUNDS, HOURS)


@pytest.fixture
def index() -> LocalIndex:
    return LocalIndex(DOCUMENTS, models=fake_models())


def test_the_best_chunk_comes_first_with_every_stage_kept(index: LocalIndex) -> None:
    result = index.search("basic plan price per month", top_k=2)
    best = result.hits[0]
    assert best.document_id == "prices"
    assert (best.rank, best.lexical_rank, best.dense_rank, best.fused_rank, best.rerank_rank) == (
        1,
        1,
        1,
        1,
        1,
    )
    assert best.lexical_score
    assert best.dense_score
    assert best.rerank_score
    assert best.fused_score == pytest.approx(2 / 61)
    assert len(result.hits) == 2
    assert len(result.candidates) == 3
    stages = {"lexical", "embed_question", "dense", "fusion", "rerank", "pinpoint", "total"}
    assert result.timings_s.keys() == stages
    assert result.notes == ()


def test_a_document_is_found_by_its_id(index: LocalIndex) -> None:
    assert index.search("opening hours", dense=False, rerank=False).hits[0].document_id == "opening-hours"


@pytest.mark.parametrize("lexical", [True, False])
@pytest.mark.parametrize("dense", [True, False])
@pytest.mark.parametrize("rerank", [True, False])
def test_each_stage_can_be_switched_off(index: LocalIndex, lexical: bool, dense: bool, rerank: bool) -> None:
    if not (lexical or dense):
        with pytest.raises(SearchSettingsError, match="at least one"):
            index.search("basic plan", lexical=lexical, dense=dense)
        return
    result = index.search("basic plan", lexical=lexical, dense=dense, rerank=rerank)
    assert bool(result.ranking("lexical")) is lexical
    assert bool(result.ranking("dense")) is dense
    assert bool(result.ranking("reranked")) is rerank
    assert [hit.rank for hit in result.ranking("final")] == list(range(1, len(result.candidates) + 1))


@pytest.mark.parametrize("numbers", [{"top_k": 0}, {"rerank_top": 0}])
def test_numbers_below_one_are_refused(index: LocalIndex, numbers: dict[str, int]) -> None:
    with pytest.raises(SearchSettingsError):
        index.search("x", **numbers)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "question",
    ['" OR * NEAR(', "basic AND NOT plan*", "name:prices",
     "'; DROP TABLE chunks; --", "{basic} ^plan -prices", "a\x00b",
     "plan \ud800", "\\", '""""', "(((((", "naïve façade 🙂", "基本プランはいくらですか", "مرحبا", "+", "\n\t"],
)  # fmt: skip
def test_no_question_breaks_the_search(index: LocalIndex, question: str) -> None:
    assert index.search(question).notes == ()
    assert len(index) == 3
    assert index.search("basic plan").hits[0].document_id == "prices"


@pytest.mark.parametrize("question", ["", "   ", "the of and", "🙂🙂"])
def test_a_question_without_a_telling_word_finds_nothing_by_words(index: LocalIndex, question: str) -> None:
    assert index.search(question, dense=False).hits == ()


def test_a_question_of_50_000_characters_is_cut_and_said_so(index: LocalIndex) -> None:
    result = index.search("basic plan " + "kettle " * 8_000)
    assert len(result.question) <= 2_000
    assert "first 2,000 characters" in result.notes[0]
    assert result.hits


def test_chinese_words_are_found_inside_a_sentence() -> None:
    index = LocalIndex([Document("zh", "价格", "基本计划每月七十九欧元。")], models=fake_models())
    assert index.search("每月多少钱", dense=False, rerank=False).hits[0].document_id == "zh"


def test_an_edit_is_found_at_once_and_the_old_text_no_more(index: LocalIndex) -> None:
    index.replace(PRICES.with_text("# Prices\n\nThe basic plan costs 85 euros."))
    assert "85" in index.search("basic plan").hits[0].chunk.text
    assert index.search("79", dense=False).hits == ()
    assert len(index) == 3


def test_an_edit_embeds_only_what_changed() -> None:
    words = " ".join(f"Sentence {n} says something." for n in range(60))
    embedder = WordEmbedder()
    long = Document("long", "Long", f"# Long\n\n## A\n\n{words}\n\n## B\n\nShort part.")
    index = LocalIndex([long, PRICES], models=fake_models(embedder))
    embedder.passages.clear()
    index.replace(long.with_text(long.text.replace("Short part.", "Changed part.")))
    assert len(embedder.passages) == 1
    assert "Changed part." in embedder.passages[0]


def test_an_edited_index_ranks_as_one_built_afresh(index: LocalIndex) -> None:
    changed = PRICES.with_text("# Prices\n\nThe kettle costs 30 euros and the basic plan 85.")
    index.replace(changed)
    fresh = LocalIndex([changed, REFUNDS, HOURS], models=fake_models())
    for question in ("kettle", "basic plan", "days in Leeds", "30"):
        assert index.search(question).candidates == fresh.search(question).candidates


def test_a_removed_document_is_gone(index: LocalIndex) -> None:
    index.remove("prices")
    index.remove("never there")
    assert "prices" not in index
    assert [document.id for document in index.documents] == ["refunds", "opening-hours"]
    assert all(hit.document_id != "prices" for hit in index.search("basic plan").candidates)


def test_an_empty_index_finds_nothing() -> None:
    assert LocalIndex(models=fake_models()).search("anything").candidates == ()


def test_a_document_emptied_by_an_edit_stays_listed_without_chunks(index: LocalIndex) -> None:
    index.replace(PRICES.with_text(" \n"))
    assert "prices" in index
    assert len(index) == 2


def test_progress_reaches_the_end() -> None:
    seen: list[tuple[int, int]] = []
    documents = [Document(f"d{n}", f"D{n}", f"Text number {n}") for n in range(40)]
    LocalIndex(documents, models=fake_models(), progress=lambda done, total: seen.append((done, total)))
    assert seen == [(16, 40), (32, 40), (40, 40)]


def test_too_many_chunks_are_refused_and_nothing_is_added() -> None:
    index = LocalIndex([PRICES, REFUNDS], models=fake_models(), most_chunks=2)
    with pytest.raises(IndexLimitError, match="3 passages, the limit is 2"):
        index.add([HOURS])
    index.replace(PRICES.with_text("Still room for an edit."))
    assert len(index) == 2


def test_a_closed_index_says_so(index: LocalIndex) -> None:
    with index:
        pass
    index.close()
    with pytest.raises(IndexClosedError):
        index.search("basic plan")
    with pytest.raises(IndexClosedError):
        index.add([PRICES])
    with pytest.raises(IndexClosedError):
        index.remove("prices")


def test_without_models_words_alone_are_searched_and_said_so() -> None:
    index = LocalIndex(DOCUMENTS, models=Models(missing, missing_reranker))
    result = index.search("basic plan", lexical=False)
    assert [hit.document_id for hit in result.hits] == ["prices"]
    assert len(result.notes) == 2
    assert all("not installed" in note for note in result.notes)


def test_the_time_budget_stops_the_reranker_and_keeps_the_fused_order_after_it() -> None:
    documents = [Document(f"d{n:02}", "", f"basic plan {'word ' * n}") for n in range(10)]
    reranker = WordReranker(seconds=0.02)
    index = LocalIndex(documents, models=fake_models(reranker=reranker))
    result = index.search("basic plan", top_k=10, time_budget_s=0.05)
    assert 1 <= reranker.pairs < 10
    assert f"stopped after {reranker.pairs} of 10" in result.notes[0]
    rest = result.candidates[reranker.pairs :]
    assert [hit.fused_rank for hit in rest] == sorted(hit.fused_rank or 0 for hit in rest)


def test_no_more_than_fifty_pairs_are_reranked() -> None:
    reranker = WordReranker()
    documents = [Document(f"d{n}", "", f"basic plan {n}") for n in range(80)]
    LocalIndex(documents, models=fake_models(reranker=reranker)).search("basic plan", rerank_top=1_000)
    assert reranker.pairs == 50


def test_threads_may_search_and_edit_together(index: LocalIndex) -> None:
    errors: list[BaseException] = []

    def work(number: int) -> None:
        try:
            for step in range(25):
                index.replace(PRICES.with_text(f"# Prices\n\nThe basic plan costs {number}{step} euros."))
                assert index.search("basic plan").hits
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert len(index) == 3


def test_a_word_of_most_chunks_does_not_rank_and_a_rare_one_does() -> None:
    documents = [Document(f"d{n}", "", f"acme sells thing number{n}") for n in range(5)]
    index = LocalIndex(documents, models=fake_models())
    found = index.search("does acme sell number3 unheard", dense=False, rerank=False)
    assert [hit.document_id for hit in found.candidates] == ["d3"]
    assert len(index.search("acme", dense=False, rerank=False).candidates) == 5


@pytest.mark.parametrize(
    ("text", "question", "words"),
    [
        ("Cancelling costs 79 euros.", "What does it cost to cancel?", ["Cancelling", "costs"]),
        ("Le café est fermé.", "cafe", ["café"]),
        ("Nothing alike.", "price", []),
        ("\x02tricky\x03 price \ud800 price", "price", ["price", "price"]),
        ("any", "the of", []),
    ],
)
def test_matching_words_can_be_marked(text: str, question: str, words: list[str]) -> None:
    assert [text[start:end] for start, end in matching_spans(text, question)] == words


def test_holding_another_version_indexes_only_what_changed_and_forgets_the_rest() -> None:
    embedder = WordEmbedder()
    with LocalIndex(DOCUMENTS, models=fake_models(embedder)) as index:
        embedder.passages.clear()
        edited = PRICES.with_text("# Prices\n\nThe basic plan costs 99 euros a month.")
        index.hold((edited, HOURS))
        assert set(index.documents) == {edited, HOURS}
        assert len(embedder.passages) == 1
        assert "99 euros" in embedder.passages[0]
        index.hold((edited, HOURS))
        assert len(embedder.passages) == 1
        assert "refunds" not in index
