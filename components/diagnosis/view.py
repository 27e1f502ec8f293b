"""The diagnose page, put together: the answer on top, then one step at a time."""

import streamlit as st

from components.diagnosis import diagnose, verdict
from components.diagnosis.charts import balance, balance_alt
from components.diagnosis.errors import DiagnosisError
from components.diagnosis.verdict import Diagnosis
from components.diagnosis.view_collect import collect
from components.diagnosis.view_label import label
from components.diagnosis.view_result import result
from components.diagnosis.view_state import STEP, failures, show_notice
from components.knowledge import KnowledgeError, content
from components.scenario import view as scenario
from components.ui.view import figure, is_dark, page_header, problem

STEPS = {"collect": "Collect", "label": "Label", "result": "Result"}
_ICONS = {"collect": ":material/inbox:", "label": ":material/label:", "result": ":material/balance:"}


def header() -> None:
    """The page's heading."""
    page_header("Diagnose", content("diagnose"))


@st.fragment
def workbench() -> None:
    """The answer, the steps, and the chosen step. A fragment, so that a label costs one small rerun."""
    show_notice()
    top = st.container()
    step = _step()
    try:
        {"collect": collect, "label": label, "result": result}[step]()
        with top:
            _answer(diagnose(failures()), detailed=step == "result")
    except (DiagnosisError, KnowledgeError) as error:
        problem(error)
    scenario.sync_url()


def _step() -> str:
    first = "collect" if not failures() else "result" if any(item.label for item in failures()) else "label"
    chosen = st.segmented_control(
        "Step",
        list(STEPS),
        format_func=lambda step: f"{_ICONS[step]} {STEPS[step]}",
        key=STEP,
        required=True,
        default=None if STEP in st.session_state else first,
        label_visibility="collapsed",
        persist_state="session",
    )
    return chosen or first


def _answer(diagnosis: Diagnosis, detailed: bool) -> None:
    """The verdict and its picture; nothing while nothing is labelled."""
    if diagnosis.outcome == "none":
        return
    words = verdict(diagnosis)
    with st.container(border=True, key="diagnose_answer"):
        st.subheader(words.title, anchor=False)
        st.markdown(words.sentence)
        if diagnosis.outcome != "all_unclear":
            figure(
                balance(diagnosis, is_dark(), detailed),
                alt=balance_alt(diagnosis),
                key="diagnose_balance",
                height=190 if detailed else 70,
            )
        st.markdown(f":gray[{words.advice}]")
