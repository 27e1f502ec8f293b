"""Pick, upload, browse and edit a corpus."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from streamlit.typing import UploadedFile

from components.inference.view import asks_elsewhere
from components.knowledge import content
from components.playground.corpus import shipped_corpora, uploaded_corpus
from components.playground.errors import CorpusError
from components.playground.settings import playground_data
from components.playground.view_corpora import corpus_title
from components.playground.view_state import (
    UPLOADED,
    choose_corpus,
    corpus,
    edit_document,
    first_version,
    reset_documents,
    uploads_taken,
    use_uploaded,
)
from components.playground.view_text import plain_caption
from components.retrieval import KINDS, Document, RetrievalError, read_document
from components.ui.view import plain_text, problem

_NOTICE = "playground_corpus_notice"


def corpus_controls() -> None:
    """The choice of corpus, its documents, and uploads; for a horizontal container."""
    corpus_picker()
    held = corpus()
    edited = f", {len(held.edited)} edited" if held.edited else ""
    count = len(held.documents)
    shown = f"{count} document{'' if count == 1 else 's'}{edited}"
    if st.button(shown, icon=":material/folder_open:", key="documents"):
        documents_drawer()
    # A new key closes the popover, and empties the form, when its documents are taken.
    with st.popover("Bring your own", icon=":material/upload_file:", key=f"bring_{uploads_taken()}"):
        _upload()


def corpus_notes() -> None:
    """What the corpus is, and what went wrong with an upload."""
    plain_caption(corpus().description)
    if notice := st.session_state.pop(_NOTICE, None):
        problem(*notice)


def edited_note() -> None:
    """How many documents this session has changed, and the way back; for a horizontal container."""
    if count := len(corpus().edited):
        st.badge(
            f"{count} document{'' if count == 1 else 's'} edited", icon=":material/edit:", color="orange"
        )
        if first_version() and st.button("Undo all changes", key="reset_edited"):
            _reset()


def corpus_picker() -> None:
    """The choice of corpus."""
    held = corpus()
    options = list(shipped_corpora())
    if held.id == UPLOADED:
        options.append(UPLOADED)
    st.selectbox(
        "Corpus",
        options,
        index=options.index(held.id) if held.id in options else 0,
        format_func=corpus_title,
        key=f"corpus_{held.id}_{len(options)}",
        on_change=_picked,
        args=(f"corpus_{held.id}_{len(options)}",),
        width=280,
    )


def _picked(key: str) -> None:
    chosen = st.session_state[key]
    if chosen in shipped_corpora():
        choose_corpus(chosen)


def _upload() -> None:
    limits = playground_data().uploads
    st.markdown(content("playground-uploads-elsewhere" if asks_elsewhere() else "playground-uploads"))
    with st.form(f"upload_{uploads_taken()}", border=False):
        files = st.file_uploader(
            f"Up to {limits.files} documents, {limits.total_megabytes:.0f} MB together",
            type=[*KINDS, ".yaml", ".yml"],
            accept_multiple_files=True,
            max_upload_size=int(limits.total_megabytes),
            help="A file called gold.yaml is read as the gold questions.",
            key=f"files_{uploads_taken()}",
        )
        sent = st.form_submit_button("Use these documents", type="primary")
    if sent and not files:
        st.warning("Choose one file or more first.")
    elif sent:
        _use(files)


def _use(files: Sequence[UploadedFile]) -> None:
    limits = playground_data().uploads
    if len(files) > limits.files or sum(file.size for file in files) > limits.total_megabytes * 1e6:
        problem(
            f"More than {limits.files} files or {limits.total_megabytes:.0f} MB.",
            "Choose fewer or smaller files.",
        )
        return
    documents, gold, refused = _read(files)
    try:
        use_uploaded(uploaded_corpus(documents, gold))
    except CorpusError as error:
        refused.append(str(error))
        st.session_state[_NOTICE] = (" ".join(refused), "Nothing was changed.")
        st.rerun()
    if refused:
        st.session_state[_NOTICE] = ("Left out: " + " ".join(refused), "The other documents are in place.")
    st.rerun()


def _read(files: Sequence[UploadedFile]) -> tuple[list[Document], str | None, list[str]]:
    documents: list[Document] = []
    refused: list[str] = []
    gold: str | None = None
    for file in files:
        if file.name.lower() in ("gold.yaml", "gold.yml"):
            gold = file.getvalue().decode("utf-8", "replace")
            continue
        try:
            documents.append(read_document(file.name, file.getvalue()))
        except RetrievalError as error:
            refused.append(str(error))
    return documents, gold, refused


@st.dialog("Documents", position="right", width="medium", icon=":material/folder_open:")
def documents_drawer() -> None:
    """Browse all documents; change one and see what an answer makes of it."""
    held = corpus()
    chosen = st.selectbox(
        "Document",
        held.document_ids,
        format_func=lambda key: f"{key} (edited)" if key in held.edited else key,
        key="browse_document",
    )
    document = held.document(chosen)
    plain_text(document.title)
    text = st.text_area(
        "Text", document.text, height=380, key=f"text_{chosen}_{hash(document.text)}", max_chars=200_000
    )
    with st.container(horizontal=True):
        # Always enabled: the text area tells what was typed only when it loses focus.
        saved = st.button("Save the change", type="primary", key="save_document")
        if held.edited and first_version() and st.button("Undo all changes", key="reset_documents"):
            _reset()
    if saved and text == document.text:
        st.caption(":material/info: Nothing changed: the text is as it was.")
    elif saved:
        _save(chosen, text or "")
    st.caption("The change is indexed at once, for this session only. Then ask again.")


def _reset() -> None:
    try:
        reset_documents()
    except RetrievalError as error:
        problem(error)
        return
    st.rerun()


def _save(document_id: str, text: str) -> None:
    try:
        edit_document(document_id, text)
    except (CorpusError, RetrievalError) as error:
        problem(error)
        return
    st.rerun()
