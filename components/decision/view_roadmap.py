"""The roadmap, the mistakes ahead, what is not covered, and who says what."""

from typing import Literal

import streamlit as st

from components.decision import Caution, Disagreement, Gate, RoadmapStep, decide, disagreements, roadmap
from components.decision.learn import range_in_words
from components.decision.words import is_started, say
from components.knowledge import record, source, steps
from components.scenario import view as scenario
from components.ui.view import fold, in_workshop, records_button

Tone = Literal["green", "blue", "orange", "gray"]

STATUS: dict[str, tuple[str, Tone, str]] = {
    "done": ("Done", "green", ":material/check_circle:"),
    "now": ("Now", "blue", ":material/play_circle:"),
    "next": ("Next", "orange", ":material/schedule:"),
    "only_if": ("Only if", "gray", ":material/help:"),
}
GATES = {
    "met": ":green[:material/check:]",
    "not_met": ":red[:material/close:]",
    "unknown": ":gray[:material/question_mark:]",
}


def way_ahead() -> None:
    """Steps, warnings and limits, once something is answered."""
    decision = decide(scenario.current().answers)
    if not is_started(decision.answers):
        return
    found = roadmap(decision)
    st.subheader("Roadmap", anchor=False)
    st.caption(say("roadmap_lead"))
    for number, step in enumerate(found.steps, 1):
        _step(number, step)
    st.subheader("Mistakes to walk around", anchor=False)
    st.caption(say("mistakes_lead"))
    for caution in found.warnings:
        with st.expander(caution.title, icon=":material/warning:"):
            _caution(caution)
    limits = "\n".join(f"- {limit}" for limit in found.not_covered)
    fold(say("not_covered_lead"), lambda: st.markdown(limits), key="not_covered", icon=":material/block:")


def who_says_what() -> None:
    """The points on which the sources differ, one at a time; workshop mode leaves them out."""
    if in_workshop():
        return
    st.subheader("Who says what", anchor=False)
    st.caption(say("who_lead"))
    points = disagreements()
    chosen = st.pills(
        "Point", list(points), format_func=lambda point_id: points[point_id].title, key="who_point",
        label_visibility="collapsed",
    )  # fmt: skip
    if chosen:
        with st.container(border=True):
            _point(chosen, points[chosen])


def _step(number: int, step: RoadmapStep) -> None:
    word, tone, icon = STATUS[step.status]
    with st.container(border=True, key=f"step_{step.id}"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{number}. {steps()[step.approach].icon} {step.title}**")
            st.badge(word, color=tone, icon=icon)
            st.caption(f":material/timer: {_time(step)}")
        if step.status == "done":
            return
        if step.status == "only_if":
            st.markdown(f":gray[{step.only_if}]")
            return
        st.markdown(step.does)
        if step.gates:
            st.markdown("\n\n".join(_gate(gate) for gate in step.gates))
        st.markdown(f"**Must show:** {step.must_show}")
        st.caption(f"{source(step.cite.source).name}: {step.cite.where}")


def _gate(gate: Gate) -> str:
    return f"{GATES[gate.state]} {gate.says} :gray[· {source(gate.cite.source).name}]"


def _time(step: RoadmapStep) -> str:
    if step.time_record is None:
        return step.time_says
    return f"{range_in_words(step.time_record, '')} ({source(record(step.time_record).source).name})"


def _caution(caution: Caution) -> None:
    st.markdown(caution.says)
    st.markdown(f"**Instead:** {caution.instead}")
    if caution.ours:
        st.markdown(f":gray[{say('ours')}, {caution.ours}]")
    st.caption(f"{source(caution.cite.source).name}: {caution.cite.where}")


def _figures(records: tuple[str, ...]) -> str:
    """The records of a position as bold ranges, with the dollar sign kept from starting a formula."""
    said = [f"**{range_in_words(name, '')}**".replace("$", "\\$") for name in records]
    return f" ({'; '.join(said)})" if said else ""


def _point(point_id: str, point: Disagreement) -> None:
    st.markdown(point.matters)
    for position in point.positions:
        st.markdown(
            f"- **{source(position.cite.source).name}:** {position.says}{_figures(position.records)} "
            f":gray[({position.cite.where})]"
        )
    st.markdown(f"**Here:** {point.here}")
    found = {name: record(name) for position in point.positions for name in position.records}
    if found:
        records_button("The figures", found, key=f"records_{point_id}")
