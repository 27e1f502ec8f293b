"""The page registry as Streamlit pages, and the sidebar's list of them."""

import logging
from typing import Any

import streamlit as st

from components.ui import page_entries

_CLOSE = (
    "if (window.innerWidth < 768) document.querySelector"
    "('[data-testid=stSidebar][data-collapsed=false] [data-testid=stSidebarCollapseButton] button')?.click();"
)


def register() -> Any:
    """All pages in their named sections; returns the one to run.

    Streamlit's own sidebar list nests list items outside a list, which screen readers stumble over; `links` draws ours.
    """
    sections: dict[str, list[Any]] = {}
    for page_id, entry in page_entries().items():
        page = st.Page(
            entry.path,
            title=entry.title,
            icon=entry.icon,
            help=entry.help,
            url_path=page_id,
            default=page_id == "home",
        )
        sections.setdefault(entry.section, []).append(page)
    return st.navigation(sections, position="hidden")


def leave_the_old_multipage_mode() -> None:
    """Make a fresh server ready for deep links; call it once before the first session.

    A folder called `pages` beside the script puts Streamlit into its old multipage mode until st.navigation was called
    somewhere; a deep link as a server's first request is then greeted with "Page not found".
    """
    bare = logging.getLogger("streamlit.runtime.scriptrunner_utils.script_run_context")
    before = bare.level
    bare.setLevel(logging.ERROR)  # there is no session yet, and every call would say so
    register()
    bare.setLevel(before)


def links() -> None:
    """Links to all pages, section by section."""
    section = ""
    with st.container(gap="xxsmall", key="navigation"):
        for entry in page_entries().values():
            if entry.section != section:
                section = entry.section
                st.caption(section)
            # Without `help=""` the page's own help is the tooltip, and covers what is beside the link.
            st.page_link(entry.path, label=entry.title, icon=entry.icon, width="stretch", help="")


def close_on_telephones(page_id: str) -> None:
    """Fold the sidebar away after a page switch where it covers the page, as Streamlit's own list does."""
    st.html(f"<script>/* {page_id} */ {_CLOSE}</script>", unsafe_allow_javascript=True)
