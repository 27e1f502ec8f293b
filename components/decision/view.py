"""The decide page, put together."""

import streamlit as st

from components.decision import decide
from components.decision.errors import DecisionError
from components.decision.view_answer import answer, back_to_questions
from components.decision.view_interview import MODE, interview
from components.decision.view_roadmap import way_ahead, who_says_what
from components.decision.view_shared import styles
from components.decision.view_sheet import sheet
from components.decision.words import say
from components.knowledge import KnowledgeError
from components.scenario import view as scenario
from components.ui.view import page_header, problem

MODES = {"interview": "Interview", "sheet": "All on one sheet", "answer": "The answer"}


def header() -> None:
    """The page's heading."""
    page_header("Decide", say("lead"))


def wizard() -> None:
    """Interview, sheet or answer, whichever is chosen."""
    styles()
    try:
        _chosen_mode()
    except (DecisionError, KnowledgeError) as error:
        problem(error)


def _chosen_mode() -> None:
    settled = decide(scenario.current().answers).settled
    mode = st.segmented_control(
        "How to go through it", list(MODES), format_func=MODES.__getitem__, key=MODE, required=True,
        default="answer" if settled else "interview", label_visibility="collapsed", persist_state="session",
    )  # fmt: skip
    if mode == "sheet":
        sheet()
    elif mode == "answer":
        answer()
        way_ahead()
        who_says_what()
        back_to_questions()
    else:
        interview()
