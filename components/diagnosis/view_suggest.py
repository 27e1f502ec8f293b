"""Suggestions while labelling: off, by key words, or by the local model; never applied by themselves."""

from contextlib import closing
from typing import cast

import streamlit as st

from components.diagnosis.labelling import sample_failures
from components.diagnosis.labels import label_entries
from components.diagnosis.suggesting import LanguageModel, Suggestion, by_key_words, parse, replying
from components.inference import InferenceError
from components.knowledge import content, record
from components.ui.view import plain_text, problem

_SOURCE = "diagnose_suggestions"
_MADE = "diagnose_suggestions_made"
_SOURCES = {"off": "No suggestions", "words": "Key words", "model": "Local model"}


def suggestion_choice() -> None:
    """Where suggestions come from."""
    st.selectbox(
        "Suggestions",
        list(_SOURCES),
        format_func=_SOURCES.__getitem__,
        key=_SOURCE,
        width=190,
        label_visibility="collapsed",
        persist_state="session",
        help=content("diagnose_suggestions"),
    )


def suggestion(text: str) -> None:
    """The suggestion for one failure with its reason and how far to trust it, below the keys."""
    chosen = st.session_state.get(_SOURCE) or "off"
    if chosen == "words":
        _show(by_key_words(text), "words")
    elif chosen == "model":
        _from_model(text)


def _from_model(text: str) -> None:
    """Asked after the keys are drawn, so that nobody waits for it; a key pressed meanwhile stops it."""
    made: dict[str, Suggestion | None] = st.session_state.setdefault(_MADE, {})
    if text not in made:
        try:
            made[text] = _asked(text)
        except InferenceError as error:
            problem(error, "Label without it, or choose key words.")
            return
    _show(made[text], "model")


def _asked(text: str) -> Suggestion | None:
    """The model's suggestion. Every piece redraws a line: only there can a key pressed interrupt the run."""
    line, reply = st.empty(), ""
    with closing(replying(_engine(), text)) as pieces:
        for piece in pieces:
            reply += piece
            line.caption(
                f":material/hourglass_top: The local model reads the failure, {len(reply)} characters"
            )
    line.empty()
    return parse(reply)


def _engine() -> LanguageModel:
    from components.inference.view import shared_engine  # here: labelling without suggestions needs no engine

    return cast(LanguageModel, shared_engine())


def _show(found: Suggestion | None, source: str) -> None:
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="diagnose_suggestion"):
        if found is None:
            st.markdown(":gray[No suggestion for this one.]")
            return
        entry = label_entries()[found.label]
        st.badge(f"Suggestion: {entry.title}", icon=entry.icon, color="gray")
        plain_text(found.reason)
        st.caption(_trust(source))


def _trust(source: str) -> str:
    """How often such suggestions agreed with a person on the worked set, and what guessing would reach."""
    names = (f"{source}_agreed", f"{source}_suggested", "commonest_agreed")
    agreed, suggested, guessing = (round(record(f"diagnosis.{name}").central) for name in names)
    total = len(sample_failures())
    return (
        f"On the worked set it agreed with a person in {agreed} of {suggested} cases; "
        f"always saying the commonest label, in {guessing} of {total}."
    )
