"""Collecting failures: the worked set, paste or type, a CSV file, a table."""

import streamlit as st

from components.diagnosis import labelling
from components.diagnosis.labelling import sample_failures
from components.diagnosis.view_state import failures, keep, notify, open_step, replace
from components.diagnosis.view_table import table
from components.diagnosis.view_upload import upload
from components.knowledge import content
from components.ui.view import problem

_PASTE = "diagnose_paste"
_TOO_LONG = "diagnose_paste_too_long"
# The text area's own limit would refuse a longer text without a word.
MAX_PASTE = 1_000_000


def collect() -> None:
    """The ways in, one at a time."""
    if not failures():
        _welcome()
    ways = {"Paste or type": _paste, "Upload a CSV": upload, "Edit as a table": table}
    tabs = st.tabs(list(ways), key="diagnose_ways", on_change="rerun")
    for tab, body in zip(tabs, ways.values(), strict=True):
        if tab.open:
            with tab:
                body()
    if failures():
        _go_on(prominent=not tabs[1].open)


def _welcome() -> None:
    """The empty page: what to bring, or the worked set in one click."""
    with st.container(border=True, key="diagnose_welcome"):
        st.markdown(content("diagnose_empty"))
        with st.container(horizontal=True):
            st.button(
                f"Open the worked set of {len(sample_failures())}",
                key="open_sample",
                type="primary",
                icon=":material/auto_stories:",
                on_click=_open_sample,
                args=(True,),
            )
            st.button(
                "Label the same ones yourself",
                key="practise_sample",
                icon=":material/keyboard:",
                on_click=_open_sample,
                args=(False,),
            )


def _open_sample(with_labels: bool) -> None:
    if with_labels:
        replace(sample_failures(), "result")
    else:
        blank = {"label": None, "second_label": None}
        replace(tuple(item.model_copy(update=blank) for item in sample_failures()), "label")


def _paste() -> None:
    with st.form("diagnose_paste_form", border=False, enter_to_submit=False):
        st.text_area(
            "Failures",
            key=_PASTE,
            height=180,
            placeholder=content("diagnose_paste_example"),
            help=content("diagnose_paste_help"),
        )
        if length := st.session_state.pop(_TOO_LONG, None):
            problem(
                f"These are {length:,} characters; the box takes {MAX_PASTE:,}. Nothing was added.",
                "Add them in parts, or upload them as a CSV file.",
            )
        st.form_submit_button("Add", key="add_pasted", icon=":material/add:", on_click=_add_pasted)


def _add_pasted() -> None:
    text = st.session_state.get(_PASTE) or ""
    if len(text) > MAX_PASTE:
        st.session_state[_TOO_LONG] = len(text)
        return
    found, cut = labelling.from_paste(text)
    added = labelling.add(failures(), found)
    keep(added.failures)
    notify(labelling.added_sentence(added, cut))
    if added.new:
        st.session_state[_PASTE] = ""


def _go_on(prominent: bool) -> None:
    """How many there are, and what to do with them."""
    count = len(failures())
    open_count = count - labelling.labelled(failures(), "first")
    with st.container(horizontal=True, vertical_alignment="center", key="diagnose_go_on"):
        noun = "failure" if open_count == 1 else "failures"
        label = f"Label {open_count:,} {noun}" if open_count else "See the result"
        target = "label" if open_count else "result"
        st.button(
            label,
            type="primary" if prominent else "secondary",
            key="collect_next",
            on_click=open_step,
            args=(target,),
        )
        st.caption(f"{count:,} collected")
        with st.popover("Remove all", type="tertiary", icon=":material/delete:"):
            st.markdown(f"Remove all {count:,} failures and their labels?")
            st.button("Yes, remove them", key="remove_all", on_click=replace, args=((), "collect"))
