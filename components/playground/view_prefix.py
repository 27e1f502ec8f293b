"""Read the stuffed corpus ahead when the page opens, so that full context answers without the wait."""

from __future__ import annotations

import hashlib
import threading

import streamlit as st

from components.inference import Generates, InferenceError
from components.inference.view import shared_engine
from components.playground.arms import stuffed
from components.playground.view_state import chosen_arms, corpus, settings


class PrefixReading:
    """One prefix being read; everybody with the same corpus watches the same one."""

    def __init__(self, engine: Generates, messages: list[dict[str, str]]) -> None:
        self.read_tokens = self.total_tokens = 0
        self.done = False
        self._thread = threading.Thread(target=self._read, args=(engine, messages), daemon=True)
        self._thread.start()

    def _read(self, engine: Generates, messages: list[dict[str, str]]) -> None:
        try:
            for progress in engine.prepare(messages):
                self.read_tokens, self.total_tokens = progress.read_tokens, progress.total_tokens
        except InferenceError:
            pass  # it does not fit, or the engine restarts: asking will say so
        self.done = True


def prepare_prefix() -> None:
    """A slim progress bar while the corpus is read; nothing once it has been."""
    if "full_context" not in chosen_arms():
        return
    try:
        engine = shared_engine()
    except InferenceError:
        return
    messages = stuffed(corpus(), settings())
    digest = hashlib.sha256(repr(messages).encode("utf-8", "replace")).hexdigest()
    reading = _reading(digest, engine, messages)
    if not reading.done:
        _bar(reading)


@st.cache_resource(max_entries=16, ttl="1h", show_spinner=False)
def _reading(digest: str, _engine: Generates, _messages: list[dict[str, str]]) -> PrefixReading:
    return PrefixReading(_engine, _messages)


@st.fragment(run_every=0.5)
def _bar(reading: PrefixReading) -> None:
    if reading.done:
        return
    share = reading.read_tokens / reading.total_tokens if reading.total_tokens else 0.0
    counts = f": {reading.read_tokens:,} of {reading.total_tokens:,} tokens" if share else ""
    st.progress(min(share, 1.0), text=f"Reading the corpus ahead for full context{counts}")
