"""One question at a time: large answers, keyboard, back, skip, jump, and the verdicts settling beside it."""

import streamlit as st

from components.decision import Answers, asked_by, decide, frameworks, narrowing, questions
from components.decision.domains import LARGEST, Value
from components.decision.interview import Interview, current_question, progress, remaining
from components.decision.questions import Option, Question
from components.decision.view_shared import live_panel
from components.decision.words import answer_in_words, chosen_option, say
from components.diagnosis import diagnose
from components.knowledge import source
from components.scenario import view as scenario
from components.ui.view import page_link

STATE = "decide_interview"
MODE = "decide_mode"
_FURTHEST = "decide_furthest"


@st.fragment
def interview() -> None:
    """The wizard: a click redraws this fragment only."""
    answers = scenario.current().answers
    field = current_question(_state(), answers)
    left, right = st.columns([3, 2], gap="large")
    with left:
        _progress(answers)
        if field is None:
            _ended(answers)
        else:
            _question(field, answers)
        _moves(field, answers)
    with right:
        live_panel(decide(answers))
    scenario.sync_url()


def store(field: str, value: Value) -> None:
    """Put one answer into the scenario."""
    answers = scenario.current().answers
    scenario.update(answers=answers.model_copy(update={field: value}))


def _state() -> Interview:
    found: Interview = st.session_state.setdefault(STATE, Interview())
    return found


def _progress(answers: Answers) -> None:
    """How far the outcomes are settled; an answer more never moves the bar back, though it may open a branch."""
    given = {(field, value) for field, value in answers.model_dump().items() if value is not None}
    share = progress(answers)
    before, most = st.session_state.get(_FURTHEST, (set(), 0.0))
    if before <= given:
        share = max(share, most)
    st.session_state[_FURTHEST] = (given, share)
    st.progress(share, text=f"{len(given)} answered, {len(questions())} at most")


def _question(field: str, answers: Answers) -> None:
    question = questions()[field]
    st.header(question.title, anchor=False)
    st.markdown(f"**{question.asks}**")
    if field == "failure_mode":
        _diagnosis()
    value = getattr(answers, field)
    with st.container(key="answers", gap="small"):
        for option in question.options:
            _option(field, option, chosen_option(field, value) == option.value)
        if question.kind == "number":
            _exact(field, question, value)
        st.button(
            question.unsure, key=f"unsure_{field}", shortcut="U", width="stretch", wrap=True,
            on_click=_unsure, args=(field,),
        )  # fmt: skip
    st.markdown(f":gray[{question.why}]")
    _asked_by(field)


def _option(field: str, option: Option, chosen: bool) -> None:
    label = f"**{option.label}**" + (f" · {option.hint}" if option.hint else "")
    st.button(
        label, key=f"answer_{field}_{option.value}", type="primary" if chosen else "secondary",
        shortcut=option.key.upper(), width="stretch", wrap=True, on_click=_answer, args=(field, option.value),
    )  # fmt: skip


def _exact(field: str, question: Question, value: int | None) -> None:
    key = f"exact_{field}"
    st.number_input(
        say("kb_hint" if field == "kb_tokens" else "examples_hint"), min_value=0, max_value=LARGEST[field],
        value=value, step=1, key=key, placeholder=question.unit, on_change=_typed, args=(field, key),
    )  # fmt: skip


def _asked_by(field: str) -> None:
    names = [source(name).name for name in asked_by(field)]
    if not names:
        st.caption(say("asked_by_none"))
        return
    label = say("asked_by", names=", ".join(names))
    with st.container(key="asked"):
        if st.button(label, key=f"say_{field}", type="tertiary", icon=":material/format_quote:", wrap=True):
            _what_they_say(field)


@st.dialog("Who asks this, and why", position="right", icon=":material/format_quote:")
def _what_they_say(field: str) -> None:
    for name in asked_by(field):
        st.markdown(f"**{source(name).name}**")
        told = {node.asks: node for node in frameworks()[name].nodes.values() if node.field == field}
        for node in told.values():
            st.markdown(f"*{node.asks}* {node.says}")
            st.caption(f"{source(name).title}: {node.cite.where}")


def _diagnosis() -> None:
    """Offer what the labelled failures say."""
    failures = scenario.current().failures
    found = diagnose(failures)
    if found.failure_mode is None:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(say("too_few_labels" if found.share.n else "no_labels"))
            page_link("diagnose", "Label failures")
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        label = answer_in_words("failure_mode", found.failure_mode)
        st.markdown(say("from_diagnosis", count=str(len(failures)), mode=label))
        st.button(
            "Use this", key="use_diagnosis", icon=":material/check:", on_click=_answer,
            args=("failure_mode", found.failure_mode),
        )  # fmt: skip


def _ended(answers: Answers) -> None:
    settled = decide(answers).settled
    st.header(say("settled_title" if settled else "passed_title"), anchor=False)
    st.markdown(say("settled" if settled else "passed"))
    if settled and narrowing(answers).get("kb_tokens"):
        st.caption(say("unknown_size"))
    with st.container(key="answers", gap="small"):
        if st.button(
            "See the answer", key="see_answer", type="primary", shortcut="A", width="stretch",
            on_click=_show_answer,
        ):  # fmt: skip
            st.rerun()
        if remaining(_state(), answers):
            st.button("Go on with the rest", key="go_on", shortcut="G", width="stretch", on_click=_go_on)


def _moves(field: str | None, answers: Answers) -> None:
    state = _state()
    with st.container(horizontal=True, vertical_alignment="center", key="moves"):
        at_start = not state.trail or state.trail[0] == field
        st.button(
            "Back", key="back", shortcut="B", icon=":material/arrow_back:", disabled=at_start,
            on_click=_back, args=(field,),
        )  # fmt: skip
        if field is not None:
            st.button("Skip", key="skip", shortcut="S", on_click=_leave_open, args=(field,))
        _jump(field, answers)


def _jump(field: str | None, answers: Answers) -> None:
    key = f"jump_{field}_{len(_state().trail)}"
    fields = list(questions())
    st.selectbox(
        "Go to a question", fields, index=None, key=key, placeholder="Go to a question",
        format_func=lambda name: f"{questions()[name].short}: {_given(name, answers)}",
        label_visibility="collapsed", on_change=_jumped, args=(key,), width=210,
    )  # fmt: skip


def _given(field: str, answers: Answers) -> str:
    return answer_in_words(field, getattr(answers, field))


def _answer(field: str, value: Value) -> None:
    store(field, value)
    st.session_state[STATE] = _state().answered(field)


def _typed(field: str, key: str) -> None:
    value = st.session_state[key]
    if value is not None:
        _answer(field, int(value))


def _unsure(field: str) -> None:
    store(field, None)
    _leave_open(field)


def _leave_open(field: str) -> None:
    st.session_state[STATE] = _state().left_open(field)


def _back(field: str | None) -> None:
    st.session_state[STATE] = _state().back(field)


def _jumped(key: str) -> None:
    if st.session_state[key] is not None:
        st.session_state[STATE] = _state().jumped(st.session_state[key])


def _go_on() -> None:
    st.session_state[STATE] = _state().go_on()


def _show_answer() -> None:
    st.session_state[MODE] = "answer"
