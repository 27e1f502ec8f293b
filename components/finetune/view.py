"""Adapters on the page: train your own, the checker for an examples file, a card with its loss curve."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components.finetune import cards as adapter_cards
from components.finetune.cards import Card, Count, Measured
from components.finetune.charts import loss_alt, loss_figure
from components.finetune.errors import AdapterCardError, ExamplesError
from components.finetune.examples import MOST_BYTES, Problem, Report, check_examples
from components.knowledge import KnowledgeError, content, record
from components.ui import percent
from components.ui.view import figure, is_dark, plain_text, problem, source_badge

LISTED_PROBLEMS = 50


def train_your_own_section() -> None:
    """How the adapters were trained, the command, the data format, and a checker for one's own file."""
    st.subheader("Train your own", anchor=False)
    st.markdown(content("train_your_own"))
    _commands()
    st.markdown("**The data format**")
    st.markdown(content("train_your_own_format"))
    needed = record("training.minimum_examples")
    st.markdown(f"**How many examples**: {needed.mode or 0:,.0f} good ones make fine-tuning viable.")
    source_badge(needed.source)
    _checker()


def adapter_card(name: str) -> None:
    """Open the card of an adapter: what it is for, what it took, what it measured, its loss curve."""
    _card_dialog(name)


def took(card: Card) -> str:
    """What training took, in one line."""
    training = card.training
    return f"{training.examples:,} examples, {training.minutes:.0f} minutes on {training.machine}"


@st.dialog("Adapter", width="large")
def _card_dialog(name: str) -> None:
    try:
        card, points = adapter_cards.card(name), adapter_cards.loss_curve(name)
    except AdapterCardError as error:
        problem(error)
        return
    st.subheader(card.title, anchor=False)
    st.markdown(card.purpose)
    _key_figures(card)
    figure(loss_figure(points, is_dark()), loss_alt(card, points), key=f"loss_{name}", height=300)
    st.markdown("**Measured** on questions that training never saw, without the adapter and with it")
    st.dataframe(_measured_table(card.measured), hide_index=True, width="stretch")
    st.code(card.measured_with, language="shell", wrap_lines=True)
    st.markdown(f"**Trained on**: {card.data}")
    st.markdown(f"**Limits**: {card.limits}")
    st.code(card.training.command, language="shell", wrap_lines=True)
    st.caption(f"{card.adapter.name}, {card.adapter.size_bytes / 1e6:.1f} MB, SHA-256 {card.adapter.sha256}")
    st.caption(f"Belongs to {card.base.model} ({card.base.file}), SHA-256 {card.base.sha256}. {card.licence}")


def _key_figures(card: Card) -> None:
    training = card.training
    with st.container(horizontal=True):
        st.metric("Examples", f"{training.examples:,}", border=True)
        st.metric("Steps", f"{training.steps:,}", border=True)
        st.metric("Minutes", f"{training.minutes:.0f}", border=True)
        st.metric("Size (MB)", f"{card.adapter.size_bytes / 1e6:.1f}", border=True)
    st.caption(f"Trained on {training.machine}. Seed {training.seed}, rank {training.rank}.")


def _measured_table(measured: tuple[Measured, ...]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Questions": [row.questions for row in measured],
            "Way of answering": [row.arm for row in measured],
            "Metric": [row.metric for row in measured],
            "Before": [_count(row.before) for row in measured],
            "After": [_count(row.after) for row in measured],
        }
    )


def _count(count: Count | None) -> str:
    if count is None:
        return "–"
    return f"{count.hits} of {count.n} ({percent(count.low)} to {percent(count.high)})"


def _commands() -> None:
    try:
        cards = adapter_cards.load_cards()
    except AdapterCardError as error:
        problem(error)
        return
    for name, card in cards.items():
        st.markdown(f"**{card.title}**: {took(card)}.")
        st.code(card.training.command, language="shell", wrap_lines=True)
        if st.button("Card and loss curve", key=f"card_{name}", icon=":material/monitoring:"):
            adapter_card(name)


def _checker() -> None:
    st.markdown("**Check your own examples**")
    uploaded = st.file_uploader(
        f"Examples file (JSONL, up to {MOST_BYTES // 1_000_000} MB)",
        type=["jsonl", "json", "txt"],
        help="The file is looked through in memory and not kept.",
        key="examples_file",
    )
    if uploaded is None:
        return
    try:
        _report(check_examples(uploaded.getvalue()))
    except (ExamplesError, KnowledgeError) as error:
        problem(error)


def _report(report: Report) -> None:
    if report.enough:
        st.success(
            f"{report.good:,} good examples; {report.needed:,} are needed.", icon=":material/check_circle:"
        )
    else:
        missing = report.needed - report.good
        st.warning(
            f"{report.good:,} good examples; {missing:,} more are needed to reach {report.needed:,}.",
            icon=":material/info:",
        )
    st.dataframe(_summary(report), hide_index=True, width="stretch")
    if report.commonest_reply:
        st.markdown(f"**The commonest reply** ({percent(report.commonest_share)} of the examples)")
        plain_text(report.commonest_reply[:300])
    _problems("Format errors", report.problems, report.problem_count)
    _problems("Repeated", report.repeated)
    _problems("Contradictory", report.contradictory)
    _problems("Leaking", report.leaking)


def _summary(report: Report) -> pd.DataFrame:
    prompt, answer = report.prompt_lengths, report.reply_lengths
    rows = {
        "Lines": f"{report.lines:,}",
        "Readable examples": f"{report.examples:,}",
        "Format errors": f"{report.problem_count:,}",
        "Repeated": f"{len(report.repeated):,}",
        "Same prompt, other reply": f"{len(report.contradictory):,}",
        "Reply stands in the prompt": f"{len(report.leaking):,}",
        "Prompt, characters (middle, longest)": f"{prompt.middle:,}, {prompt.longest:,}",
        "Reply, characters (middle, longest)": f"{answer.middle:,}, {answer.longest:,}",
    }
    return pd.DataFrame({"What": list(rows), "Found": list(rows.values())})


def _problems(title: str, problems: tuple[Problem, ...], count: int | None = None) -> None:
    if not problems:
        return
    st.markdown(f"**{title}**")
    shown = problems[:LISTED_PROBLEMS]
    table = pd.DataFrame({"Line": [p.line for p in shown], "What is wrong": [p.message for p in shown]})
    st.dataframe(table, hide_index=True, width="stretch")
    more = (count or len(problems)) - len(shown)
    if more:
        st.caption(f"and {more:,} more")
