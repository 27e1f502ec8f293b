"""What the steps of the page share: the failures, the step, the rater, the place, what can be taken back."""

from typing import Literal

import streamlit as st

from components.diagnosis import labelling
from components.diagnosis.labels import Failure, Label, Rater
from components.scenario import view as scenario

Step = Literal["collect", "label", "result"]

STEP = "diagnose_step"
RATER = "diagnose_rater"
NOTICE = "diagnose_notice"
_PLACE = "diagnose_place"
_HISTORY = "diagnose_history"


def failures() -> tuple[Failure, ...]:
    """The scenario's failures."""
    return scenario.current().failures


def keep(changed: tuple[Failure, ...]) -> None:
    """Replace the scenario's failures."""
    scenario.update(failures=changed)


def replace(changed: tuple[Failure, ...], step: Step) -> None:
    """Start over with other failures, at the given step."""
    keep(changed)
    st.session_state[_HISTORY] = []
    st.session_state[_PLACE] = None
    st.session_state[STEP] = step


def open_step(step: Step) -> None:
    """Show another step."""
    st.session_state[STEP] = step


def rater() -> Rater:
    """Who is labelling."""
    chosen: Rater = st.session_state.get(RATER) or "first"
    return chosen


def place() -> int | None:
    """Position of the failure being labelled; None when this rater has labelled them all."""
    kept = st.session_state.get(_PLACE)
    if isinstance(kept, int) and kept < len(failures()):
        return kept
    return labelling.next_unlabelled(failures(), rater())


def go(position: int | None) -> None:
    """Show the failure at `position`, or, with None, the next one that is not labelled."""
    st.session_state[_PLACE] = position


def give(label: Label) -> None:
    """Label the failure being shown and go on to the next."""
    at = place()
    if at is None:
        return
    changed, edit = labelling.label(failures(), at, rater(), label)
    keep(changed)
    history().append(edit)
    go(labelling.next_unlabelled(changed, rater(), after=at))


def take_back() -> None:
    """Undo the last label, whoever gave it, and show its failure again."""
    if not history():
        return
    edit = history().pop()
    changed, at = labelling.undo(failures(), edit)
    keep(changed)
    st.session_state[RATER] = edit.rater
    go(at)


def history() -> list[labelling.Edit]:
    """Labels given in this session, oldest first."""
    edits: list[labelling.Edit] = st.session_state.setdefault(_HISTORY, [])
    return edits


def notify(message: str) -> None:
    """A sentence to be shown once, at the next run."""
    st.session_state[NOTICE] = message


def show_notice() -> None:
    """Show what `notify` left, once."""
    if message := st.session_state.pop(NOTICE, None):
        st.toast(message, icon=":material/check:")
