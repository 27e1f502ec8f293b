"""Tune or Retrieve: entry. Page config, navigation, the frame around every page, run."""

import logging

import streamlit as st

from components.brief.view import share_dialog
from components.scenario import view as scenario
from components.ui import kind_and_places
from components.ui import view_navigation as navigation
from components.ui import view_workshop as workshop
from components.ui.view import is_dark, plain_caption, problem, style


def main() -> None:
    """One run of the script: one person, one page."""
    st.set_page_config(page_title="Tune or Retrieve", page_icon="static/mark.svg", layout="wide")
    st.logo(f"static/logo-{'dark' if is_dark() else 'light'}.svg", size="large", icon_image="static/mark.svg")
    scenario.begin_run()
    page = navigation.register()
    page_id = page.url_path or "home"
    sidebar(page_id)
    style()
    workshop.frame(page_id)
    scenario.banner()
    try:
        page.run()
    except Exception as error:  # the last line of defence: people see a sentence, the log has type and place
        logging.getLogger("tune_or_retrieve").error("page %s failed: %s", page_id, kind_and_places(error))
        problem(
            "Something went wrong on this page. Your scenario is kept.",
            "Reload it, or go on with another page.",
        )
    scenario.sync_url()


def sidebar(page_id: str) -> None:
    """Pages, the scenario's name, workshop mode, share."""
    with st.sidebar:
        navigation.links()
        st.space("small")
        plain_caption(scenario.current().name)
        workshop.switch()
        if st.button("Share this page", icon=":material/share:", key="share_page"):
            share_dialog(page_id)
        navigation.close_on_telephones(page_id)


if __name__ == "__main__":
    main()
else:
    # `streamlit run` imports this file once, before it serves anybody.
    navigation.leave_the_old_multipage_mode()
    app = st.App(__file__)
