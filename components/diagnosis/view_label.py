"""Rapid labelling: one failure, four keys, undo, progress, a suggestion if wanted."""

import streamlit as st

from components.diagnosis import labelling
from components.diagnosis.labels import Failure, Label, label_entries
from components.diagnosis.view_state import (
    RATER,
    failures,
    give,
    go,
    history,
    open_step,
    place,
    rater,
    take_back,
)
from components.diagnosis.view_suggest import suggestion, suggestion_choice
from components.knowledge import content
from components.ui import escape_html
from components.ui.view import in_workshop

_CARD_HEIGHT = 170  # pixels: the keys below stay where they are, however long the failure


def label() -> None:
    """The labelling view."""
    if not failures():
        st.info(content("diagnose_empty"), icon=":material/inbox:")
        st.button("Collect failures", on_click=open_step, args=("collect",), type="primary", key="to_collect")
        return
    _bar()
    at = place()
    if at is None:
        _all_done()
    else:
        _card(failures()[at], at)
        _keys(failures()[at])
    _moves(at)
    if at is not None:
        suggestion_choice()
        suggestion(failures()[at].text)
    _how_to_tell()


def _bar() -> None:
    """Who labels, how far they are."""
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.segmented_control(
            "Who is labelling",
            ["first", "second"],
            format_func=lambda who: f"{who.title()} rater",
            key=RATER,
            default=None if RATER in st.session_state else "first",
            required=True,
            label_visibility="collapsed",
            on_change=go,
            args=(None,),
            persist_state="session",
        )
    done, total = labelling.labelled(failures(), rater()), len(failures())
    st.progress(done / total, text=f"{done:,} of {total:,} labelled")


def _card(item: Failure, at: int) -> None:
    """The failure itself, large and literal: nothing in it comes alive."""
    with st.container(border=True, height=_CARD_HEIGHT, key="diagnose_card"):
        st.caption(f"Failure {at + 1:,} of {len(failures()):,}")
        st.html(
            '<p dir="auto" data-testid="failure-text" style="font-size:1.25rem;line-height:1.45;margin:0;'
            f'white-space:pre-wrap;overflow-wrap:anywhere">{escape_html(item.text)}</p>'
        )


def _keys(item: Failure) -> None:
    """The four labels; the one already given stands out."""
    given = item.by(rater())
    with st.container(horizontal=True, key="diagnose_keys", gap="small"):
        for name, entry in label_entries().items():
            st.button(
                entry.title,
                key=f"give_{name}",
                shortcut=entry.shortcut,
                icon=entry.icon,
                help=entry.means,
                type="primary" if given == name else "secondary",
                width="stretch",
                on_click=_give,
                args=(name,),
            )


def _give(name: Label) -> None:
    give(name)


def _moves(at: int | None) -> None:
    """Back, skip, undo; workshop mode has the arrow keys for its own way through the pages."""
    last = len(failures()) - 1
    here = len(failures()) if at is None else at
    with st.container(horizontal=True, gap="small", horizontal_alignment="center"):
        st.button(
            "Back",
            key="diagnose_back",
            shortcut=None if in_workshop() else "Left",
            icon=":material/arrow_back:",
            type="tertiary",
            disabled=here == 0,
            on_click=go,
            args=(here - 1,),
        )
        st.button(
            "Undo",
            key="diagnose_undo",
            shortcut="Backspace",
            icon=":material/undo:",
            type="tertiary",
            disabled=not history(),
            on_click=take_back,
        )
        st.button(
            "Skip",
            key="diagnose_skip",
            shortcut=None if in_workshop() else "Right",
            icon=":material/arrow_forward:",
            type="tertiary",
            disabled=here >= last,
            on_click=go,
            args=(here + 1,),
        )


def _all_done() -> None:
    """Nothing left to label: where to go from here."""
    with st.container(border=True, height=_CARD_HEIGHT, key="diagnose_card", vertical_alignment="center"):
        st.markdown(f"### :material/task_alt: All {len(failures()):,} failures are labelled")
        with st.container(horizontal=True):
            st.button("See the result", type="primary", on_click=open_step, args=("result",), key="to_result")
            if rater() == "first":
                st.button("Let a second person label", on_click=_second, key="to_second")


def _second() -> None:
    st.session_state[RATER] = "second"
    go(None)


def _how_to_tell() -> None:
    with st.expander("How to tell them apart", icon=":material/help:"):
        for entry in label_entries().values():
            st.markdown(f"{entry.icon} **{entry.title}**: {entry.means} :gray[{entry.test}]")
