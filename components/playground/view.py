"""The playground's and the scoreboard's blocks, for their pages to put in order."""

import streamlit as st

from components.playground.view_answers import answers
from components.playground.view_ask import blind_toggle, question_bar, switches
from components.playground.view_corpus import corpus_controls, corpus_notes

__all__ = ["answers", "question_bar", "toolbar"]


def toolbar() -> None:
    """Corpus, documents, uploads, switches, blind mode: one row."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="playground_toolbar"):
        corpus_controls()
        switches()
        blind_toggle()
    corpus_notes()
