from pathlib import Path

import pytest

from components.playground.corpus import load_corpus, shipped_corpora, uploaded_corpus
from components.playground.errors import CorpusError
from components.retrieval import Document
from tests.unit.playground.corpora import CARD, GOLD, boxes, write


def test_a_folder_becomes_a_corpus_with_stems_as_ids(tmp_path: Path) -> None:
    corpus = boxes(tmp_path / "boxes")
    assert corpus.id == "boxes"
    assert corpus.title == "Boxes"
    assert corpus.document_ids == ("hours", "prices", "returns")
    assert corpus.system_prompt == "You answer for a box shop."


def test_a_number_among_the_accepted_texts_is_read_as_text(tmp_path: Path) -> None:
    assert boxes(tmp_path / "boxes").question("q1").accept == ("79", "seventy-nine")


@pytest.mark.parametrize("key", ["system_prompt", "system prompt", "system-prompt"])
def test_the_system_prompt_may_be_written_in_three_ways(tmp_path: Path, key: str) -> None:
    folder = write(tmp_path / "c", card=f"name: c\n{key}: Be brief.\n")
    assert load_corpus(folder).system_prompt == "Be brief."


def test_a_corpus_without_system_prompt_gets_one_that_asks_for_json(tmp_path: Path) -> None:
    assert "JSON" in load_corpus(write(tmp_path / "c", card="name: c\n")).system_prompt


def test_unknown_keys_of_a_foreign_corpus_are_ignored(tmp_path: Path) -> None:
    gold = GOLD.replace("id: q1,", "id: q1, difficulty: hard,")
    assert len(load_corpus(write(tmp_path / "c", gold, CARD + "author: Someone\n")).questions) == 3


def test_a_corpus_without_gold_set_has_no_questions(tmp_path: Path) -> None:
    assert load_corpus(write(tmp_path / "c", gold=None)).questions == ()


REFUSED = {
    "no documents": ({"docs": {}}, "no documents"),
    "a gold id given twice": ({"gold": GOLD.replace("id: q2", "id: q1")}, "'q1' is there twice"),
    "a source that is no document": ({"gold": GOLD.replace("source: hours", "source: clock")}, "'clock'"),
    "a source without accepted text": ({"gold": GOLD.replace('["08:30", "8:30"]', "[]")}, "no accepted text"),
    "gold that is a list": ({"gold": "- a\n- b\n"}, "questions"),
    "a question without text": ({"gold": "questions:\n  - {id: q1, source: null}\n"}, "question"),
    "YAML that is broken": ({"gold": "questions: [\n"}, "gold.yaml"),
    "a key given twice": ({"card": "name: a\nname: b\n"}, "twice"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_corpus_is_refused_with_a_message_that_names_the_problem(tmp_path: Path, name: str) -> None:
    changed, message = REFUSED[name]
    folder = write(tmp_path / "c", **changed)  # type: ignore[arg-type]
    with pytest.raises(CorpusError, match=message):
        load_corpus(folder)


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="no such folder"):
        load_corpus(tmp_path / "nowhere")


def test_an_edit_gives_a_changed_copy(tmp_path: Path) -> None:
    corpus = boxes(tmp_path / "boxes")
    edited = corpus.with_text("prices", "# Prices\n\nThe small box costs $95 a month.\n")
    assert "$95" in edited.document("prices").text
    assert "$79" in corpus.document("prices").text
    assert edited.edited == {"prices"}


def test_an_edit_to_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="needs some text"):
        boxes(tmp_path / "boxes").with_text("prices", "  \n")


def test_a_typed_gold_question_is_recognised_whatever_its_case(tmp_path: Path) -> None:
    found = boxes(tmp_path / "boxes").gold_for("  what does THE small box  cost? ")
    assert found is not None
    assert found.id == "q1"


def test_two_uploads_of_one_name_are_refused() -> None:
    twice = [Document("a", "A", "text"), Document("a", "A", "other")]
    with pytest.raises(CorpusError, match="twice"):
        uploaded_corpus(twice)


def test_an_upload_without_documents_is_refused() -> None:
    with pytest.raises(CorpusError, match="no documents"):
        uploaded_corpus([])


@pytest.mark.parametrize("corpus_id", shipped_corpora())
def test_every_shipped_corpus_is_whole_and_its_edits_and_injections_fit(corpus_id: str) -> None:
    corpus = load_corpus(shipped_corpora()[corpus_id])
    assert len(corpus.documents) >= 20
    assert sum(question.answerable for question in corpus.questions) >= 40
    for edit in corpus.edits:
        assert edit.find in corpus.document(edit.document).text
        assert edit.old_answer in corpus.document(edit.document).text
        assert corpus.question(edit.question).source == edit.document
    for case in corpus.injections:
        assert corpus.document(case.document).id == corpus.question(case.question).source


@pytest.mark.parametrize("corpus_id", shipped_corpora())
def test_the_first_accepted_text_of_a_shipped_question_stands_in_its_source(corpus_id: str) -> None:
    corpus = load_corpus(shipped_corpora()[corpus_id])
    for question in corpus.questions:
        if question.source is not None:
            text = corpus.document(question.source).text.casefold()
            assert any(accepted.casefold() in text for accepted in question.accept), question.id
