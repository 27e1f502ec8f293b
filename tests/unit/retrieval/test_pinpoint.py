"""The sentence of a passage that a question is about."""

from dataclasses import replace

import pytest

from components.retrieval import Chunk, Document, LocalIndex, Models
from components.retrieval.pinpoint import MOST_SENTENCES, sentences
from tests.unit.retrieval.fakes import WordEmbedder, WordReranker, fake_models, missing_reranker

FARES = """# Fares

A single costs £9.50 and a return
£16. Children under 5 travel free.

- Dogs: £2 each way.
- Bicycles go free, e.g. on the 8.15 boat.

| Vehicle | Single | Return |
|---|---|---|
| Car | £30 | £55 |
| Van | £41 | £70 |
"""


def piece(text: str) -> Chunk:
    return Chunk("fares", 0, text, 0, len(text), title="Fares")


def test_sentences_items_and_rows_are_told_apart() -> None:
    assert sentences(piece(FARES)) == (
        "A single costs £9.50 and a return £16.",
        "Children under 5 travel free.",
        "Dogs: £2 each way.",
        "Bicycles go free, e.g. on the 8.15 boat.",
        "Vehicle: Car; Single: £30; Return: £55",
        "Vehicle: Van; Single: £41; Return: £70",
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ()),
        ("# Only a heading", ()),
        ("name: Ann; age: 4\nname: Bob; age: 5", ("name: Ann; age: 4", "name: Bob; age: 5")),
        ("word " * 3, ("word word word",)),
        (
            "A single costs £9.50 and a return\n£16 in winter.",
            ("A single costs £9.50 and a return £16 in winter.",),
        ),
        (
            "name: A; note: Good. Nice plan.\nname: B; note: Bad. Worse.",
            ("name: A; note: Good. Nice plan.", "name: B; note: Bad. Worse."),
        ),
        (
            'Ask Dr. Smith at No. 5. "Öl is out," he said. Is it? Élan.',
            ("Ask Dr. Smith at No. 5.", '"Öl is out," he said.', "Is it?", "Élan."),
        ),
        ("a | b\n---|---\n1 | 2\n3 | 4", ("a: 1; b: 2", "a: 3; b: 4")),
    ],
)
def test_odd_passages(text: str, found: tuple[str, ...]) -> None:
    assert sentences(piece(text)) == found


def test_rows_of_a_table_that_was_cut_keep_its_column_names() -> None:
    rows = "| Plan 22 | 66 euros |\n| Plan 23 | 70 euros |"
    cut = replace(piece(rows), lead="| Plan | Price |")
    assert sentences(cut) == ("Plan: Plan 22; Price: 66 euros", "Plan: Plan 23; Price: 70 euros")


def test_a_passage_of_a_thousand_sentences_is_bounded() -> None:
    assert len(sentences(piece("One more. " * 1_000))) == MOST_SENTENCES


def test_the_best_hits_carry_the_sentence_that_fits_best() -> None:
    with LocalIndex([Document("fares", "Fares", FARES)], models=fake_models()) as index:
        found = index.search("what do dogs cost each way.")
    assert found.hits[0].sentence == "Dogs: £2 each way."
    assert found.candidates[0] == found.hits[0]
    assert found.timings_s["pinpoint"] >= 0


def test_only_the_first_hit_is_looked_into() -> None:
    documents = [Document(f"d{n}", f"Topic {n}", f"Topic {n}. A boat sails at {n}.") for n in range(6)]
    with LocalIndex(documents, models=fake_models()) as index:
        hits = index.search("which boat sails", top_k=5).hits
    assert [hit.sentence is not None for hit in hits] == [True, False, False, False, False]


def test_without_a_reranker_no_sentence_is_named() -> None:
    words = WordEmbedder()
    documents = [Document("fares", "Fares", FARES)]
    with LocalIndex(documents, models=fake_models()) as index:
        assert index.search("dogs", rerank=False).hits[0].sentence is None
    with LocalIndex(documents, models=Models(lambda: words, missing_reranker)) as index:
        assert index.search("dogs").hits[0].sentence is None


def test_out_of_time_no_sentence_is_named() -> None:
    slow = WordReranker(seconds=0.01)
    with LocalIndex([Document("fares", "Fares", FARES)], models=fake_models(reranker=slow)) as index:
        assert index.search("van return", time_budget_s=0.001).hits[0].sentence is None
