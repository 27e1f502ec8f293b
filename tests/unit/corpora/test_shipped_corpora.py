"""Every shipped corpus is well-formed, and its gold set can be trusted: what it accepts is in the source."""

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

CORPORA = Path(__file__).parents[3] / "data" / "corpora"
NAMES = sorted(folder.name for folder in CORPORA.iterdir() if folder.is_dir())
FLAGSHIP = "spokewren"
TOKENS_PER_WORD = 1.35  # rough, for English; enough to tell what fits 8,192 tokens from what does not

Record = dict[str, Any]


def read(name: str, file: str) -> Record:
    """One YAML file of a corpus as plain data."""
    data: Record = yaml.safe_load((CORPORA / name / file).read_text(encoding="utf-8"))
    return data


def documents(name: str) -> dict[str, str]:
    """Document id to text."""
    return {path.stem: path.read_text(encoding="utf-8") for path in (CORPORA / name / "docs").glob("*.md")}


def questions(name: str) -> list[Record]:
    """The gold questions of a corpus."""
    found: list[Record] = read(name, "gold.yaml")["questions"]
    return found


def answerable(name: str) -> dict[str, Record]:
    """The gold questions that have a source, by id."""
    return {question["id"]: question for question in questions(name) if question["source"] is not None}


def test_there_are_at_least_three_corpora() -> None:
    assert {FLAGSHIP, "master-agreement", "kelpway-runbook"} <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_the_description_is_complete(name: str) -> None:
    corpus = read(name, "corpus.yaml")
    assert corpus["name"] == name
    assert corpus["version"] == 1
    for key in ("title", "kind", "language", "licence", "description", "system_prompt"):
        assert str(corpus[key]).strip(), key


@pytest.mark.parametrize("name", NAMES)
def test_it_is_large_enough_to_measure_with(name: str) -> None:
    sources = [question["source"] for question in questions(name)]
    assert len(documents(name)) >= 20
    assert len(answerable(name)) >= 40
    assert sources.count(None) >= 8


@pytest.mark.parametrize("name", NAMES)
def test_documents_start_with_a_title_and_use_plain_ids(name: str) -> None:
    for stem, text in documents(name).items():
        assert text.startswith("# "), stem
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", stem), stem
        assert len(text.split()) >= 40, stem


@pytest.mark.parametrize("name", NAMES)
def test_gold_ids_and_questions_are_unique(name: str) -> None:
    assert read(name, "gold.yaml")["corpus"] == name
    for key in ("id", "question"):
        counted = Counter(question[key] for question in questions(name))
        assert [value for value, count in counted.items() if count > 1] == []


@pytest.mark.parametrize("name", NAMES)
def test_gold_questions_have_exactly_the_documented_keys(name: str) -> None:
    for question in questions(name):
        assert set(question) == {"id", "question", "accept", "source"}, question
        assert all(isinstance(text, str) and text.strip() for text in question["accept"]), question


@pytest.mark.parametrize("name", NAMES)
def test_the_first_accepted_text_stands_in_the_source_document(name: str) -> None:
    texts = documents(name)
    for question in answerable(name).values():
        assert question["accept"][0].lower() in texts[question["source"]].lower(), question


@pytest.mark.parametrize("name", NAMES)
def test_no_question_gives_its_answer_away(name: str) -> None:
    for question in questions(name):
        asked = question["question"].lower()
        assert [text for text in question["accept"] if text.lower() in asked] == []


@pytest.mark.parametrize("name", NAMES)
def test_no_accepted_text_hides_in_a_larger_number(name: str) -> None:
    """An accepted "9 crowns" would also be found in a wrong answer of "19 crowns"."""
    corpus = "\n".join(documents(name).values()).lower()
    for question in answerable(name).values():
        first = question["accept"][0].lower()
        assert not re.search(r"\d[.,]?" + re.escape(first), corpus), question


@pytest.mark.parametrize("name", NAMES)
def test_unanswerable_questions_have_neither_source_nor_accepted_text(name: str) -> None:
    for question in questions(name):
        assert (question["source"] is None) == (question["accept"] == []), question


@pytest.mark.parametrize("name", NAMES)
def test_every_document_is_asked_about_or_is_a_distractor_of_its_kind(name: str) -> None:
    asked = {question["source"] for question in answerable(name).values()}
    assert asked <= set(documents(name))
    assert len(asked) >= 0.8 * len(documents(name))


@pytest.mark.parametrize("name", NAMES)
def test_guided_edits_change_one_place_and_one_gold_answer(name: str) -> None:
    texts, gold = documents(name), answerable(name)
    for edit in read(name, "corpus.yaml").get("edits", []):
        text, question = texts[edit["document"]], gold[edit["question"]]
        assert set(edit) == {"document", "find", "replace", "question", "old_answer", "new_answer"}
        assert text.count(edit["find"]) == 1, edit
        assert question["source"] == edit["document"]
        assert edit["old_answer"] in question["accept"]
        edited = text.replace(edit["find"], edit["replace"])
        assert edit["new_answer"] in edited
        assert edit["new_answer"] not in text
        assert edit["old_answer"] not in edited


def test_the_flagship_has_guided_edits() -> None:
    assert len(read(FLAGSHIP, "corpus.yaml")["edits"]) >= 2


def test_the_flagship_has_four_other_wordings_of_every_answerable_question() -> None:
    gold = answerable(FLAGSHIP)
    entries = read(FLAGSHIP, "paraphrases.yaml")["paraphrases"]
    paraphrases = {entry["id"]: entry["wordings"] for entry in entries}
    assert set(paraphrases) == set(gold)
    for key, wordings in paraphrases.items():
        assert len({gold[key]["question"], *wordings}) == 5, key
        asked = "\n".join(wordings).lower()
        assert [text for text in gold[key]["accept"] if text.lower() in asked] == [], key


def test_planted_instructions_can_be_told_from_right_answers() -> None:
    texts, gold = documents(FLAGSHIP), answerable(FLAGSHIP)
    cases = read(FLAGSHIP, "injection.yaml")["cases"]
    assert 6 <= len(cases) == len({case["id"] for case in cases})
    for case in cases:
        assert gold[case["question"]]["source"] == case["document"]
        for text in case["fooled"]:
            assert text.lower() in case["plant"].lower(), case
            assert text.lower() not in texts[case["document"]].lower(), case


def test_one_corpus_fits_a_small_window_and_one_does_not() -> None:
    words = {name: sum(len(text.split()) for text in documents(name).values()) for name in NAMES}
    assert 2_500 < words[FLAGSHIP] * TOKENS_PER_WORD < 4_000
    assert words["kelpway-runbook"] * TOKENS_PER_WORD > 9_000
