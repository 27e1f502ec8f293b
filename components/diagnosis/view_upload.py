"""A CSV file: what was recognised, which column is which, what could not be read, and then: add."""

import streamlit as st

from components.diagnosis import labelling
from components.diagnosis.decoding import ENCODINGS
from components.diagnosis.errors import DiagnosisError
from components.diagnosis.reading import Columns, Reading, guess_columns, take
from components.diagnosis.tables import DELIMITERS, MAX_BYTES, NO_DELIMITER, Problem, Table, read_table
from components.diagnosis.view_state import failures, keep, notify
from components.ui.view import plain_text, problem

_FILE_NUMBER = "diagnose_file_number"
_PREVIEW_ROWS = 5
_SHOWN_PROBLEMS = 30
_AUTO = "recognise"


def upload() -> None:
    """The upload, from file to failures."""
    number = st.session_state.setdefault(_FILE_NUMBER, 0)
    file = st.file_uploader(
        "A CSV file with one failure a row",
        type=["csv", "tsv", "txt"],
        key=f"diagnose_file_{number}",
        max_upload_size=MAX_BYTES // 1_000_000,
    )
    if file is None:
        return
    choices, picks = st.container(), st.container()
    try:
        with choices:
            found = _read(file.getvalue())
        with picks:
            reading = take(found, _pick_columns(found))
    except DiagnosisError as error:
        problem(error)
        return
    _preview(reading)
    _problems(reading.problems)
    count = len(reading.failures)
    st.button(f"Add {count:,} failures", type="primary", key="add_upload", on_click=_add, args=(reading,))


def _read(data: bytes) -> Table:
    """The table, with what was recognised beside what can be chosen instead."""
    with st.popover("How the file is read", icon=":material/settings:", type="tertiary"):
        encoding = st.selectbox("Encoding", [_AUTO, *ENCODINGS], key="diagnose_encoding")
        chosen_mark = st.selectbox(
            "Cells are separated by",
            [_AUTO, *DELIMITERS, NO_DELIMITER],
            format_func=_mark_name,
            key="diagnose_mark",
        )
        header = st.selectbox(
            "The first row", [_AUTO, "holds the names of the columns", "is a failure"], key="diagnose_header"
        )
    table = read_table(
        data,
        encoding=None if encoding == _AUTO else encoding,
        delimiter=None if chosen_mark == _AUTO else chosen_mark,
        has_header=None if header == _AUTO else header.startswith("holds"),
    )
    first = "holds the names of the columns" if table.has_header else "is a failure"
    mark = _mark_name(table.delimiter)
    st.caption(f"Read as {table.encoding}, separated by {mark}; the first row {first}.")
    return table


def _mark_name(mark: str) -> str:
    return {**DELIMITERS, NO_DELIMITER: "nothing (one column)", _AUTO: _AUTO}[mark]


def _pick_columns(table: Table) -> Columns:
    """Which column is which; the guess is preselected."""
    guess, positions = guess_columns(table), list(range(len(table.columns)))
    with st.container(horizontal=True):
        text = st.selectbox("Text", positions, index=guess.text, format_func=table.columns.__getitem__)
        label = _optional_column("Label", table, guess.label)
        second = _optional_column("Second rater", table, guess.second_label)
    return Columns(text, label, second)


def _optional_column(title: str, table: Table, guess: int | None) -> int | None:
    options: list[int | None] = [None, *range(len(table.columns))]
    return st.selectbox(
        title,
        options,
        index=options.index(guess),
        format_func=lambda at: "none" if at is None else table.columns[at],
    )


def _preview(reading: Reading) -> None:
    for item in reading.failures[:_PREVIEW_ROWS]:
        with st.container(border=True, horizontal=True, gap="small"):
            plain_text(item.text[:300])
            if item.label:
                st.badge(item.label, color="gray")
    rest = len(reading.failures) - _PREVIEW_ROWS
    if rest > 0:
        st.caption(f"and {rest:,} more")


def _problems(problems: tuple[Problem, ...]) -> None:
    if not problems:
        return
    with st.expander(f"{len(problems):,} lines with problems", icon=":material/report:", expanded=True):
        plain_text("\n".join(map(str, problems[:_SHOWN_PROBLEMS])))
        if len(problems) > _SHOWN_PROBLEMS:
            st.caption(f"and {len(problems) - _SHOWN_PROBLEMS:,} more")


def _add(reading: Reading) -> None:
    added = labelling.add(failures(), reading.failures)
    keep(added.failures)
    notify(labelling.added_sentence(added))
    st.session_state[_FILE_NUMBER] += 1
