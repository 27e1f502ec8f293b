"""The question: typed or picked, with the switches beside it."""

from __future__ import annotations

from typing import Any

import streamlit as st

from components.playground import hosted
from components.playground.arms import arm_label, usable_arms
from components.playground.samples import sample_questions
from components.playground.settings import MOST_CHUNKS_IN_PROMPT, playground_data
from components.playground.view_state import (
    adapters,
    all_arms,
    ask,
    change_settings,
    chosen_arms,
    corpus,
    settings,
)
from components.scenario.view import current, update
from components.ui.view import problem

_BLIND = "playground_blind"
_CUTS = {"structure": "By structure", "fixed": "Every 400 characters"}


def question_bar() -> None:
    """Where a question is typed or picked; Enter asks it."""
    held = corpus()
    with st.container(key="ask_box"):  # in a container it stands here, not at the bottom of the window
        typed = st.chat_input("Ask about these documents", key="typed_question")
    if typed is not None:
        _typed(typed)
    samples = sample_questions(held)
    if samples:
        st.pills(
            "Try one of these",
            [question.id for question in samples],
            format_func=lambda key: held.question(key).question,
            key=f"samples_{held.id}",
            on_change=_picked,
            args=(f"samples_{held.id}",),
            label_visibility="collapsed",
        )


def _typed(text: str) -> None:
    # Not `max_chars`: that would cut a long question without a word.
    limit = playground_data().question_characters
    if len(text) > limit:
        problem(
            f"The question has {len(text):,} characters, the limit is {limit:,}.",
            "Ask it in a sentence or two.",
        )
    elif text.strip():
        ask(text.strip())


def _picked(key: str) -> None:
    chosen = st.session_state[key]
    if chosen is not None:
        ask(corpus().question(chosen).question)
        # Unpicked again, so that the same question can be asked twice.
        st.session_state[key] = None


def switches() -> None:
    """What can be varied, folded away."""
    with st.popover("Switches", icon=":material/tune:", key="switches"):
        _arm_choice()
        _prompt_switches()
        _search_switches()
        _hosted_choice()


def blind_mode() -> bool:
    """Whether the next answers are shown without names."""
    return bool(st.session_state.get(_BLIND, False))


def blind_toggle() -> None:
    """Hide which arm is which and let the room vote."""
    st.toggle(
        "Blind",
        key=_BLIND,
        help="Hides which answer is whose and lets the room vote.",
        persist_state="session",
    )


def _arm_choice() -> None:
    options, _ = usable_arms(all_arms(), adapters())
    st.pills(
        "Arms",
        options,
        selection_mode="multi",
        default=[arm for arm in chosen_arms() if arm in options],
        format_func=arm_label,
        key="arms",
        on_change=_arms_changed,
    )


def _arms_changed() -> None:
    picked = set(st.session_state["arms"])
    arms = tuple(arm for arm in all_arms() if arm in picked)
    update(playground=current().playground.model_copy(update={"arms": arms}))


def _prompt_switches() -> None:
    now = settings()
    _switch("Examples in the prompt (few-shot)", "few_shot", now.few_shot)
    _switch("Constrained decoding (JSON schema)", "constrained", now.constrained)


def _search_switches() -> None:
    now = settings()
    _switch("Search by words", "lexical", now.lexical, disabled=now.lexical and not now.dense)
    _switch("Search by meaning", "dense", now.dense, disabled=now.dense and not now.lexical)
    _switch("Reranker", "rerank", now.rerank)
    st.segmented_control(
        "Passages cut",
        ["structure", "fixed"],
        default=now.chunker,
        required=True,
        format_func=lambda kind: _CUTS[kind],
        key="set_chunker",
        on_change=_changed,
        args=("chunker",),
    )
    st.number_input(
        "Passages in the prompt",
        1,
        MOST_CHUNKS_IN_PROMPT,
        now.top_k or now.chunks_for("retrieved"),
        key="set_top_k",
        on_change=_changed,
        args=("top_k",),
    )


def _hosted_choice() -> None:
    models = hosted.hosted_models()
    if models:
        now = settings().hosted_model
        st.selectbox(
            "Compare costs with",
            models,
            index=models.index(now) if now in models else 0,
            key="set_hosted_model",
            on_change=_changed,
            args=("hosted_model",),
        )


def _switch(label: str, name: str, value: bool, disabled: bool = False) -> None:
    key = f"set_{name}"
    st.toggle(label, value, key=key, on_change=_changed, args=(name,), disabled=disabled)


def _changed(name: str) -> None:
    value: Any = st.session_state[f"set_{name}"]
    change_settings(**{name: value})
