"""The sources page: all records, all sources, and the self-check against published examples."""

from datetime import date

import pandas as pd
import streamlit as st

from components.costs.self_check import Outcome, cases, check_case, check_mistake, mistakes
from components.costs.view_inputs import literal
from components.knowledge import Record, content, records, source, sources
from components.ui import human

STALE_DAYS = 365


def tabs() -> None:
    """Self-check, records, sources; only the open one runs."""
    bodies = {"Self-check": self_check, "Records": records_browser, "Sources": sources_table}
    for tab, body in zip(
        st.tabs(list(bodies), on_change="rerun", key="sources_tabs"), bodies.values(), strict=True
    ):
        if tab.open:
            with tab:
                body()


def self_check() -> None:
    """Published worked examples, recomputed now; then the published mistakes."""
    outcomes = [check_case(case) for case in cases()]
    passed = sum(outcome.passed for outcome in outcomes)
    st.subheader(f"{passed} of {len(outcomes)} published examples agree", anchor=False)
    st.markdown(content("sources_check"))
    st.dataframe(
        [_check_row(outcome) for outcome in outcomes],
        hide_index=True,
        height="content",
        alt="Published examples recomputed",
    )
    st.subheader("Published, and wrong", anchor=False)
    st.markdown(content("sources_mistakes"))
    for mistake in mistakes():
        with st.container(border=True):
            avoided = check_mistake(mistake)
            icon = (
                ":green[:material/check_circle:] not repeated here"
                if avoided
                else ":red[:material/error:] repeated here"
            )
            st.markdown(f"**{mistake.name}** {icon}")
            st.markdown(f"Published: {literal(mistake.claim)}  \nIn truth: {literal(mistake.truth)}")
            st.caption(literal(mistake.why))


def records_browser() -> None:
    """All records, filtered by words, source and age."""
    left, middle, right = st.columns([2, 1.4, 1], vertical_alignment="bottom")
    with left:
        words = st.text_input(
            "Find", key="sources_find", type="search", max_chars=80, placeholder="upkeep, LoRA, GPU …"
        )
    with middle:
        chosen = st.multiselect(
            "Source", list(sources()), format_func=_byline, key="sources_of", placeholder="All"
        )
    with right:
        stale_only = st.toggle(
            "Only stale ones", key="sources_stale", help="Older than twelve months, or of unknown date."
        )
    rows = [
        _record_row(key, item)
        for key, item in records().items()
        if _wanted(key, item, words, chosen, stale_only)
    ]
    st.caption(f"{len(rows)} of {len(records())} records")
    if not rows:
        st.markdown("No record matches.")
        return
    frame = pd.DataFrame(rows)
    st.dataframe(frame, hide_index=True, alt="Records with figure, unit, source and dates")
    st.download_button(
        "Records as CSV",
        frame.to_csv(index=False),
        "records.csv",
        "text/csv",
        type="tertiary",
        icon=":material/download:",
        key="sources_csv",
        on_click="ignore",
    )


def sources_table() -> None:
    """All sources, with the number of records that rest on each."""
    counts = pd.Series([item.source for item in records().values()]).value_counts()
    rows = [
        {
            "Title": item.title,
            "Author or publisher": ", ".join(part for part in (item.author, item.publisher) if part)
            or "not given",
            "Published": item.published,
            "Read": item.accessed,
            "Records": int(counts.get(key, 0)),
            "Link": item.url,
            "Note": item.note or "",
        }
        for key, item in sources().items()
    ]
    st.dataframe(
        rows,
        hide_index=True,
        alt="All sources",
        column_config={"Link": st.column_config.LinkColumn(display_text="open")},
    )


def stale(item: Record) -> str:
    """Why a record counts as stale: its age, an unknown date, or nothing."""
    if item.published is None:
        return "date unknown"
    return "older than a year" if (date.today() - item.published).days > STALE_DAYS else ""


def _wanted(key: str, item: Record, words: str, chosen: list[str], stale_only: bool) -> bool:
    text = f"{key} {item.label} {item.note or ''} {item.unit} {_byline(item.source)}".lower()
    return (
        all(word in text for word in words.lower().split())
        and (not chosen or item.source in chosen)
        and (not stale_only or bool(stale(item)))
    )


def _record_row(key: str, item: Record) -> dict[str, object]:
    low, mode, high = item.range
    return {
        "What": item.label,
        "Figure": human(item.central, 5) if low == high else f"{human(low)} to {human(high)}",
        "Most likely": human(mode) if low != high else "",
        "Unit": item.unit,
        "Source": _byline(item.source),
        "Published": item.published,
        "Read": item.accessed,
        "Stale": stale(item),
        "Note": item.note or "",
        "Record": key,
    }


def _check_row(outcome: Outcome) -> dict[str, object]:
    case = outcome.case
    return {
        "": "✓" if outcome.passed else "✗",
        "Example": case.name,
        "Published": _figure(case.expected),
        "Computed here": _figure(outcome.computed),
        "Unit": case.unit,
        "Source": _byline(case.source),
        "Note": outcome.problem or case.note,
    }


def _figure(value: float | bool | None) -> str:
    if value is None:
        return "–"
    return ("yes" if value else "no") if isinstance(value, bool) else f"{value:,.10g}"


def _byline(source_id: str) -> str:
    origin = source(source_id)
    return origin.publisher or origin.author or origin.title
