"""The stale-facts walk-through: ask, edit the document, ask again. A minute, three buttons."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import streamlit as st

from components.knowledge import content
from components.playground.arms import FACTS_TUNED, arm_label, usable_arms
from components.playground.corpus import Corpus, Edit
from components.playground.errors import PlaygroundError
from components.playground.scoring import holds_any, parse_reply
from components.playground.view_answers import COLUMN_PX, ask_as, run_now
from components.playground.view_cards import Slot, arm_heading, reply
from components.playground.view_state import Asked, adapters, corpus, edit_document, reset_documents
from components.playground.view_text import plain_caption
from components.retrieval import RetrievalError
from components.ui.view import marked_text, plain_text, problem

_WALK = "playground_walk"
# The first three of these that can run: without adapters, the other ways of reading the documents take their place.
_ARMS = ("fine_tuned_on_facts", "retrieved", "hybrid", "full_context")
_COLUMNS = 3


@dataclass
class Walk:
    """How far this session has walked."""

    corpus_id: str
    edit: Edit
    arms: tuple[str, ...]
    before: Asked | None = None
    reindexed_ms: float | None = None
    after: Asked | None = None


def walk_through() -> None:
    """All three steps, one under the other, with the answers below."""
    held = corpus()
    if not held.edits:
        st.markdown(content("playground-no-walk"))
        return
    st.markdown(content("playground-walk"))
    walk = _walk(held)
    if not any(arm in FACTS_TUNED for arm in walk.arms):
        st.caption("The adapter trained on this corpus's facts is not there, so its column is left out.")
    slots = _steps(walk)
    _run(walk, slots)
    _finish(walk, slots)


def _walk(held: Corpus) -> Walk:
    walk: Walk | None = st.session_state.get(_WALK)
    if walk is None or walk.corpus_id != held.id or walk.edit not in held.edits:
        walk = _new_walk(held, held.edits[0])
    if len(held.edits) > 1:
        st.segmented_control(
            "Fact to change",
            [edit.document for edit in held.edits],
            default=walk.edit.document,
            required=True,
            key="walk_edit",
            on_change=_choose,
            persist_state="session",
        )
    return walk


def _new_walk(held: Corpus, edit: Edit) -> Walk:
    arms, _ = usable_arms(_ARMS, adapters())
    walk = Walk(held.id, edit, arms[:_COLUMNS])
    st.session_state[_WALK] = walk
    return walk


def _choose() -> None:
    held = corpus()
    chosen = next(edit for edit in held.edits if edit.document == st.session_state["walk_edit"])
    _restart(chosen)


def _restart(edit: Edit) -> None:
    try:
        reset_documents()
    except RetrievalError as error:
        problem(error)
        return
    _new_walk(corpus(), edit)


def _steps(walk: Walk) -> dict[str, dict[str, Slot]]:
    """Draws the three steps and the columns; gives the slots of the answers before and after."""
    with st.grid(3, min_column_width=COLUMN_PX, key="walk_steps"):
        _step_ask(walk)
        _step_edit(walk)
        _step_again(walk)
    slots: dict[str, dict[str, Slot]] = {"before": {}, "after": {}}
    with st.grid(3, min_column_width=COLUMN_PX, key="walk_cards"):
        for arm in walk.arms:
            with st.container(border=True, height="stretch", gap="xsmall", key=f"walk_{arm}"):
                arm_heading(arm, arm_label(arm))
                for when in ("before", "after"):
                    st.caption(f"**{when.capitalize()} the edit**")
                    slots[when][arm] = Slot(arm)
    return slots


def _step_ask(walk: Walk) -> None:
    with st.container(border=True, height="stretch", key="step_1"):
        st.markdown("**1. Ask**")
        plain_text(corpus().question(walk.edit.question).question)
        st.space("stretch")
        _step_button("Ask", "walk_ask", walk.before is None, True, _ask, (walk, "before"))


def _step_edit(walk: Walk) -> None:
    edit = walk.edit
    with st.container(border=True, height="stretch", key="step_2"):
        st.markdown("**2. Edit the document**")
        plain_caption(edit.document)
        marked_text(edit.find, [])
        marked_text(edit.replace, [(0, len(edit.replace))])
        st.space("stretch")
        lost = _lost(walk)
        ready = walk.before is not None and walk.reindexed_ms is None and not lost
        _step_button("Save the edit", "walk_save", ready, ready, _save, (walk,))
        if lost:
            problem(content("playground-walk-lost"))
        elif walk.reindexed_ms is not None:
            st.caption(f"Indexed again in {walk.reindexed_ms:.0f} ms. Nothing was trained.")


def _step_again(walk: Walk) -> None:
    with st.container(border=True, height="stretch", key="step_3"):
        st.markdown("**3. Ask again**")
        plain_text("The same question. Who knows the new fact?")
        st.space("stretch")
        ready = walk.reindexed_ms is not None
        _step_button("Ask again", "walk_again", ready and walk.after is None, ready, _ask, (walk, "after"))
        if walk.before is not None or _lost(walk):
            st.button("Start over", key="walk_over", type="tertiary", on_click=_restart, args=(walk.edit,))


def _step_button(
    label: str, key: str, primary: bool, ready: bool, act: Callable[..., None], args: tuple[Any, ...]
) -> None:
    kind: Literal["primary", "secondary"] = "primary" if primary else "secondary"
    st.button(label, key=key, type=kind, disabled=not ready, on_click=act, args=args, width="stretch")


def _ask(walk: Walk, when: str) -> None:
    setattr(walk, when, ask_as(corpus().question(walk.edit.question).question, walk.arms))


def _lost(walk: Walk) -> bool:
    """Whether the sentence to change is there no more before the walk has changed it."""
    return walk.reindexed_ms is None and walk.edit.find not in corpus().document(walk.edit.document).text


def _save(walk: Walk) -> None:
    if _lost(walk):  # changed since the button was drawn; the page says so now
        return
    edit = walk.edit
    text = corpus().document(edit.document).text
    start = time.perf_counter()
    try:
        edit_document(edit.document, text.replace(edit.find, edit.replace))
    except (PlaygroundError, RetrievalError) as error:
        problem(error)
        return
    walk.reindexed_ms = (time.perf_counter() - start) * 1_000


def _run(walk: Walk, slots: dict[str, dict[str, Slot]]) -> None:
    for when, asked in (("before", walk.before), ("after", walk.after)):
        if asked is not None and not asked.begun:
            _show_done(walk, slots, skip=when)
            run_now(asked, list(slots[when].values()))


def _finish(walk: Walk, slots: dict[str, dict[str, Slot]]) -> None:
    _show_done(walk, slots, skip="")
    if walk.after is not None and walk.after.lanes:
        st.markdown(content("playground-walk-end"))


def _show_done(walk: Walk, slots: dict[str, dict[str, Slot]], skip: str) -> None:
    for when, asked in (("before", walk.before), ("after", walk.after)):
        if asked is None or when == skip:
            continue
        for arm, lane in asked.lanes.items():
            slot = slots[when][arm]
            if slot.finished:
                continue
            slot.finished = True
            with slot.text.container():
                reply(lane)
            with slot.foot:
                _fact_chip(lane.text, walk.edit)


def _fact_chip(text: str, edit: Edit) -> None:
    """Old or new fact? The chip says which, whatever the step."""
    answer = parse_reply(text).answer
    new, old = holds_any(answer, [edit.new_answer]), holds_any(answer, [edit.old_answer])
    if new and not old:
        st.badge("the new fact", icon=":material/fiber_new:", color="green")
    elif old and not new:
        st.badge("the old fact", icon=":material/history:", color="orange")
    else:
        st.badge("neither", icon=":material/question_mark:", color="gray")
