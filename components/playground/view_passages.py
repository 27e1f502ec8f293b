"""The drawer of passages: what every stage made of each, and where the answer stands in it."""

from __future__ import annotations

import re

import pandas as pd
import streamlit as st

from components.playground.arms import shown
from components.playground.scoring import parse_reply
from components.playground.view_state import Asked
from components.retrieval import Hit, SearchResult
from components.ui.view import marked_text, plain_text

_STAGES = {"lexical": "Words", "dense": "Meaning", "fused": "Fused", "reranked": "Reranked", "final": "Final"}


def passages_button(arm: str, asked: Asked) -> None:
    """A button that opens the drawer of one arm's passages."""
    count = len(asked.lanes[arm].plan.hits)
    label = f"{count} passage" + ("" if count == 1 else "s")
    if st.button(label, key=f"passages_{arm}", type="tertiary", icon=":material/manage_search:"):
        _drawer(arm, asked)


@st.dialog("What the search found", position="right", width="medium", icon=":material/manage_search:")
def _drawer(arm: str, asked: Asked) -> None:
    if asked.found is None:
        return
    found = shown(asked.found, arm, asked.settings)
    st.caption(_timing_line(found))
    for note in found.notes:
        st.caption(f":material/info: {note}")
    marked = _wanted(asked, asked.lanes[arm].text)
    st.markdown("**In the prompt**")
    for hit in found.hits:
        _passage(hit, marked)
    if found.hits and (sentence := found.hits[0].sentence):
        base = asked.lanes[arm].plan.adapter is None
        told = ", and the base model is told so" if base else ""
        st.caption(f"In the first passage, closest to the question by the reranker{told}:")
        plain_text(sentence)
    rest = found.candidates[len(found.hits) :]
    if rest:
        st.markdown("**Runners-up**, not in the prompt")
        st.dataframe(_table(rest[:10]), hide_index=True, alt="Passages that were found but not used")


def _passage(hit: Hit, marked: list[str]) -> None:
    with st.container(border=True):
        plain_text(hit.document_id)
        st.caption(_ranks(hit))
        text = hit.chunk.passage
        marked_text(text, spans_of(text, marked))
        if hit.truncated:
            st.caption("The reranker read only the first 512 tokens of this passage.")


def spans_of(text: str, wanted: list[str]) -> list[tuple[int, int]]:
    """Where any of the wanted texts stands in `text`, case aside; overlapping finds become one."""
    found: list[tuple[int, int]] = []
    for piece in (piece.strip() for piece in wanted if piece.strip()):
        found += [match.span() for match in re.finditer(re.escape(piece), text, re.IGNORECASE)]
    merged: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _wanted(asked: Asked, reply: str) -> list[str]:
    if asked.gold is not None:
        return list(asked.gold.accept)
    answer = parse_reply(reply).answer
    return [answer] if len(answer) < 200 else []


def _ranks(hit: Hit) -> str:
    places = [
        ("words", hit.lexical_rank, hit.lexical_score),
        ("meaning", hit.dense_rank, hit.dense_score),
        ("fused", hit.fused_rank, hit.fused_score),
        ("reranked", hit.rerank_rank, hit.rerank_score),
    ]
    return " · ".join(_place(name, rank, score) for name, rank, score in places)


def _place(name: str, rank: int | None, score: float | None) -> str:
    if rank is None or score is None:
        return f"{name}: not found"
    return f"{name}: no. {rank} ({score:.3g})"


def _table(hits: tuple[Hit, ...]) -> pd.DataFrame:
    rows = [
        {"Document": hit.document_id, **{name: hit.stage_rank(stage) for stage, name in _STAGES.items()}}  # type: ignore[arg-type]
        for hit in hits
    ]
    return pd.DataFrame(rows)


def _timing_line(found: SearchResult) -> str:
    timings = found.timings_s
    rerank = f", {timings['rerank'] * 1_000:.0f} ms of it reranking" if "rerank" in timings else ""
    return f"{len(found.candidates)} passages looked at in {timings.get('total', 0) * 1_000:.0f} ms{rerank}."
