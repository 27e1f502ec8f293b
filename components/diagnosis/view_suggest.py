"""Suggestions while labelling: off, by key words, or by the model; never applied by themselves."""

from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as StillReading
from typing import cast

import streamlit as st

from components.diagnosis.labelling import sample_failures
from components.diagnosis.labels import label_entries
from components.diagnosis.suggesting import LanguageModel, Suggestion, by_key_words, suggest
from components.inference import InferenceError
from components.knowledge import content, record
from components.ui.view import plain_text, problem

_SOURCE = "diagnose_suggestions"
_ASKED = "diagnose_suggestions_asked"
_SOURCES = {"off": "No suggestions", "words": "Key words", "model": "Local model"}
_ELSEWHERE = {**_SOURCES, "model": "Model elsewhere"}
_KEPT = 200  # suggestions a session keeps
_WAIT_S = 0.05


def suggestion_choice() -> None:
    """Where suggestions come from."""
    elsewhere = _asks_elsewhere()
    st.selectbox(
        "Suggestions",
        list(_SOURCES),
        format_func=(_ELSEWHERE if elsewhere else _SOURCES).__getitem__,
        key=_SOURCE,
        width=190,
        label_visibility="collapsed",
        persist_state="session",
        help=content("diagnose_suggestions"),
    )
    if elsewhere and st.session_state.get(_SOURCE) == "model":
        st.caption(content("diagnose_suggestions_elsewhere"))


def suggestion(text: str) -> None:
    """The suggestion for one failure with its reason and how far to trust it, below the keys."""
    chosen = st.session_state.get(_SOURCE) or "off"
    if chosen == "words":
        _show(by_key_words(text), "words")
    elif chosen == "model":
        _from_model(text)


@st.fragment(run_every=0.5)
def _from_model(text: str) -> None:
    """Asked in the background and looked after twice a second: a fragment that waited would hold up the keys."""
    try:
        answer = _answer(text)
        found = answer.result(_WAIT_S) if answer else None
    except StillReading:
        answer = None
    except InferenceError as error:
        problem(error, "Label without it, or choose key words.")
        return
    if answer is None:
        st.caption(":material/hourglass_top: The model reads the failure")
    else:
        _show(found, "model")


def _answer(text: str) -> Future[Suggestion | None] | None:
    """The model's answer, perhaps still to come; None while it is busy with an earlier failure of this session."""
    asked: dict[str, Future[Suggestion | None]] = st.session_state.setdefault(_ASKED, {})
    if text not in asked and all(answer.done() for answer in asked.values()):
        if len(asked) >= _KEPT:
            asked.clear()
        asked[text] = _readers().submit(suggest, _engine(), text, _session())
    return asked.get(text)


@st.cache_resource(show_spinner=False)
def _readers() -> ThreadPoolExecutor:
    """Threads that wait for the engine, shared by all sessions; the engine itself decides who is served when."""
    return ThreadPoolExecutor(max_workers=8, thread_name_prefix="suggest")


# Imported where they are needed: the engine takes half a second to import, and the other steps do without it.
def _asks_elsewhere() -> bool:
    from components.inference.view import asks_elsewhere

    return asks_elsewhere()


def _engine() -> LanguageModel:
    from components.inference.view import shared_engine

    return cast(LanguageModel, shared_engine())


def _session() -> str:
    from components.inference.view import session_id

    return session_id()


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
