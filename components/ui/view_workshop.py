"""Workshop mode: the app for a room. Larger type, no folds, and the story one key at a time."""

import streamlit as st

from components.ui import page_entries, story
from components.ui.view import WORKSHOP, goto, in_workshop

# Streamlit sizes everything in rem, so one root size enlarges the whole app.
# The switch that was just clicked would otherwise keep the keys for itself.
_LARGER = (
    "<style>html { font-size: 20px !important; }"
    "@media (min-width: 768px) { .st-key-workshop_bar { flex-wrap: nowrap; }"
    ".st-key-workshop_bar > :has([data-testid=stMarkdown]) { flex: 1 1 0; min-width: 0; } }</style>"
    "<script>document.activeElement?.blur?.()</script>"
)
_NEXT, _BACK = "workshop_next", "workshop_back"


def switch() -> None:
    """The switch, for the sidebar; its value outlives page switches."""
    st.toggle(
        "Workshop mode",
        value=in_workshop(),
        key="workshop_switch",
        on_change=_toggle,
        help="For a room: larger type, fewer details, and the arrow keys walk through the story.",
    )


def frame(page_id: str) -> None:
    """In workshop mode: the type size, and next and back through the story."""
    if not in_workshop():
        return
    st.html(_LARGER, unsafe_allow_javascript=True)
    pages = story()
    place = pages.index(page_id) if page_id in pages else -1
    with st.container(horizontal=True, vertical_alignment="center", key="workshop_bar"):
        back = st.button(
            "Back", icon=":material/arrow_back:", key=_BACK, shortcut="Left", disabled=place <= 0
        )
        titles = [_title(name, name == page_id) for name in pages]
        st.markdown(" → ".join(titles), width="stretch")
        forward = st.button(
            "Next",
            icon=":material/arrow_forward:",
            key=_NEXT,
            shortcut="Right",
            disabled=place == len(pages) - 1,
        )
    if back:
        goto(pages[place - 1])
    if forward:
        goto(pages[place + 1])


def _title(page_id: str, here: bool) -> str:
    title = page_entries()[page_id].title
    return f"**{title}**" if here else f":gray[{title}]"


def _toggle() -> None:
    st.session_state[WORKSHOP] = st.session_state["workshop_switch"]
