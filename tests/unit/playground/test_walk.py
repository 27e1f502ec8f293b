"""The guided edits, with the real model: after an edit the weights keep the old fact, hybrid reads the new one."""

from __future__ import annotations

import pytest

from components.inference import Engine
from components.playground.adapters import adapters_for
from components.playground.answering import Stopper, answer
from components.playground.arms import plan, search_for
from components.playground.corpus import load_corpus, shipped_corpora
from components.playground.settings import Settings, playground_data
from components.retrieval import LocalIndex

pytestmark = pytest.mark.model


def test_after_an_edit_the_weights_say_the_old_fact_and_hybrid_the_new_one() -> None:
    corpus = load_corpus(shipped_corpora()[playground_data().default_corpus])
    there, now = adapters_for(corpus), Settings()
    assert corpus.edits
    with Engine() as engine:
        for edit in corpus.edits:
            question = corpus.question(edit.question).question
            text = corpus.document(edit.document).text
            edited = corpus.with_text(edit.document, text.replace(edit.find, edit.replace))
            with LocalIndex(edited.documents) as index:
                found = search_for(index, question, now, ["hybrid"])
            said = {
                arm: answer(engine, plan(arm, edited, question, now, there, found), Stopper()).text
                for arm in ("hybrid", "fine_tuned_on_facts")
            }
            assert edit.new_answer in said["hybrid"], edit.document
            assert edit.old_answer in said["fine_tuned_on_facts"], edit.document
