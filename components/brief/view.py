"""The brief page: read it, take it along, pass the link on, open another scenario."""

from datetime import date
from urllib.parse import urlsplit, urlunsplit

import streamlit as st

from components.brief import Brief, BriefError, build, to_html, to_markdown, to_pdf
from components.brief.qr import qr_data_uri
from components.knowledge import content
from components.scenario import Scenario, ScenarioError, changes
from components.scenario import view as scenario_view
from components.ui.view import is_dark, page_header, problem

MAX_UPLOAD_MB = 8


def header() -> None:
    """Title and one sentence."""
    page_header(
        "Brief",
        "What to hand over: the decision, what it costs, what was measured, and where each number comes from.",
    )


def name_field() -> None:
    """The scenario's name, which is the brief's title."""
    st.text_input(
        "Name of the scenario",
        value=scenario_view.current().name,
        key="brief_name",
        max_chars=80,
        on_change=_rename,
    )


def downloads() -> None:
    """The three formats, and what is still missing."""
    brief = _brief(scenario_view.current(), _link_or_none())
    if brief.missing:
        st.info(
            f"Not filled yet: {', '.join(brief.missing)}. The brief says so and makes sense without.",
            icon=":material/pending:",
        )
    stem = file_stem(brief.title)
    with st.container(horizontal=True, key="brief_downloads"):
        _download_pdf(brief, stem)
        st.download_button(
            "HTML",
            lambda: to_html(brief),
            f"{stem}.html",
            "text/html",
            icon=":material/html:",
            on_click="ignore",
            key="html",
        )
        st.download_button(
            "Markdown",
            to_markdown(brief),
            f"{stem}.md",
            "text/markdown",
            icon=":material/markdown:",
            on_click="ignore",
            key="md",
        )


def preview() -> None:
    """The brief as it will be read."""
    brief = _brief(scenario_view.current(), _link_or_none())
    st.caption(":material/swipe_vertical: The brief scrolls inside its frame.")
    st.iframe(to_html(brief, "dark" if is_dark() else "light"), height=900, alt="Preview of the brief")


def share_section() -> None:
    """Link, code for a room, and the file."""
    st.subheader("Share", anchor=False)
    left, right = st.columns([3, 2], gap="large")
    with left:
        link_block("brief")
        _yaml_out()
    with right:
        _yaml_in()


def link_block(page_id: str) -> None:
    """The link to this scenario on a page, ready to copy, and as a QR code on demand."""
    try:
        link = page_link(page_id)
    except ScenarioError as error:
        problem(error)
        return
    st.markdown("**Link to this scenario**")
    st.code(link, language=None, wrap_lines=True)
    st.caption(content("share_link"))
    if st.toggle("Show as QR code", key=f"qr_{page_id}"):
        st.image(qr_data_uri(link), width=280, alt="QR code of the link")


@st.dialog("Share this page", icon=":material/share:")
def share_dialog(page_id: str) -> None:
    """The link to the page that one is on."""
    link_block(page_id)


def page_link(page_id: str) -> str:
    """The address that opens this scenario on a page, in a fresh session; raises ScenarioError when it does not fit."""
    query = scenario_view.current().to_query()
    parts = urlsplit(st.context.url or "http://localhost:8501/")
    base = parts.path.rsplit("/", 1)[0]
    path = f"{base}/{'' if page_id == 'home' else page_id}"
    full_query = f"{query}&{scenario_view.SHARED}=1" if query else ""
    return urlunsplit((parts.scheme, parts.netloc, path, full_query, ""))


def _link_or_none() -> str:
    """The link that the brief prints; none when the scenario is too large for one."""
    try:
        return page_link("brief")
    except ScenarioError:
        return ""


def file_stem(title: str) -> str:
    """A file name that every system takes."""
    words = "".join(char if char.isascii() and char.isalnum() else " " for char in title).split()
    return "-".join(words).lower()[:60] or "brief"


def _download_pdf(brief: Brief, stem: str) -> None:
    try:
        pdf = _pdf(brief)
    except BriefError as error:
        problem(error)
        return
    st.download_button(
        "PDF",
        pdf,
        f"{stem}.pdf",
        "application/pdf",
        type="primary",
        icon=":material/picture_as_pdf:",
        on_click="ignore",
        key="pdf",
    )


def _yaml_out() -> None:
    current = scenario_view.current()
    st.download_button(
        "Save scenario file",
        current.to_yaml,
        f"{file_stem(current.name)}.yaml",
        "application/yaml",
        icon=":material/save:",
        on_click="ignore",
        key="yaml_out",
        help=content("share_file"),
    )


def _yaml_in() -> None:
    uploaded = st.file_uploader(
        "Open a scenario file", type=["yaml", "yml"], key="yaml_in", max_upload_size=MAX_UPLOAD_MB
    )
    if uploaded is None:
        return
    try:
        found = Scenario.from_yaml(_text(uploaded.getvalue()))
    except ScenarioError as error:
        problem(error)
        return
    _offer(found)


def _offer(found: Scenario) -> None:
    differences = changes(scenario_view.current(), found)
    if not differences:
        st.success("This file holds exactly the scenario that is open.", icon=":material/check:")
        return
    st.markdown(f"**{len(differences)} change{'s' if len(differences) > 1 else ''}** if you open it:")
    rows = [{"Field": item.where, "Now": item.now, "Then": item.then} for item in differences]
    st.dataframe(rows, hide_index=True, alt="What would change")
    st.button("Open it", on_click=scenario_view.replace, args=(found,), type="primary", key="apply_yaml")


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        raise ScenarioError(
            "The file is no text in UTF-8. Save the scenario again and open that file."
        ) from None


def _rename() -> None:
    try:
        renamed = Scenario.model_validate(
            {**scenario_view.current().model_dump(), "name": st.session_state["brief_name"]}
        )
    except ValueError:
        return
    scenario_view.update(name=renamed.name or Scenario().name)


def _brief(scenario: Scenario, link: str) -> Brief:
    """The brief, made once for each state of the scenario."""
    key = (scenario, link, date.today())
    cached = st.session_state.get("brief_cache")
    if cached is None or cached[0] != key:
        with st.spinner("Writing the brief"):
            cached = (key, build(scenario, date.today(), link))
        st.session_state["brief_cache"] = cached
    brief: Brief = cached[1]
    return brief


@st.cache_data(max_entries=5, scope="session", show_spinner="Typesetting the PDF")
def _pdf(brief: Brief) -> bytes:
    return to_pdf(brief)
