"""The lifecycle cost page and the sources page, put together."""

import streamlit as st

from components.costs.errors import CostError
from components.costs.view_answer import answer
from components.costs.view_inputs import six_inputs
from components.costs.view_sources import tabs as sources
from components.costs.view_state import current_inputs, current_summary, rejected
from components.costs.view_tabs import tabs
from components.costs.words import name_of
from components.knowledge import KnowledgeError
from components.scenario import view as scenario
from components.ui.view import page_header, problem

__all__ = ["header", "lifecycle", "sources", "sources_header"]


def header() -> None:
    """The lifecycle page's heading."""
    page_header(
        "Lifecycle cost",
        "What each approach costs over its life, with every term and how sure the figures are.",
    )


def sources_header() -> None:
    """The sources page's heading."""
    page_header(
        "Sources",
        "Every number of this app with its origin and date, and published examples recomputed live.",
    )


@st.fragment
def lifecycle() -> None:
    """Answer and chart, the scenario beside them, everything else in tabs; a changed input redraws only this."""
    try:
        _page()
    except (CostError, KnowledgeError) as error:
        problem(error)
    scenario.sync_url()


def _page() -> None:
    for field, message in rejected().items():
        problem(
            f"{name_of(field)}: {message}", "This number of the scenario was left out; the default is used."
        )
    inputs = current_inputs()
    summary = current_summary(inputs)
    wide, narrow = st.columns([1.75, 1], gap="large")
    with wide:
        answer(inputs, summary)
    with narrow:
        six_inputs(inputs)
    tabs(inputs, summary)
