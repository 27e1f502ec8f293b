"""Names of the corpora that can be chosen."""

from __future__ import annotations

import streamlit as st

from components.playground.corpus import load_corpus, shipped_corpora
from components.playground.view_state import UPLOADED


@st.cache_data(show_spinner=False, max_entries=20)
def _titles() -> dict[str, str]:
    return {key: load_corpus(folder).title for key, folder in shipped_corpora().items()}


def corpus_title(corpus_id: str) -> str:
    """A corpus's title for people."""
    return "Your documents" if corpus_id == UPLOADED else _titles().get(corpus_id, corpus_id)
