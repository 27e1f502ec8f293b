"""The session's scenario: one copy a session, mirrored in the address bar."""

import json
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from components.scenario import Scenario, ScenarioError
from components.ui.view import WORKSHOP_QUERY, in_workshop, problem

_STATE = "scenario"
_LINK_PROBLEM = "scenario_link_problem"
_GUEST = "scenario_opened_from_link"
_TOO_LARGE = "scenario_too_large_for_a_link"
SHARED = "shared"


def begin_run() -> None:
    """At the session's first run: take over the scenario of the link that opened it."""
    if _STATE in st.session_state:
        return
    try:
        st.session_state[_STATE] = Scenario.from_query(_query_string())
        st.session_state[_GUEST] = SHARED in st.query_params
    except ScenarioError as error:
        st.session_state[_STATE] = Scenario()
        st.session_state[_LINK_PROBLEM] = str(error)


def current() -> Scenario:
    """This session's scenario."""
    begin_run()
    scenario: Scenario = st.session_state[_STATE]
    return scenario


def update(**fields: Any) -> None:
    """Replace fields of this session's scenario, for example `update(answers=…)`."""
    st.session_state[_STATE] = current().model_copy(update=fields)


def replace(scenario: Scenario) -> None:
    """Take over a whole scenario (a sample, an uploaded file)."""
    st.session_state[_STATE] = scenario
    st.session_state[_GUEST] = False


def sync_url() -> None:
    """Bring the address bar up to date with the scenario and the mode, without a new entry in the browser's history.

    Writing `st.query_params` would add an entry for every answer, and Back would then be stuck on the page.
    """
    query = _query()
    wanted = {"s": query.removeprefix("s=")} if query else {}
    if in_workshop():
        wanted[WORKSHOP_QUERY] = "1"
    if st.query_params.to_dict() != wanted:
        search = json.dumps(f"?{urlencode(wanted)}" if wanted else "")
        script = f"history.replaceState(history.state, '', location.pathname + {search})"
        st.html(f"<script>{script}</script>", unsafe_allow_javascript=True)


def banner() -> None:
    """Say where a scenario came from, or why a link did not open; both can be dismissed."""
    if message := st.session_state.get(_LINK_PROBLEM):
        problem(f"This link could not be opened. {message}")
        st.button("Start empty", on_click=_dismiss, args=(_LINK_PROBLEM,), key="dismiss_link_problem")
    elif st.session_state.get(_GUEST):
        with st.container(border=True, horizontal=True, vertical_alignment="center", key="guest_banner"):
            st.markdown(
                ":material/group: You opened somebody's scenario. What you change stays in your copy."
            )
            st.button("Make it mine", on_click=_dismiss, args=(_GUEST,), key="dismiss_guest")


def _query() -> str:
    """The query of the scenario; empty, and said once, when it is too large: an old one would mislead."""
    try:
        query = current().to_query()
    except ScenarioError as error:
        if not st.session_state.get(_TOO_LARGE):
            st.toast(str(error), icon=":material/link_off:", duration="long")
        st.session_state[_TOO_LARGE] = True
        return ""
    st.session_state[_TOO_LARGE] = False
    return query


def _dismiss(key: str) -> None:
    st.session_state[key] = None


def _query_string() -> str:
    packed = st.query_params.get("s")
    return f"s={packed}" if packed else ""
