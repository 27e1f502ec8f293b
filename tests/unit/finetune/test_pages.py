"""The documents with slots: every span is there once, a sentence left out takes its answers along."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from components.finetune import pages
from components.finetune.companies import company
from components.finetune.errors import TemplateError
from components.knowledge import DATA

DESK = """
- ids: [desk-hours]
  slots: {a: "time_am", b: "money 5 9", c: "dur days 3 8"}
  text: |
    # Desk hours

    The desk opens at {a}, except on holidays. A seat costs {b} a day; lockers are
    kept for {c}.

    | Room | Seats |
    |---|---|
    | Attic | 12 |
    - Dogs are **not** allowed.
  asks:
    - {span: "{a}", q: ["When does the desk open?"]}
    - {span: "{b} a day", q: ["What is a seat?"]}
    - {span: "{c}", q: ["How long are lockers kept?"]}
    - {span: "Attic", q: ["How many seats has the attic?"]}
    - {span: "Dogs are", q: ["Can I bring a dog?"]}
  unanswered: ["Who runs the desk?"]
"""


def read(tmp_path: Path, text: str) -> list[pages.Page]:
    path = tmp_path / "pages.yaml"
    path.write_text(text, encoding="utf-8")
    return pages.read(path)


def test_an_answer_runs_from_its_span_to_the_end_of_the_sentence_or_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "LEAVE_OUT", 0.0)
    rng = Random(3)
    firm = company(rng)
    written = pages.page_document(read(tmp_path, DESK)[0], firm, rng)
    said = dict(written.asks)
    assert said["Can I bring a dog?"] == "Dogs are not allowed"
    assert said["How many seats has the attic?"] == "Attic | 12"
    assert said["When does the desk open?"].endswith(", except on holidays")
    assert said["What is a seat?"].endswith(f"kept for {said['How long are lockers kept?']}")
    assert written.unanswered == ["Who runs the desk?"]


def test_what_is_left_out_is_not_answered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "LEAVE_OUT", 1.0)
    page = read(tmp_path, DESK)[0]
    questions = {question for _, wordings in page.asks for question in wordings}
    for seed in range(30):
        rng = Random(seed)
        written = pages.page_document(page, company(rng), rng)
        gone = questions.intersection(written.unanswered)
        assert gone
        assert gone | {question for question, _ in written.asks} == questions
        flat = " ".join(written.text.replace("**", "").split())
        assert all(answer in flat for _, answer in written.asks)
        assert "| Room | Seats |" in written.text


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('span: "Dogs are"', 'span: "Cats are"', "occurs 0 times"),
        ('span: "Dogs are"', 'span: "a"', "occurs"),
        ("  text: |", "  words: |", "desk-hours"),
    ],
)
def test_what_does_not_fit_is_named(tmp_path: Path, old: str, new: str, words: str) -> None:
    with pytest.raises(TemplateError, match=words):
        read(tmp_path, DESK.replace(old, new))


def test_every_page_that_ships_can_be_written_with_any_values() -> None:
    rng = Random(5)
    assert len(pages.pages()) > 300
    for page in pages.pages():
        written = pages.page_document(page, company(rng), rng)
        assert written.asks, page.ids
        assert "{" not in written.text, page.ids


def test_no_page_is_about_a_corpus_that_ships_or_measures() -> None:
    text = "\n".join(path.read_text("utf-8") for path in (DATA / "training").glob("pages_*.yaml")).casefold()
    names = ("spokewren", "kelpway", "vessarby", "ossuvane", "lanternpost", "saltmarsh")
    assert not [name for name in names if name in text]
