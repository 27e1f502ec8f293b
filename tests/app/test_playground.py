"""The playground page with a fake engine, the script run in memory."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from components.inference import FakeEngine, InferenceError, ModelMissingError, PromptTooLongError
from components.playground import record, recorded
from components.playground.adapters import adapters_for
from components.playground.corpus import load_corpus, shipped_corpora
from components.playground.samples import sample_questions
from components.playground.settings import Settings
from components.playground.view_state import Asked
from components.retrieval import Document, IndexClosedError, LocalIndex
from components.scenario import Playground, Scenario
from tests.app.fake_prove import RIGHT, opened, press, scenario_of, use, words

QUESTION = "What does the Strider cost per month in Harrowmouth?"
EDIT = load_corpus(shipped_corpora()["spokewren"]).edits[0]
BASE_ARMS = ("prompt_only", "full_context", "retrieved")


def ready(monkeypatch: pytest.MonkeyPatch, engine: FakeEngine, *arms: str) -> AppTest:
    use(monkeypatch, engine)
    return opened("playground", Scenario(playground=Playground(arms=arms or BASE_ARMS)))


def ask(at: AppTest, question: str = QUESTION) -> AppTest:
    at.chat_input[0].set_value(question).run()
    assert not at.exception
    return at


def test_before_a_question_every_arm_shows_what_it_sees(monkeypatch: pytest.MonkeyPatch) -> None:
    at = ready(monkeypatch, FakeEngine())
    assert "sees the whole corpus, then the question" in words(at)
    assert "Pick a question above" in words(at)


def test_a_typed_question_is_answered_by_every_arm(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = FakeEngine(otherwise=RIGHT)
    said = words(ask(ready(monkeypatch, engine)))
    assert len(engine.asked) == 3
    assert said.count("The Strider costs 89 crowns a month.") >= 3
    assert "right source" in said
    assert "first token" in said


def test_a_sample_question_is_asked_in_one_click(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = FakeEngine(otherwise=RIGHT)
    at = ready(monkeypatch, engine)
    samples: Any = next(group for group in at.get("button_group") if str(group.key).startswith("samples_"))
    samples.set_value(sample_questions(at.session_state["playground_corpus"])[0].id).run()
    assert not at.exception
    assert len(engine.asked) == 3


def test_the_stuffed_corpus_comes_first_and_the_question_last(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = FakeEngine(otherwise=RIGHT)
    ask(ready(monkeypatch, engine, "full_context"))
    prompt = engine.asked[0]["messages"][-1]["content"]
    assert prompt.index("accessories") < prompt.index("weight-limits") < prompt.index(QUESTION)


def test_the_retrieved_arm_sees_the_right_document_only(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = FakeEngine(otherwise=RIGHT)
    ask(ready(monkeypatch, engine, "retrieved"))
    prompt = engine.asked[0]["messages"][-1]["content"]
    assert "monthly-prices" in prompt
    assert "weight-limits" not in prompt


def test_html_in_an_answer_stays_dead(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = FakeEngine(
        otherwise="<img src=x onerror=alert(1)> [click](http://bad.example) <script>x</script>"
    )
    at = ask(ready(monkeypatch, engine, "prompt_only"))
    bodies = (str(item.proto.body) for item in at.get("html"))
    html = " ".join(body for body in bodies if "onerror" in body or "alert" in body)
    assert "&lt;img src=x" in html
    assert "<script" not in html
    assert "<img" not in html
    assert "click](http" not in " ".join(item.value for item in at.markdown)


def test_a_wrong_answer_says_why_it_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    at = ask(ready(monkeypatch, FakeEngine(otherwise="No idea."), "prompt_only", "retrieved"))
    assert "Saw no document" in words(at)
    assert "Retrieved, but not used" in words(at)


def test_a_corpus_that_does_not_fit_says_so_with_both_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = FakeEngine([PromptTooLongError(9_876, 8_192)])
    at = ask(ready(monkeypatch, engine, "full_context"))
    assert "9,876" in words(at)
    assert "8,192" in words(at)
    assert "too large to stuff" in words(at)


def test_an_engine_that_fails_shows_the_error_in_its_card(monkeypatch: pytest.MonkeyPatch) -> None:
    at = ask(ready(monkeypatch, FakeEngine([InferenceError("The worker had a bad day.")]), "prompt_only"))
    assert "bad day" in words(at)


def test_a_question_of_50_000_characters_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = FakeEngine()
    at = ask(ready(monkeypatch, engine), "x" * 50_000)
    assert "50,000" in words(at)
    assert engine.asked == []


def test_without_a_model_the_page_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, ModelMissingError("smollm2-135m", "Install it."))
    at = opened("playground")
    assert "is not on this machine" in words(at)
    assert not at.chat_input


def test_blind_answers_hide_their_arms_until_the_vote(monkeypatch: pytest.MonkeyPatch) -> None:
    at = ready(monkeypatch, FakeEngine(otherwise=RIGHT))
    at.toggle(key="playground_blind").set_value(True).run()
    ask(at)
    assert "Answer A" in words(at)
    assert "base model" not in words(at)
    press(at, "vote_retrieved")
    assert "You chose **Retrieved**" in words(at)
    assert "Retrieved 1" in words(at)


def test_an_edited_document_is_what_the_next_answer_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    reply = '{"answer": "%s", "source": "x"}'
    engine = FakeEngine(otherwise=reply % EDIT.old_answer)
    at = ready(monkeypatch, engine, "retrieved")
    at.segmented_control(key="playground_mode").set_value("edit").run()
    press(at, "walk_ask")
    assert "the old fact" in words(at)
    engine.queue(*[reply % EDIT.new_answer] * 3)
    press(at, "walk_save", "walk_again")
    assert EDIT.replace in engine.asked[-1]["messages"][-1]["content"]
    assert "the new fact" in words(at)
    assert "Indexed again in" in words(at)


def test_starting_over_brings_the_first_version_back(monkeypatch: pytest.MonkeyPatch) -> None:
    at = ready(monkeypatch, FakeEngine(otherwise=RIGHT), "retrieved")
    at.segmented_control(key="playground_mode").set_value("edit").run()
    press(at, "walk_ask", "walk_save")
    assert at.session_state["playground_corpus"].edited
    press(at, "walk_over")
    assert not at.session_state["playground_corpus"].edited


def test_a_switch_lands_in_the_scenario_and_in_the_prompt(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = FakeEngine(otherwise=RIGHT)
    at = ready(monkeypatch, engine, "retrieved")
    at.toggle(key="set_few_shot").set_value(True).run()
    at.toggle(key="set_constrained").set_value(True).run()
    at.number_input(key="set_top_k").set_value(3).run()
    assert scenario_of(at).playground.settings == {"few_shot": True, "constrained": True, "top_k": 3}
    ask(at)
    asked = engine.asked[-1]
    assert asked["schema"]["required"] == ["answer", "source"]
    assert len(asked["messages"]) > 2
    assert asked["messages"][-1]["content"].count('Document "') == 3


def test_another_corpus_can_be_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    at = ready(monkeypatch, FakeEngine())
    box = next(box for box in at.selectbox if box.label == "Corpus")
    box.set_value("master-agreement").run()
    assert not at.exception
    assert scenario_of(at).playground.corpus == "master-agreement"
    assert at.session_state["playground_corpus"].id == "master-agreement"


def test_tuned_arms_are_offered_only_with_their_adapters() -> None:
    there = adapters_for(load_corpus(shipped_corpora()["master-agreement"]))
    assert there.facts is None


def test_a_run_that_was_stopped_while_searching_does_not_begin_again(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = FakeEngine(otherwise=RIGHT)
    at = ready(monkeypatch, engine)
    held = at.session_state["playground_corpus"]
    at.session_state["playground_run"] = Asked(QUESTION, None, held, Settings(), BASE_ARMS, begun=True)
    at.run()
    assert not at.exception
    assert engine.asked == []
    assert words(at).count("stopped") >= len(BASE_ARMS)


def test_without_a_model_recorded_answers_are_shown_and_marked(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(recorded, "RECORDED", tmp_path)
    monkeypatch.setattr(record, "RECORDED", tmp_path)
    record.record(load_corpus(shipped_corpora()["spokewren"]), FakeEngine(otherwise=RIGHT), "a-model")
    use(monkeypatch, ModelMissingError("smollm2-135m", "Install it."))
    at = opened("playground")
    assert "Nothing here is live" in words(at)
    assert "The Strider costs 89 crowns a month." in words(at)


def test_after_another_corpus_the_first_one_is_searched_as_it_ships(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = FakeEngine(otherwise=RIGHT)
    at = ready(monkeypatch, engine, "retrieved")
    at.segmented_control(key="playground_mode").set_value("edit").run()
    press(at, "walk_ask", "walk_save")
    for corpus_id in ("master-agreement", "spokewren"):
        next(box for box in at.selectbox if box.label == "Corpus").set_value(corpus_id).run()
    at.segmented_control(key="playground_mode").set_value("ask").run()
    ask(at, load_corpus(shipped_corpora()["spokewren"]).question(EDIT.question).question)
    prompt = engine.asked[-1]["messages"][-1]["content"]
    assert EDIT.find in prompt
    assert EDIT.replace not in prompt


def test_an_edit_indexes_its_own_document_and_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    at = ready(monkeypatch, FakeEngine(otherwise=RIGHT), "retrieved")
    at.segmented_control(key="playground_mode").set_value("edit").run()
    press(at, "walk_ask")
    added: list[str] = []
    add = LocalIndex.add

    def noted(self: LocalIndex, documents: Sequence[Document], progress: Any = None) -> None:
        added.extend(document.id for document in documents)
        add(self, documents, progress)

    monkeypatch.setattr(LocalIndex, "add", noted)
    press(at, "walk_save", "walk_again")
    assert added == [EDIT.document]


def test_a_walk_whose_sentence_is_gone_says_so_and_offers_to_start_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    at = ready(monkeypatch, FakeEngine(otherwise=RIGHT), "retrieved")
    at.segmented_control(key="playground_mode").set_value("edit").run()
    press(at, "walk_ask")
    held = at.session_state["playground_corpus"]
    text = held.document(EDIT.document).text.replace(EDIT.find, "Something else.")
    at.session_state["playground_corpus"] = held.with_text(EDIT.document, text)
    press(at, "walk_save")
    assert "no longer in the document" in words(at)
    assert "Indexed again" not in words(at)
    press(at, "walk_over")
    assert "no longer in the document" not in words(at)
    assert not at.button(key="walk_ask").disabled


def test_a_reset_that_fails_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    at = ready(monkeypatch, FakeEngine(otherwise=RIGHT), "retrieved")
    at.segmented_control(key="playground_mode").set_value("edit").run()
    press(at, "walk_ask", "walk_save")

    def broken(self: LocalIndex, documents: Sequence[Document]) -> None:
        raise IndexClosedError("This search index was closed.")

    monkeypatch.setattr(LocalIndex, "hold", broken)
    press(at, "walk_over")
    assert "index was closed" in words(at)
    assert "Something went wrong on this page" not in words(at)


def test_the_model_has_a_fold_at_the_foot_of_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "The model" in [fold.label for fold in ready(monkeypatch, FakeEngine()).expander]


def test_a_gold_file_that_is_too_large_is_refused_and_not_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    at = ready(monkeypatch, FakeEngine())
    gold = b"questions: [{id: q1, question: What?, source: null}]\n" + b"#\n" * 1_000_000
    upload = next(one for one in at.file_uploader if "documents" in one.label)
    upload.upload("notes.md", b"# Notes\n\nSome text.").upload("gold.yaml", gold)
    next(button for button in at.button if button.label == "Use these documents").click().run()
    assert "more than 2 MB" in words(at)
    assert at.session_state["playground_corpus"].id == "spokewren"


def test_answers_from_before_an_edit_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    at = ask(ready(monkeypatch, FakeEngine(otherwise=RIGHT), "retrieved"))
    assert "asked before the documents" not in words(at)
    held = at.session_state["playground_corpus"]
    at.session_state["playground_corpus"] = held.with_text(EDIT.document, "Something else.")
    assert "asked before the documents" in words(at.run())
