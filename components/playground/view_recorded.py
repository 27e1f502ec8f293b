"""Recorded answers, plainly marked, for a machine on which no model loads."""

from __future__ import annotations

import streamlit as st

from components.playground.recorded import recorded_run, recording
from components.playground.view_answers import show_run
from components.playground.view_state import Asked, corpus, settings


def recorded_answers() -> None:
    """The recorded questions of this corpus, and all arms' answers to the chosen one."""
    held = corpus()
    found = recording(held.id)
    if found is None:
        st.caption("There are no recorded answers for this corpus.")
        return
    questions = {question.id: question for question in found.questions}
    chosen = st.pills(
        "Recorded questions",
        list(questions),
        default=next(iter(questions)),
        required=True,
        format_func=lambda key: questions[key].question,
        key=f"recorded_{held.id}",
        label_visibility="collapsed",
    )
    st.warning(
        f"Recorded on {found.recorded:%d %b %Y} with {found.model} on {found.machine}. Nothing here is live.",
        icon=":material/history:",
    )
    question = questions[str(chosen)]
    run = recorded_run(question)
    show_run(
        Asked(
            question.question,
            held.gold_for(question.question),
            held,
            settings(),
            tuple(run.lanes),
            run=run,
            begun=True,
        ),
        key="recorded",
    )
