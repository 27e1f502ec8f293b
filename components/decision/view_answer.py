"""The answer: consensus, paths, differences, flips, roadmap, limits."""

import pandas as pd
import streamlit as st

from components.decision import Decision, Verdict, decide, flips, frameworks, questions
from components.decision.charts import tree_alt, tree_dot
from components.decision.contrast import contrasts
from components.decision.framework import Entry
from components.decision.markup import answer_card, panel
from components.decision.tree import tree
from components.decision.view_interview import MODE
from components.decision.view_shared import palette
from components.decision.words import (
    agreement_sentence,
    answer_in_words,
    consensus_sentence,
    is_started,
    now_sentence,
    say,
)
from components.knowledge import source, steps
from components.scenario import view as scenario
from components.ui import percent
from components.ui.view import page_link, source_note

ENTRIES: dict[Entry, str] = {"destination": "In the end", "now": "Next step"}


def answer() -> None:
    """The whole answer, most important first."""
    decision = decide(scenario.current().answers)
    if not is_started(decision.answers):
        st.info(say("not_started"), icon=":material/alt_route:")
        return
    entry = _entry()
    _headline(decision, entry)
    _paths(decision, entry)
    _differences(decision)
    _flips(decision)


def _headline(decision: Decision, entry: Entry) -> None:
    colours = palette()
    shares = decision.shares(entry)
    outcome = decision.consensus if entry == "destination" else max(shares, key=lambda end: shares[end])
    together = f"{consensus_sentence(decision)} {agreement_sentence(decision)}".strip()
    said = [together, now_sentence(decision)]
    sentences = [steps()[outcome].sentence, *(said if entry == "destination" else reversed(said))]
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.html(answer_card(steps()[outcome].label, sentences, shares, colours, colours.outcomes[outcome]))
        _onward()
    with right, st.container(border=True):
        st.html(panel(decision, colours))
    source_note(decision.verdicts)


def _entry() -> Entry:
    chosen: Entry = st.segmented_control(
        "Show", list(ENTRIES), format_func=ENTRIES.__getitem__, default="destination", required=True,
        key="decide_entry", label_visibility="collapsed", persist_state="session",
    )  # fmt: skip
    return chosen or "destination"


def _onward() -> None:
    with st.container(horizontal=True):
        page_link("lifecycle", "What it costs over its life")
        page_link("playground", "See it answered live")
        page_link("brief", "Hand over a brief")


def _paths(decision: Decision, entry: Entry) -> None:
    st.subheader("The five paths", anchor=False)
    st.caption(say("paths_lead", end="the end" if entry == "destination" else "the next step"))
    names = list(decision.verdicts)
    for name, tab in zip(names, st.tabs([source(name).name for name in names]), strict=True):
        with tab:
            _path(decision.verdicts[name], entry)


def _path(verdict: Verdict, entry: Entry) -> None:
    framework = frameworks()[verdict.framework]
    st.markdown(f"**{framework.title}.** {framework.sentence}")
    colours, drawn = palette(), tree(verdict, entry)
    with st.container(horizontal=True, wrap=False, key=f"tree_{verdict.framework}"):
        st.graphviz_chart(
            tree_dot(drawn, colours), alt=tree_alt(drawn, colours, source(verdict.framework).name)
        )
    if st.button(
        "Each step with its source", key=f"steps_{verdict.framework}", icon=":material/format_quote:"
    ):
        _steps_drawer(verdict, entry)


@st.dialog("Step by step, with sources", position="right", icon=":material/format_quote:")
def _steps_drawer(verdict: Verdict, entry: Entry) -> None:
    origin = source(verdict.framework)
    st.caption(f"{origin.title} · {ENTRIES[entry].lower()}")
    nodes = frameworks()[verdict.framework].nodes
    for number, step in enumerate([step for step in verdict.path if step.entry == entry], 1):
        st.markdown(f"**{number}. {step.asks}**")
        for branch, share in step.branches.items():
            chance = "" if share == 1 else f" ({percent(share)})"
            st.markdown(f"*{branch.capitalize()}*{chance}: {nodes[step.node].outcomes[branch].says}")
        st.caption(f"{step.says} Cited: {step.cite.where}.")


def _differences(decision: Decision) -> None:
    st.subheader("Where they differ, and why", anchor=False)
    groups = contrasts(decision)
    if len(groups) == 1:
        st.markdown(say("differ_none"))
        return
    st.caption(say("differ_lead"))
    for column, (outcome, found) in zip(st.columns(len(groups), gap="medium"), groups.items(), strict=True):
        with column, st.container(border=True, height="stretch"):
            st.markdown(f"{steps()[outcome].icon} **{steps()[outcome].label}**")
            for deciding in found:
                st.markdown(f"**{source(deciding.framework).name}.** {deciding.says}")
                st.caption(deciding.cite.where)


def _flips(decision: Decision) -> None:
    st.subheader("What would change the answer", anchor=False)
    found = [flip for flip in flips(decision.answers) if flip.value is not None]
    if not found:
        st.markdown(say("flips_none"))
        return
    st.caption(say("flips_lead"))
    rows = [
        {
            "Question": questions()[flip.field].short,
            "Now": answer_in_words(flip.field, getattr(decision.answers, flip.field)),
            "If it were": answer_in_words(flip.field, flip.value),
            "Consensus becomes": steps()[flip.to_approach].label,
        }
        for flip in found
    ]
    with st.container(key="learn_flips"):
        st.table(pd.DataFrame(rows), border="horizontal", hide_index=True)


def back_to_questions() -> None:
    """A way back from the answer to the questions."""
    st.button("Change an answer", key="to_sheet", icon=":material/edit:", on_click=_to_sheet)


def _to_sheet() -> None:
    st.session_state[MODE] = "sheet"
