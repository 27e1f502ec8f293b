"""What one session of the playground holds: its corpus, its index, its switches, its last run."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

import streamlit as st

from components.knowledge import arms as arm_entries
from components.playground.adapters import adapters_for
from components.playground.arms import Adapters, arm_label, usable_arms
from components.playground.corpus import Corpus, Question, load_corpus, shipped_corpora
from components.playground.live import ArmLane, LiveRun
from components.playground.recorded import RecordedRun
from components.playground.settings import Settings, playground_data, settings_from
from components.retrieval import Document, LocalIndex, SearchResult
from components.scenario.view import current, update

_CORPUS = "playground_corpus"
_UPLOADED_OVER = "playground_uploaded_over"
_UPLOADS_TAKEN = "playground_uploads_taken"
_RUN = "playground_run"
_PENDING = "playground_pending"
UPLOADED = "uploaded"


@dataclass
class Asked:
    """One question put to the arms, with all that is needed to show and judge the answers later."""

    question: str
    gold: Question | None
    corpus: Corpus
    settings: Settings
    order: tuple[str, ...]
    blind: bool = False
    vote: str | None = None
    found: SearchResult | None = None
    run: LiveRun | RecordedRun | None = None
    begun: bool = False

    @property
    def lanes(self) -> dict[str, ArmLane]:
        """What every arm has said; empty before the run began."""
        return self.run.lanes if self.run else {}

    @property
    def hidden(self) -> bool:
        """Whether nobody may know yet which answer is whose."""
        return self.blind and self.vote is None


def corpus() -> Corpus:
    """This session's corpus: the chosen one, with the session's edits."""
    held: Corpus | None = st.session_state.get(_CORPUS)
    wanted = _wanted_corpus()
    if held is not None and (held.id == wanted or wanted not in shipped_corpora()):
        return held
    if held is not None and held.id == UPLOADED and st.session_state.get(_UPLOADED_OVER) == wanted:
        return held
    known = wanted if wanted in shipped_corpora() else playground_data().default_corpus
    return keep_corpus(load_corpus(shipped_corpora()[known]))


def keep_corpus(changed: Corpus) -> Corpus:
    """Make `changed` this session's corpus; answers to another one are forgotten."""
    held: Corpus | None = st.session_state.get(_CORPUS)
    if held is not None and held.id != changed.id:
        forget_run()
    st.session_state[_CORPUS] = changed
    return changed


def use_uploaded(uploaded: Corpus) -> None:
    """Work on a person's own documents until they, or a scenario that they open, choose another corpus."""
    keep_corpus(uploaded)
    st.session_state[_UPLOADED_OVER] = _wanted_corpus()
    st.session_state[_UPLOADS_TAKEN] = uploads_taken() + 1


def uploads_taken() -> int:
    """How often this session has put its own documents in place."""
    taken: int = st.session_state.get(_UPLOADS_TAKEN, 0)
    return taken


def _wanted_corpus() -> str:
    return current().playground.corpus or playground_data().default_corpus


def choose_corpus(corpus_id: str) -> None:
    """Switch to a shipped corpus, as it ships."""
    keep_corpus(load_corpus(shipped_corpora()[corpus_id]))
    update(playground=current().playground.model_copy(update={"corpus": corpus_id}))


def edit_document(document_id: str, text: str) -> None:
    """Change one document and index it again; raises CorpusError, RetrievalError."""
    changed = corpus().with_text(document_id, text)
    _index_of(changed)
    keep_corpus(changed)


def first_version() -> Corpus | None:
    """The corpus as it ships, or None for an uploaded one."""
    folder = shipped_corpora().get(corpus().id)
    return load_corpus(folder) if folder else None


def reset_documents() -> None:
    """Undo all edits; raises RetrievalError."""
    shipped = first_version()
    if shipped is None:
        return
    _index_of(shipped)
    keep_corpus(shipped)


def index() -> LocalIndex:
    """This session's search index over its corpus, built when first asked for; raises RetrievalError."""
    return _index_of(corpus())


def _index_of(held: Corpus) -> LocalIndex:
    found = _index(held.id, settings().chunker, held.documents)
    found.hold(held.documents)  # the one kept may be of another version: edited, reset, uploaded anew
    return found


@st.cache_resource(
    scope="session", max_entries=1, show_spinner="Indexing the documents…", on_release=LocalIndex.close
)
def _index(corpus_id: str, chunker: Any, _documents: tuple[Document, ...]) -> LocalIndex:
    return LocalIndex(_documents, chunker=chunker)


def settings() -> Settings:
    """The switches, from the scenario."""
    return settings_from(current().playground.settings)


def change_settings(**changes: Any) -> None:
    """Set some switches; what equals its default is not kept."""
    kept = {**settings().changed(), **changes}
    changed = settings_from({key: value for key, value in kept.items() if value is not None}).changed()
    others = {
        key: value for key, value in current().playground.settings.items() if key not in Settings.model_fields
    }
    update(playground=current().playground.model_copy(update={"settings": {**others, **changed}}))


def adapters() -> Adapters:
    """The adapters for this session's corpus."""
    return adapters_for(corpus())


def chosen_arms() -> tuple[str, ...]:
    """The arms to show: the scenario's choice as far as it can run, else all that can."""
    possible, _ = usable_arms(all_arms(), adapters())
    wanted = tuple(arm for arm in current().playground.arms if arm in possible)
    return wanted or possible


def all_arms() -> tuple[str, ...]:
    """Every arm, in display order."""
    return tuple(arm_entries())


def last_run() -> Asked | None:
    """The question last asked in this session."""
    found: Asked | None = st.session_state.get(_RUN)
    return found


def keep_run(asked: Asked) -> None:
    """Remember a run; one that still goes on is stopped first."""
    forget_run()
    st.session_state[_RUN] = asked


def forget_run() -> None:
    """Stop and drop the last run."""
    held = last_run()
    if held is not None:
        if held.run is not None:
            held.run.stop()
        del st.session_state[_RUN]


def ask(question: str) -> None:
    """Leave a question to be asked in this or the next script run."""
    st.session_state[_PENDING] = question


def take_pending() -> str | None:
    """The question left to be asked, once."""
    question: str | None = st.session_state.pop(_PENDING, None)
    return question


def display_order(arms: tuple[str, ...], blind: bool) -> tuple[str, ...]:
    """The arms in their usual order, or shuffled so that nobody can guess."""
    if not blind:
        return arms
    shuffled = list(arms)
    random.shuffle(shuffled)
    return tuple(shuffled)


def shown_label(asked: Asked, arm: str) -> str:
    """The arm's name, or a letter while the vote is open."""
    if asked.hidden:
        return f"Answer {'ABCDEFGHIJKL'[asked.order.index(arm)]}"
    return arm_label(arm)
