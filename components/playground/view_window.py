"""The truth about context windows: what does not fit, with the numbers, and what it would cost elsewhere."""

from __future__ import annotations

import streamlit as st

from components.inference import Generates, InferenceError, PromptTooLongError
from components.inference.view import shared_engine
from components.playground import hosted
from components.playground.arms import stuffed
from components.playground.corpus import Corpus
from components.playground.settings import Settings, playground_data
from components.playground.view_state import corpus, settings
from components.playground.view_text import plain_caption
from components.ui import money
from components.ui.view import plain_text


def too_large(error: PromptTooLongError, settings: Settings) -> None:
    """Inside the card of an arm whose prompt does not fit."""
    plain_text(
        f"The whole corpus does not fit: the prompt has {error.prompt_tokens:,} tokens, "
        f"this model reads {error.window_tokens:,}."
    )
    line = _elsewhere(error.prompt_tokens, settings)
    if line:
        plain_text(line)
    st.badge("too large to stuff", icon=":material/block:", color="orange")


def window_note() -> None:
    """Below the answers: what stuffing the whole corpus means here and elsewhere."""
    try:
        line = window_line(corpus(), shared_engine(), settings())
    except InferenceError:
        return
    plain_caption(line)


def window_line(corpus: Corpus, engine: Generates, settings: Settings) -> str:
    """The corpus's tokens against the window, here and on the hosted model."""
    tokens, window = engine.count_tokens(stuffed(corpus, settings)), engine.context_window
    fits = f"{tokens / window:.0%} of what" if tokens < window else f"more than the {window:,} that"
    here = f"The whole corpus is {tokens:,} tokens, {fits} this model reads."
    return f"{here} {_elsewhere(tokens, settings)}"


def _elsewhere(prompt_tokens: int, settings: Settings) -> str:
    model = hosted.chosen(settings)
    if model is None:
        return ""
    answer_tokens = playground_data().hosted_answer_tokens
    plain = hosted.call_cost(model, prompt_tokens, answer_tokens)
    cached = hosted.call_cost(model, prompt_tokens, answer_tokens, cached_tokens=prompt_tokens)
    if plain is None or cached is None:
        return ""
    window = hosted.window(model)
    if window is not None and prompt_tokens > window:
        return f"It is more than {model} reads, too: {window:,}."
    reads = f" (it reads {window:,})" if window else ""
    return (
        f"On {model}{reads}, stuffing it into every prompt costs {money(plain * 1_000)} for 1,000 questions, "
        f"{money(cached * 1_000)} when the provider has it cached."
    )
