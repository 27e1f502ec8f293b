"""The playground's and the scoreboard's blocks, for their pages to put in order."""

import streamlit as st

from components.finetune.view import train_your_own_section
from components.inference import InferenceError
from components.inference.view import engine_problem, model_panel, shared_engine
from components.playground.view_answers import answers
from components.playground.view_ask import blind_toggle, question_bar, switches
from components.playground.view_corpus import (
    corpus_controls,
    corpus_notes,
    corpus_picker,
    documents_drawer,
    edited_note,
)
from components.playground.view_injection import injections
from components.playground.view_prefix import prepare_prefix
from components.playground.view_recorded import recorded_answers
from components.playground.view_results import results
from components.playground.view_scoreboard import controls as scoreboard_controls
from components.playground.view_state import corpus
from components.playground.view_walk import walk_through
from components.playground.view_window import window_note
from components.ui.view import fold

__all__ = [
    "answers",
    "corpus_row",
    "edit_freely",
    "engine_ready",
    "injections_fold",
    "mode",
    "more",
    "prepare_prefix",
    "question_bar",
    "recorded_answers",
    "results",
    "scoreboard_controls",
    "toolbar",
    "walk_through",
]

_MODES = {"ask": "Ask anything", "edit": "Edit a fact, ask again"}


def engine_ready() -> bool:
    """Whether a model answers here; says what to do when none does."""
    try:
        with st.spinner("Loading the model…"):
            shared_engine()
    except InferenceError as error:
        engine_problem(error)
        return False
    return True


def toolbar() -> None:
    """Corpus, documents, uploads, switches, blind mode: one row."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="playground_toolbar"):
        corpus_controls()
        switches()
    corpus_notes()


def corpus_row() -> None:
    """Corpus and switches of the scoreboard."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="scoreboard_toolbar"):
        corpus_picker()
        switches()
        edited_note()
    corpus_notes()


def mode() -> str:
    """Asking, or the guided edit."""
    with st.container(horizontal=True, vertical_alignment="center", key="playground_modes"):
        chosen = st.segmented_control(
            "Mode",
            list(_MODES),
            default="ask",
            required=True,
            format_func=lambda key: _MODES[key],
            key="playground_mode",
            label_visibility="collapsed",
            persist_state="session",
        )
        if chosen == "ask":
            blind_toggle()
    return str(chosen)


def edit_freely() -> None:
    """Where a corpus has no guided edit: its documents, to change one without a guide."""
    if not corpus().edits and st.button(
        "Open the documents", key="edit_freely", icon=":material/folder_open:"
    ):
        documents_drawer()


def more() -> None:
    """What is worth knowing, folded away."""
    window_note()
    injections_fold()
    fold("The model", model_panel, key="model_panel", icon=":material/memory:")
    fold("Train your own", train_your_own_section, key="train_your_own", icon=":material/model_training:")


def injections_fold() -> None:
    """Instructions inside documents, folded away."""
    fold(
        "What if a document carries instructions?", injections, key="injections", icon=":material/gpp_maybe:"
    )
