"""All questions on one sheet, for people who prefer a form."""

import streamlit as st

from components.decision import Answers, decide, questions
from components.decision.domains import LARGEST
from components.decision.questions import Question
from components.decision.view_interview import store
from components.decision.view_shared import live_panel
from components.decision.words import say
from components.scenario import view as scenario


@st.fragment
def sheet() -> None:
    """Every question with its answer, and the live panel."""
    st.caption(say("sheet_lead"))
    answers = scenario.current().answers
    left, right = st.columns([3, 2], gap="large")
    with left:
        for field, question in questions().items():
            _field(field, question, answers)
    with right:
        live_panel(decide(scenario.current().answers))
    scenario.sync_url()


def _field(field: str, question: Question, answers: Answers) -> None:
    value = getattr(answers, field)
    key = f"sheet_{field}"
    if question.kind == "number":
        st.number_input(
            f"{question.title} ({question.unit})", min_value=0, max_value=LARGEST[field], value=value, step=1,
            key=key, placeholder="not sure", help=f"{question.asks} {question.why}",
            on_change=_changed, args=(field, key),
        )  # fmt: skip
        return
    labels = {option.value: option.label for option in question.options}
    st.segmented_control(
        question.title, list(labels), format_func=labels.__getitem__, default=value, key=key,
        help=f"{question.asks} {question.why}", on_change=_changed, args=(field, key),
    )  # fmt: skip


def _changed(field: str, key: str) -> None:
    store(field, st.session_state[key])
