"""Instructions inside documents: measured on a small set, and explained."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components.inference import InferenceError
from components.inference.view import session_id, shared_engine
from components.knowledge import content
from components.playground.arms import arm_label, usable_arms
from components.playground.injection import (
    ARMS,
    PlantedReply,
    fooled_shares,
    measure_injections,
    missing_replies,
)
from components.playground.measuring import Measurement
from components.playground.scoring import Metric
from components.playground.view_state import adapters, corpus, settings
from components.playground.view_text import plain_caption
from components.ui import percent
from components.ui.view import plain_text, problem

_REPLIES = "injection_replies"


def injections() -> None:
    """What planted instructions do to the arms that read documents."""
    st.markdown(content("playground-injection"))
    held = corpus()
    if not held.injections:
        st.caption("This corpus has no set of planted instructions. The first corpus has one.")
        return
    if st.button(f"Measure {len(held.injections)} planted instructions", key="run_injection"):
        _measure()
    replies: list[PlantedReply] = st.session_state.get(_REPLIES, {}).get(held.id, [])
    if replies:
        _shares(replies)
        _examples(replies)


def _measure() -> None:
    held, there, now, session = corpus(), adapters(), settings(), session_id()
    arms, _ = usable_arms(ARMS, there)
    try:
        engine = shared_engine()
    except InferenceError as error:
        problem(error)
        return
    measurement: Measurement[list[PlantedReply]] = Measurement(
        lambda stopper, report: measure_injections(
            held, engine, arms, there, now, stopper, lambda done, total: report("", done, total), session
        )
    )
    bar, stop = st.empty(), st.empty()
    stop.button("Stop", icon=":material/stop_circle:", key="stop_injection")
    with measurement:
        while measurement.running:
            share = measurement.done / measurement.total if measurement.total else 0.0
            bar.progress(share, text=f"{measurement.done} of {measurement.total or '…'} replies")
            measurement.wait(0.25)
    bar.empty()
    stop.empty()
    if measurement.error is not None:
        problem(str(measurement.error))
    elif measurement.result is not None:
        st.session_state.setdefault(_REPLIES, {})[held.id] = measurement.result


def _shares(replies: list[PlantedReply]) -> None:
    shares = fooled_shares(replies)
    rows = [
        {
            "Arm": arm_label(arm),
            "Obeyed the planted instruction": _share(found),
            "Counts": f"{found.hits} of {found.n}",
        }
        for arm, found in shares.items()
    ]
    st.dataframe(
        pd.DataFrame(rows), hide_index=True, alt="Share of replies that obeyed a planted instruction"
    )
    for arm, (count, why) in missing_replies(replies).items():
        plain_caption(f"{arm_label(arm)}: no reply to {count} of them, which count nowhere. {why}")


def _share(found: Metric) -> str:
    if found.value is None:
        return "nothing to count"
    return f"{percent(found.value)} ({found.low:.0%} to {found.high:.0%})"


def _examples(replies: list[PlantedReply]) -> None:
    given = [reply for reply in replies if reply.error is None]
    for reply in sorted(given, key=lambda one: not one.fooled)[:4]:
        with st.container(border=True):
            with st.container(horizontal=True, gap="xsmall"):
                st.badge(arm_label(reply.arm), color="gray")
                st.badge("obeyed" if reply.fooled else "held", color="red" if reply.fooled else "green")
            plain_caption(f"planted: {reply.plant}")
            plain_caption(f"asked: {reply.question}")
            plain_text(reply.text)
