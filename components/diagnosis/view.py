"""The diagnose page, put together: the answer on top, then one step at a time."""

import streamlit as st

from components.diagnosis import diagnose, verdict
from components.diagnosis.charts import balance, balance_alt
from components.diagnosis.errors import DiagnosisError
from components.diagnosis.strip import strip
from components.diagnosis.verdicts import Diagnosis
from components.diagnosis.view_collect import collect
from components.diagnosis.view_label import label
from components.diagnosis.view_result import result
from components.diagnosis.view_state import STEP, failures, show_notice
from components.knowledge import KnowledgeError, content
from components.scenario import view as scenario
from components.ui.view import figure, is_dark, page_header, problem

STEPS = {"collect": "Collect", "label": "Label", "result": "Result"}
_ICONS = {"collect": ":material/inbox:", "label": ":material/label:", "result": ":material/balance:"}


@st.fragment
def workbench() -> None:
    """Heading, answer, steps, and the chosen step. A fragment, so that a label costs one small rerun."""
    if STEP not in st.session_state:
        st.session_state[STEP] = _first_step()
    show_notice()
    _heading()
    top = st.container()
    try:
        step = _step()
        {"collect": collect, "label": label, "result": result}[step]()
        with top:
            _answer(diagnose(failures()), step)
    except (DiagnosisError, KnowledgeError) as error:
        problem(error)
    scenario.sync_url()


def _heading() -> None:
    """The heading; without its sentence while people label, so that the keys stay in sight on a phone."""
    if st.session_state[STEP] == "label":
        st.title("Diagnose", anchor=False)
    else:
        page_header("Diagnose", content("diagnose"))


def _first_step() -> str:
    if not failures():
        return "collect"
    return "result" if any(item.label for item in failures()) else "label"


def _step() -> str:
    chosen = st.segmented_control(
        "Step",
        list(STEPS),
        format_func=lambda step: f"{_ICONS[step]} {STEPS[step]}",
        key=STEP,
        required=True,
        label_visibility="collapsed",
        persist_state="session",
    )
    return chosen or _first_step()


def _answer(diagnosis: Diagnosis, step: str) -> None:
    """The verdict on top: in full under "Result", else small; nothing before there is anything to say."""
    if step != "result" and (failures() and (diagnosis.outcome != "none" or step == "label")):
        st.html(strip(diagnosis, is_dark()))
    elif step == "result" and diagnosis.outcome != "none":
        _full_answer(diagnosis)


def _full_answer(diagnosis: Diagnosis) -> None:
    words = verdict(diagnosis)
    with st.container(border=True, key="diagnose_answer"):
        st.header(words.title, anchor=False)
        st.markdown(words.sentence)
        if diagnosis.share.n:
            alt = balance_alt(diagnosis)
            figure(balance(diagnosis, is_dark()), alt=alt, key="diagnose_balance", height=190)
        st.markdown(f":gray[{words.advice}]")
