"""Widgets that every page shares."""

import os
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NoReturn

import pandas as pd
import plotly.graph_objects as go
import streamlit as st
from streamlit.errors import StreamlitSecretNotFoundError

from components.knowledge import Record, Source, source
from components.ui import escape_html, human, page_entries

WORKSHOP = "workshop_mode"
WORKSHOP_QUERY = "workshop"
_STYLE = (
    ".stMain [data-testid=stPageLink-NavLink] :is(span, p) { white-space: normal; line-height: 1.35; }"
    ".stMain:focus, .stMain:focus-visible { outline: none; }"
)
_DARK_STYLE = (
    "[data-testid^=stBaseButton-primary]:not(:disabled) * { color: #0D1216; }"
    "[data-testid^=stBaseButton-primary]:disabled * { color: #A9B4BE; }"
)

_ADDRESS = re.compile(r"(?<=:)(?=//)|(?<=www)(?=\.)|(?<=@)", re.IGNORECASE)

# Charts carry no toolbar: a download button stands beside them where one is wanted.
_PLOTLY_CONFIG = {"displayModeBar": False, "scrollZoom": False}


def page_header(title: str, lead: str) -> None:
    """The page's one heading, and one sentence under it."""
    st.title(title, anchor=False)
    st.markdown(f":gray[{lead}]")


def is_dark() -> bool:
    """Whether this session's browser shows the dark theme."""
    return st.context.theme.type == "dark"


def style() -> None:
    """What Streamlit's theme cannot say.

    Labels of links wrap instead of losing their end; the page's scrolling frame takes no outline, which would run
    through the heading; the dark theme's light primary buttons get dark ink, disabled ones muted ink.
    """
    css = _STYLE + (_DARK_STYLE if is_dark() else "")
    st.html(f"<style>{css}</style>")


def operator_setting(name: str) -> str | None:
    """What whoever runs the app set under this name, as a secret or in the environment; None without."""
    try:
        value = st.secrets.get(name)
    except StreamlitSecretNotFoundError:
        value = None
    return str(value or os.environ.get(name) or "") or None


def in_workshop() -> bool:
    """Whether this session shows the app to a room: larger type, no folds. The address bar keeps it over a reload."""
    if WORKSHOP not in st.session_state:
        st.session_state[WORKSHOP] = WORKSHOP_QUERY in st.query_params
    return bool(st.session_state[WORKSHOP])


def figure(fig: go.Figure, alt: str, key: str, height: int | None = None) -> None:
    """A plotly figure in the app's theme; `alt` says what it shows to those who cannot see it."""
    fig.update_layout(
        margin={"l": 8, "r": 8, "t": 32, "b": 8}, font_family="Inter, sans-serif", dragmode=False
    )
    if height:
        fig.update_layout(height=height)
    st.plotly_chart(fig, key=key, config=_PLOTLY_CONFIG, alt=alt)


def plain_text(text: str) -> None:
    """Untrusted text, shown literally: no HTML, link, image or Markdown in it comes alive."""
    st.html(f'<div style="white-space:pre-wrap;overflow-wrap:anywhere" dir="auto">{escape_html(text)}</div>')


def plain_caption(text: str) -> None:
    """Untrusted text, small and literal."""
    style = "font-size:.82rem;opacity:.75;overflow-wrap:anywhere"
    st.html(f'<div style="{style}" dir="auto">{escape_html(text)}</div>')


def marked_text(text: str, spans: Sequence[tuple[int, int]]) -> None:
    """Untrusted text, shown literally, with the character ranges `spans` highlighted."""
    parts, position = [], 0
    for start, end in sorted(spans):
        start = max(start, position)
        if end > start:
            parts += [escape_html(text[position:start]), f"<mark>{escape_html(text[start:end])}</mark>"]
            position = end
    parts.append(escape_html(text[position:]))
    st.html(f'<div style="white-space:pre-wrap;overflow-wrap:anywhere" dir="auto">{"".join(parts)}</div>')


def problem(error: Exception | str, action: str | None = None) -> None:
    """A calm panel: what happened, and what to do."""
    st.warning(_escaped(str(error)) + (f"\n\n{action}" if action else ""), icon=":material/info:")


def source_badge(source_id: str) -> None:
    """A small button that opens the citation of one source."""
    with st.popover(source(source_id).name, icon=":material/format_quote:", type="tertiary"):
        _citation(source(source_id))


def source_note(source_ids: Iterable[str]) -> None:
    """One muted line that names the sources."""
    names = ", ".join(_byline(source(source_id)) for source_id in dict.fromkeys(source_ids))
    st.caption(f"Sources: {names}")


def records_button(label: str, records: dict[str, Record], key: str) -> None:
    """A button that opens a table of the records behind a figure."""
    if st.button(label, key=key, type="tertiary", icon=":material/database:"):
        _records_dialog(records)


def fold(label: str, body: Callable[[], object], key: str, icon: str | None = None) -> None:
    """A fold whose body runs only while it is open; workshop mode leaves folds out."""
    if in_workshop():
        return
    with st.expander(label, key=key, icon=icon, on_change="rerun") as folded:
        if folded.open:
            body()


def page_link(page_id: str, label: str, icon: str | None = None, **kwargs: Any) -> None:
    """A link to another page of the app, by id."""
    entry = page_entries()[page_id]
    st.page_link(entry.path, label=label, icon=icon or entry.icon, **kwargs)


def goto(page_id: str) -> NoReturn:
    """Leave for another page of the app, by id."""
    st.switch_page(page_entries()[page_id].path)


def records_table(records: dict[str, Record]) -> pd.DataFrame:
    """Records as rows for people: what, figure or range, unit, source, dates, note."""
    rows = [
        {
            "What": item.label,
            "Figure": human(item.central) if item.value is not None else _range(item),
            "Unit": item.unit,
            "Source": _byline(source(item.source)),
            "Published": item.published,
            "Read": item.accessed,
            "Note": item.note or "",
        }
        for item in records.values()
    ]
    return pd.DataFrame(rows)


@st.dialog("Where these numbers come from", width="large", icon=":material/database:")
def _records_dialog(records: dict[str, Record]) -> None:
    st.dataframe(records_table(records), hide_index=True, alt="Records with their sources and dates")


def _range(item: Record) -> str:
    low, mode, high = item.range
    return f"{human(low)} to {human(high)} (most likely {human(mode)})"


def _citation(origin: Source) -> None:
    st.markdown(f"**{origin.title}**")
    who = ", ".join(part for part in (origin.author, origin.publisher) if part)
    published = f"published {origin.published:%d %b %Y}" if origin.published else "no date of publication"
    st.caption(f"{who or 'Author not given'}; {published}; read {origin.accessed:%d %b %Y}")
    if origin.note:
        st.caption(origin.note)
    if origin.url:
        st.markdown(f"[{origin.url}]({origin.url})")


def _byline(origin: Source) -> str:
    return f"{origin.name} ({origin.published:%b %Y})" if origin.published else f"{origin.name} (undated)"


def _escaped(text: str) -> str:
    """`text` for Markdown, in which nothing comes alive.

    Streamlit turns addresses into links after it has taken the backslashes away, hence the word joiners.
    """
    broken = _ADDRESS.sub("\u2060", text)
    return "".join(f"\\{char}" if char in r"\`*_{}[]()#+-.!|<>~$:" else char for char in broken)
