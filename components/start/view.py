"""The home page: one sentence, three doors, worked scenarios."""

import streamlit as st

from components.scenario import Sample, ScenarioError, samples
from components.scenario import view as scenario
from components.start import Door, home, proof
from components.ui import page_entries
from components.ui.view import goto, is_dark, page_link, problem


def hero() -> None:
    """The question, and what this does about it."""
    st.title("Fine-tune or retrieve?", anchor=False)
    st.markdown(home().lead)


def doors() -> None:
    """The three ways in, as cards of one height."""
    for column, door in zip(st.columns(3, gap="medium"), home().doors, strict=True):
        with column:
            _door(door)


def measured() -> None:
    """What the scoreboard measured before this version shipped."""
    found = proof()
    if found is None:
        return
    picture, words = st.columns(2, gap="large", vertical_alignment="center")
    with picture:
        st.image(found.chart.svg_dark if is_dark() else found.chart.svg, alt=found.chart.alt, width="stretch")
    with words:
        st.subheader(home().proof.title, anchor=False)
        st.markdown(found.sentence)
        page_link("scoreboard", home().proof.action, icon=":material/arrow_forward:")


def sample_scenarios() -> None:
    """The worked scenarios, each openable in one click."""
    st.subheader(home().samples_title, anchor=False)
    st.caption(home().samples_lead)
    try:
        found = samples()
    except ScenarioError as error:
        problem(error)
        return
    for start in range(0, len(found), 3):
        for column, sample in zip(st.columns(3, gap="medium"), found[start : start + 3], strict=False):
            with column:
                _sample(sample)


def _door(door: Door) -> None:
    entry = page_entries()[door.page]
    with st.container(border=True, height="stretch", vertical_alignment="distribute"):
        with st.container():
            st.markdown(f"### {entry.icon} {door.title}")
            st.markdown(f"**{door.question}**")
            st.markdown(f":gray[{door.sentence}]")
        page_link(door.page, door.action, icon=":material/arrow_forward:")


def _sample(sample: Sample) -> None:
    with st.container(border=True, height="stretch", vertical_alignment="distribute"):
        with st.container():
            st.markdown(f"**{sample.scenario.name}**")
            st.caption(sample.scenario.summary)
        st.button(
            "Open", key=f"open_{sample.id}", on_click=_open, args=(sample,), icon=":material/folder_open:"
        )
    if st.session_state.pop(f"opened_{sample.id}", False):
        goto("decide")


def _open(sample: Sample) -> None:
    scenario.replace(sample.scenario)
    st.session_state[f"opened_{sample.id}"] = True
