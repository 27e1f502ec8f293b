"""Tune or Retrieve: entry. Page config, the page registry, navigation, run."""

import logging

import streamlit as st

from components.brief.view import share_dialog
from components.scenario import view as scenario
from components.ui import page_entries
from components.ui import view_workshop as workshop
from components.ui.view import is_dark, problem

st.set_page_config(page_title="Tune or Retrieve", page_icon="static/mark.svg", layout="wide")
st.logo(f"static/logo-{'dark' if is_dark() else 'light'}.svg", size="large", icon_image="static/mark.svg")

scenario.begin_run()

sections: dict[str, list[st.Page]] = {}
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

current_page = st.navigation(sections)
current_id = current_page.url_path or "home"

with st.sidebar, st.container(key="sidebar_foot", gap="small"):
    st.caption(scenario.current().name)
    workshop.switch()
    if st.button("Share this page", icon=":material/share:", key="share_page"):
        share_dialog(current_id)

workshop.frame(current_id)
scenario.banner()
try:
    current_page.run()
except Exception:  # the last line of defence: people see a sentence, the log has the traceback
    logging.getLogger("tune_or_retrieve").exception("page %s failed", current_id)
    problem("Something went wrong on this page. Your scenario is kept.", "Reload the page, or go on with another one.")
scenario.sync_url()
