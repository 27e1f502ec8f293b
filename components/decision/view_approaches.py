"""The approaches page: one filter over six tables, every row sourced."""

import pandas as pd
import streamlit as st

from components.decision.framework import ORDER
from components.decision.learn import Row, Section, filtered, range_in_words, rows, texts
from components.decision.view_shared import palette, styles
from components.knowledge import KnowledgeError, approaches, source, steps
from components.ui.view import page_header, problem, records_button

SECTIONS: dict[Section, str] = {
    "glance": "At a glance",
    "dimensions": "Eight dimensions",
    "situations": "When to use which",
    "stack": "Retrieval stack",
    "tooling": "Tools by goal",
    "mistakes": "Mistakes",
}
BY_APPROACH: tuple[Section, ...] = ("glance", "situations")


def header() -> None:
    """The page's heading."""
    page_header("Approaches", texts()["lead"])


def tables() -> None:
    """The section chosen, filtered."""
    styles()
    section = _section()
    words, sources, wanted = _filter(section)
    try:
        found = filtered(section, words, sources, wanted)
        st.caption(texts()[section])
        if found:
            _table(section, found)
            _figures(section, found)
        else:
            st.info(texts()["nothing"], icon=":material/filter_alt_off:")
    except KnowledgeError as error:
        problem(error)


def _section() -> Section:
    chosen: Section | None = st.segmented_control(
        "Table", list(SECTIONS), format_func=SECTIONS.__getitem__, default="glance", required=True,
        key="approaches_section", label_visibility="collapsed", persist_state="session", wrap=True,
    )  # fmt: skip
    return chosen or "glance"


def _filter(section: Section) -> tuple[str, list[str], list[str]]:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        words = st.text_input(
            "Find", placeholder="Find a word", key="approaches_words", width=200, icon=":material/search:",
            max_chars=80, persist_state="session",
        )  # fmt: skip
        cited = [name for name in ORDER if any(name in row.sources for row in rows(section).values())]
        sources = st.multiselect(
            "Source", cited, format_func=lambda name: source(name).name, key=f"sources_{section}",
            placeholder="Any source", width=250,
        )  # fmt: skip
        wanted: list[str] = []
        if section in BY_APPROACH:
            wanted = st.multiselect(
                "Approach", list(approaches()), format_func=lambda name: steps()[name].short,
                key=f"approaches_{section}", placeholder="Any approach", width=250,
            )  # fmt: skip
    return words, sources, wanted


def _table(section: Section, found: dict[str, Row]) -> None:
    makers = {
        "glance": _glance, "dimensions": _dimension, "situations": _situation,
        "stack": _layer, "tooling": _tool, "mistakes": _mistake,
    }  # fmt: skip
    cells = [{**makers[section](key, row), "Source": _sources(row)} for key, row in found.items()]
    with st.container(key=f"learn_{section}"):
        st.table(pd.DataFrame(cells), border="horizontal", hide_index=True)
    if section == "glance":
        _row_colours(found)
    _caveats(found)


def _figures(section: Section, found: dict[str, Row]) -> None:
    figures = {key: item for row in found.values() for key, item in row.figures.items()}
    if figures:
        records_button(f"The {len(figures)} figures and their sources", figures, key=f"figures_{section}")


def _glance(key: str, row: Row) -> dict[str, str]:
    return {
        "Approach": f"{steps()[key].icon} **{steps()[key].short}**",
        "Wins when": row.wins,
        "Typical cost": _dollars(range_in_words(row.cost_record, row.cost_says)),
        "First result": range_in_words(row.time_record, row.time_says),
        "Weakness": row.weakness,
    }


def _dimension(_: str, row: Row) -> dict[str, str]:
    return {"": f"**{row.title}**", "Retrieval": row.rag, "Fine-tuning": row.fine_tune}


def _situation(_: str, row: Row) -> dict[str, str]:
    entry = steps()[row.approach]
    return {
        "Approach": f"{entry.icon} {entry.short}",
        "When": f"**{row.title}**",
        "Why": row.says,
    }


def _layer(_: str, row: Row) -> dict[str, str]:
    return {"Layer": f"**{row.title}**", "What matters": row.says, "Named tools": row.tools}


def _tool(_: str, row: Row) -> dict[str, str]:
    return {"Goal": f"**{row.title}**", "Where": row.kind, "Tool": row.tools}


def _mistake(_: str, row: Row) -> dict[str, str]:
    return {"Mistake": f"**{row.title}**", "Why it hurts": row.says, "Instead": row.instead}


def _sources(row: Row) -> str:
    return "; ".join(f"{source(cite.source).name}, {cite.where}" for cite in row.cites)


def _caveats(found: dict[str, Row]) -> None:
    """Our own remarks, under the table and dated, so that nobody takes them for the source's."""
    noted = [
        f"- **{row.title or steps()[key].short}**, {row.caveat.date:%d %b %Y}: {row.caveat.says}"
        for key, row in found.items()
        if row.caveat
    ]
    if noted:
        st.markdown("\n".join(["**Our caveats**", "", *noted]))


def _row_colours(found: dict[str, Row]) -> None:
    """The colour of each approach on the edge of its row."""
    tones = palette().outcomes
    rules = [
        f".st-key-learn_glance tbody tr:nth-child({place}) td:first-child {{ box-shadow: inset 4px 0 {tones[key]}; }}"
        for place, key in enumerate(found, 1)
    ]
    st.html(f"<style>{' '.join(rules)}</style>")


def _dollars(text: str) -> str:
    return text.replace("$", "\\$")
