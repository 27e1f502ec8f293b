"""One card an arm: its colour, what it says, the verdict, the figures."""

from __future__ import annotations

import streamlit as st

from components.finetune.view import adapter_card
from components.knowledge import arms as arm_entries
from components.playground import hosted
from components.playground.arms import CONSTRAINED, RETRIEVING, base_arm
from components.playground.live import ArmLane
from components.playground.misses import explain
from components.playground.scoring import Score, parse_reply, score
from components.playground.settings import Settings
from components.playground.view_passages import passages_button
from components.playground.view_state import Asked, shown_label
from components.playground.view_text import plain_caption
from components.playground.view_window import too_large
from components.ui import colour, escape_html, money
from components.ui.view import is_dark, plain_text, problem

_NEUTRAL = ("#6E7683", "#B3BCC9")
_PER = 1_000


class Slot:
    """The places that one answer is written into."""

    def __init__(self, arm: str) -> None:
        self.arm = arm
        self.text = st.empty()
        self.foot = st.container(gap="xsmall")
        self.finished = False
        self._shown: str | None = None

    def show(self, lane: ArmLane) -> None:
        """The answer so far; sends nothing when nothing is new."""
        text = lane.text or _waiting(lane)
        if text != self._shown:
            self._shown = text
            with self.text:
                # What waits is small print; the first words of the answer are not.
                (plain_text if lane.text else plain_caption)(text)


def card(asked: Asked, arm: str, key: str) -> Slot:
    """An arm's card with room for its answer."""
    with st.container(border=True, height="stretch", gap="xsmall", key=f"{key}_{_word(arm)}"):
        arm_heading(arm, shown_label(asked, arm), asked.hidden)
        return Slot(arm)


def _word(arm: str) -> str:
    return arm.replace("+", "_")


def arm_heading(arm: str, label: str, hidden: bool = False) -> None:
    """The arm's name under a bar of its colour, and what it sees."""
    entry = arm_entries()[base_arm(arm)]
    shade = _NEUTRAL[is_dark()] if hidden else colour(entry, is_dark())
    weights = f"{entry.weights}, constrained" if arm.endswith(CONSTRAINED) else entry.weights
    line = "whose it is shows after the vote" if hidden else f"sees {entry.sees}; {weights}"
    st.html(
        f'<div style="border-top:4px solid {shade};border-radius:2px;padding-top:.5rem">'
        f'<div style="font-weight:620;font-size:1.05rem">{escape_html(label)}</div>'
        f'<div style="font-size:.8rem;opacity:.72;line-height:1.35;min-height:2.7em">'
        f"{escape_html(line)}</div></div>"
    )


def finish(slot: Slot, asked: Asked) -> None:
    """A finished answer: parsed reply, verdict, figures, passages."""
    lane = asked.lanes[slot.arm]
    with slot.text.container():
        if lane.too_long is not None:
            too_large(lane.too_long, asked.settings)
            return
        reply(lane)
    with slot.foot:
        if lane.state == "failed":
            return
        verdict(lane, asked)
        if not asked.hidden:
            _figures(lane, asked.settings)
            _buttons(slot.arm, lane, asked)


def reply(lane: ArmLane) -> None:
    """What the arm said: the parts of a valid reply, or the raw text; always literal."""
    if lane.state == "failed":
        problem(lane.error or "No answer.")
        return
    parsed = parse_reply(lane.text)
    plain_text(parsed.answer if parsed.valid else lane.text or "(nothing)")
    if parsed.valid:
        plain_caption(f"source: {parsed.source or 'none'}")


def verdict(lane: ArmLane, asked: Asked) -> None:
    """Chips: right or wrong, valid JSON or not, right source or not."""
    with st.container(horizontal=True, gap="xsmall"):
        if lane.state != "done":
            _stopped()
        elif asked.hidden:
            return
        elif asked.gold is None:
            _chip(parse_reply(lane.text).valid, "valid JSON", "not JSON")
        else:
            _chips(score(lane.text, asked.gold))


def stopped_badge(slot: Slot) -> None:
    """For an arm that was stopped before it could say anything."""
    slot.text.empty()
    with slot.foot:
        _stopped()


def _stopped() -> None:
    st.badge("stopped", icon=":material/stop_circle:", color="gray")


def _chips(found: Score) -> None:
    if found.knowledge is not None:
        _chip(found.knowledge, "right", "wrong")
    else:
        _chip(bool(found.refusal), "says it is not there", "invents")
    _chip(found.behaviour, "valid JSON", "not JSON")
    if found.attribution is not None and found.behaviour:
        _chip(found.attribution, "right source", "wrong source")


def _chip(holds: bool, good: str, bad: str) -> None:
    icon = ":material/check:" if holds else ":material/close:"
    st.badge(good if holds else bad, icon=icon, color="green" if holds else "red")


def _figures(lane: ArmLane, settings: Settings) -> None:
    timings = lane.timings
    if timings is None:
        return
    rate = f"{timings.tokens_per_s:.0f} tokens/s" if timings.tokens_per_s else ""
    parts = [
        f"first token {timings.first_token_s:.2f} s",
        rate,
        f"prompt {timings.prompt_tokens:,} tokens, {timings.cached_tokens:,} cached",
        hosted_line(timings.prompt_tokens, timings.generated_tokens, settings),
    ]
    plain_caption(" · ".join(part for part in parts if part))


def hosted_line(prompt_tokens: int, generated_tokens: int, settings: Settings) -> str:
    """What the same call would cost on the chosen hosted model."""
    model = hosted.chosen(settings)
    cost = hosted.call_cost(model, prompt_tokens, generated_tokens) if model else None
    return "" if cost is None else f"{money(cost * _PER)} for {_PER:,} such calls on {model}"


def _buttons(arm: str, lane: ArmLane, asked: Asked) -> None:
    with st.container(horizontal=True, gap="xsmall"):
        if base_arm(arm) in RETRIEVING and asked.found is not None:
            passages_button(arm, asked)
        if lane.text:
            with st.popover("Raw reply", type="tertiary", icon=":material/data_object:", key=f"raw_{arm}"):
                plain_text(lane.text)
        _why(arm, lane, asked)
        adapter = lane.plan.adapter
        if adapter is not None and st.button(
            "Adapter", key=f"adapter_{arm}", type="tertiary", icon=":material/tune:"
        ):
            adapter_card(adapter)


def _why(arm: str, lane: ArmLane, asked: Asked) -> None:
    if lane.state != "done":
        return
    miss = explain(arm, lane.text, asked.gold, asked.found, asked.corpus, asked.settings)
    if miss is not None:
        with st.popover("Why did it miss?", type="tertiary", icon=":material/help:", key=f"why_{arm}"):
            st.markdown(f"**{miss.label}**")
            plain_text(miss.text)


def _waiting(lane: ArmLane) -> str:
    if lane.queue_place:
        return f"Place {lane.queue_place} in the waiting line…"
    return "Reading the prompt…" if lane.state in ("waiting", "answering") else ""
