"""All failures as a table that can be edited, row by row."""

import pandas as pd
import streamlit as st

from components.diagnosis.labels import LABELS, MAX_TEXT, Failure, parse_label
from components.diagnosis.reading import MAX_ROWS, clean
from components.diagnosis.view_state import failures, keep

_BASE = "diagnose_table_base"
_WRITTEN = "diagnose_table_written"
_NUMBER = "diagnose_table_number"
# The editor's own download writes formulas as they are; the one under "Result" disarms them.
_NO_RAW_DOWNLOAD = '<style>.st-key-diagnose_editor [aria-label^="Download as CSV"] { display: none }</style>'


def table() -> None:
    """The editor. Its starting rows stay while it is edited; changes from elsewhere start it anew."""
    if failures() != st.session_state.get(_WRITTEN) or _BASE not in st.session_state:
        st.session_state[_BASE] = st.session_state[_WRITTEN] = failures()
        st.session_state[_NUMBER] = st.session_state.get(_NUMBER, 0) + 1
    with st.container(key="diagnose_editor"):
        st.html(_NO_RAW_DOWNLOAD)
        edited = _editor()
    changed = _failures(edited)
    if changed != failures():
        st.session_state[_WRITTEN] = changed
        keep(changed)


def _editor() -> pd.DataFrame:
    edited: pd.DataFrame = st.data_editor(
        _frame(st.session_state[_BASE]),
        key=f"diagnose_table_{st.session_state[_NUMBER]}",
        num_rows="dynamic",
        hide_index=True,
        column_config={
            "failure": st.column_config.TextColumn("Failure", width="large", max_chars=MAX_TEXT),
            "label": st.column_config.SelectboxColumn("Label", options=list(LABELS), width="small"),
            "second_rater": st.column_config.SelectboxColumn(
                "Second rater", options=list(LABELS), width="small"
            ),
        },
        placeholder="",
        alt="Failures with the labels of both raters, editable",
    )
    return edited


def _frame(items: tuple[Failure, ...]) -> pd.DataFrame:
    rows = [(item.text, item.label, item.second_label) for item in items]
    return pd.DataFrame(rows, columns=["failure", "label", "second_rater"], dtype="string")


def _failures(edited: pd.DataFrame) -> tuple[Failure, ...]:
    """The rows that have a text, up to the limit."""
    rows = edited.astype("object").where(edited.notna(), "").itertuples(index=False, name=None)
    kept = [
        Failure(text=text[:MAX_TEXT], label=parse_label(first), second_label=parse_label(second))
        for cell, first, second in rows
        if (text := clean(str(cell)))
    ]
    return tuple(kept[:MAX_ROWS])
