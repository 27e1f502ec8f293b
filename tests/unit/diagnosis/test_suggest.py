"""Suggestions: the prompt, what is made of replies, the key words."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from components.diagnosis import (
    LABELS,
    Failure,
    Suggestion,
    agreement,
    by_key_words,
    sample_failures,
    suggest,
)
from components.diagnosis.suggesting import MAX_PROMPT_TEXT, MAX_REASON, parse, prompt, schema
from components.inference import FakeEngine


def test_the_model_is_asked_with_a_schema_that_allows_two_words() -> None:
    engine = FakeEngine(['{"reason": "an old fee", "wrong": "fact"}'])
    assert suggest(engine, "Quoted an old fee", "somebody") == Suggestion("knowledge", "an old fee")
    asked = engine.asked[0]
    assert asked["session"] == "somebody"
    assert asked["schema"] == schema()
    assert schema()["properties"]["wrong"]["enum"] == ["fact", "form"]
    assert asked["messages"][-1] == {"role": "user", "content": "Quoted an old fee"}


def test_the_prompt_is_the_same_up_to_the_failure_so_that_it_is_read_once() -> None:
    assert prompt("a")[:-1] == prompt("b")[:-1]
    assert len(prompt("x" * 5_000)[-1]["content"]) == MAX_PROMPT_TEXT


def test_the_examples_show_the_very_form_that_is_asked_for() -> None:
    for message in prompt("a"):
        if message["role"] == "assistant":
            assert list(json.loads(message["content"])) == schema()["required"]


def test_no_example_of_the_prompt_is_in_the_worked_set() -> None:
    shown = {message["content"] for message in prompt("a")}
    assert not shown & {item.text for item in sample_failures()}


@pytest.mark.parametrize(
    "reply",
    [
        "",
        "knowledge",
        '{"reason": "a", "wrong": "banana"}',
        '{"reason": "cut',
        "[]",
        '{"wrong": "fact"}',
        "null",
    ],
)
def test_a_reply_that_is_no_label_is_no_suggestion(reply: str) -> None:
    assert parse(reply) is None


def test_reasons_are_kept_short_and_on_one_line() -> None:
    found = parse(json.dumps({"reason": "a\n\nb " + "x" * 500, "wrong": "form"}))
    assert found is not None
    assert found.reason.startswith("a b x")
    assert len(found.reason) == MAX_REASON


@settings(deadline=None)  # the machine may be busy
@given(st.text(max_size=200))
def test_no_reply_whatever_raises(reply: str) -> None:
    found = parse(reply)
    assert found is None or found.label in LABELS


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Invented a discount", "knowledge"),
        ("Replied in PROSE, not JSON", "behaviour"),
        ("Outdated price in the wrong tone", "both"),
        ("Timed out", "unclear"),
        ("Something happened", None),
        ("informational", None),
    ],
)
def test_key_words_suggest_what_most_of_them_speak_for(text: str, label: str | None) -> None:
    found = by_key_words(text)
    assert (found.label if found else None) == label


def test_the_reason_names_the_words_found() -> None:
    found = by_key_words("An invented JSON schema")
    assert found is not None
    assert "“json”" in found.reason


def test_agreement_counts_only_where_both_spoke() -> None:
    made = [Suggestion("both", ""), None, Suggestion("both", ""), Suggestion("both", "")]
    assert agreement(made, ["both", "both", "knowledge", None]) == (1, 2)


def test_suggesting_changes_no_failure() -> None:
    failure = Failure(text="Quoted an old fee")
    suggest(FakeEngine(['{"reason": "", "wrong": "form"}']), failure.text)
    assert failure.label is None
