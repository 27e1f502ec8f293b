"""Ask, stream all arms side by side, judge, and keep the last answers on the page."""

from __future__ import annotations

import time

import streamlit as st

from components.inference import InferenceError
from components.inference.view import session_id, shared_engine
from components.playground.arms import RETRIEVING, arm_label, base_arm, plan, search_for
from components.playground.live import LiveRun
from components.playground.view_ask import blind_mode
from components.playground.view_blind import vote_bar
from components.playground.view_cards import Slot, arm_heading, card, finish, stopped_badge
from components.playground.view_state import (
    Asked,
    adapters,
    chosen_arms,
    corpus,
    display_order,
    forget_run,
    index,
    keep_run,
    last_run,
    settings,
    take_pending,
)
from components.playground.view_text import plain_caption
from components.retrieval import RetrievalError
from components.ui.view import plain_text, problem

_TICK_S = 0.07
COLUMN_PX = 240


def answers() -> None:
    """The asked question and one card an arm: streaming, finished, or waiting for a question."""
    pending = take_pending()
    if pending is not None:
        keep_run(ask_as(pending, chosen_arms(), blind_mode()))
    asked = last_run()
    if asked is None:
        _empty_cards()
    else:
        if asked.corpus.documents != corpus().documents:
            st.badge("asked before the documents were changed", icon=":material/history:", color="orange")
        show_run(asked)


def ask_as(question: str, arms: tuple[str, ...], blind: bool = False) -> Asked:
    """A question for these arms; nothing is searched or asked of the model yet."""
    held = corpus()
    return Asked(question, held.gold_for(question), held, settings(), display_order(arms, blind), blind)


def begin(asked: Asked) -> LiveRun:
    """Search once and plan every arm.

    Raises:
        InferenceError: no engine.
        RetrievalError: the search cannot run.
    """
    engine = shared_engine()
    if any(base_arm(arm) in RETRIEVING for arm in asked.order):
        asked.found = search_for(index(), asked.question, asked.settings, asked.order)
    there = adapters()
    plans = [
        plan(arm, asked.corpus, asked.question, asked.settings, there, asked.found) for arm in asked.order
    ]
    asked.run = LiveRun(engine, plans, session_id())
    return asked.run


def show_run(asked: Asked, key: str = "cards") -> None:
    """The cards of one run; streams them first if that has not been done."""
    with st.container(horizontal=True, vertical_alignment="center", key=f"{key}_asked"):
        with st.container(width="stretch"):
            plain_text(f"“{asked.question}”")
        stop = st.empty()
    with st.grid(3, min_column_width=COLUMN_PX, key=key):
        slots = [card(asked, arm, key) for arm in asked.order]
    if not asked.begun:
        stop.button("Stop", icon=":material/stop_circle:", key=f"{key}_stop")
        run_now(asked, slots)
        stop.empty()
    for slot in slots:
        if slot.arm in asked.lanes:
            finish(slot, asked)
        else:
            stopped_badge(slot)
    if asked.blind and asked.lanes:
        vote_bar(asked)


def run_now(asked: Asked, slots: list[Slot]) -> None:
    """Search, ask all arms and write into their slots until all are done; problems are shown."""
    asked.begun = True  # a stop while searching must not begin the whole run again
    for slot in slots:
        with slot.text:
            plain_caption("Searching the documents…" if base_arm(slot.arm) in RETRIEVING else "Waiting…")
    try:
        _stream(begin(asked), slots)
    except (InferenceError, RetrievalError) as error:
        forget_run()
        problem(error)


def _stream(run: LiveRun, slots: list[Slot]) -> None:
    """Write into all cards until all are done.

    Whatever ends this script run (stop, another click, another page, a closed tab) ends the answers, too.
    """
    clock = st.empty()
    start_s = time.monotonic()
    with run:
        while run.running:
            for slot in slots:
                slot.show(run.lanes[slot.arm])
            # Besides informing, this call is where Streamlit can interrupt the loop.
            clock.caption(f"Answering, {time.monotonic() - start_s:.1f} s")
            time.sleep(_TICK_S)
    clock.empty()


def _empty_cards() -> None:
    with st.grid(3, min_column_width=COLUMN_PX, key="cards"):
        for arm in chosen_arms():
            with st.container(border=True, height="stretch", gap="xsmall", key=f"empty_{arm}"):
                arm_heading(arm, arm_label(arm))
                st.caption(_invitation())


def _invitation() -> str:
    return "Pick a question above, or type one." if corpus().questions else "Type a question above."
