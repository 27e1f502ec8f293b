"""The blind vote: which answer is best, before anybody knows whose it is."""

from __future__ import annotations

from collections import Counter

import streamlit as st

from components.playground.arms import arm_label
from components.playground.view_state import Asked, shown_label

_TALLY = "playground_tally"


def vote_bar(asked: Asked) -> None:
    """The vote while it is open, then who it was, and the session's tally."""
    if asked.vote is None:
        st.markdown("**Which answer is best?**")
        with st.container(horizontal=True):
            for arm in asked.order:
                st.button(shown_label(asked, arm), key=f"vote_{arm}", on_click=_vote, args=(asked, arm))
            st.button("None of them", key="vote_none", type="tertiary", on_click=_vote, args=(asked, ""))
        return
    said = f"You chose **{arm_label(asked.vote)}**." if asked.vote else "You chose none of them."
    st.markdown(f"{said} {_tally_line()}")


def _vote(asked: Asked, arm: str) -> None:
    asked.vote = arm
    st.session_state.setdefault(_TALLY, Counter())[arm] += 1


def _tally_line() -> str:
    tally: Counter[str] = st.session_state.get(_TALLY, Counter())
    counts = ", ".join(f"{arm_label(arm) if arm else 'none'} {count}" for arm, count in tally.most_common())
    return f"Votes in this session: {counts}."
