"""A report on the page: table with intervals, pictures, retrieval by stage, cost of a right answer, files."""

from __future__ import annotations

import datetime as dt
import json

import pandas as pd
import streamlit as st

from components.knowledge import content
from components.playground import charts, hosted
from components.playground.arms import FACTS_TUNED, arm_label, base_arm
from components.playground.errors import PlaygroundError
from components.playground.recorded import recorded_report
from components.playground.report import ArmReport, GoldReply, Report, StageReport, read_report
from components.playground.scoring import METRICS, Metric
from components.playground.settings import Settings
from components.playground.view_scoreboard import add_run, earlier_runs, kept_report
from components.playground.view_state import corpus, settings
from components.playground.view_text import plain_caption
from components.ui import money, percent
from components.ui.view import figure, fold, is_dark, plain_text, problem

_STAGES = {
    "lexical": "Words (BM25)",
    "dense": "Meaning (embedding)",
    "fused": "Fused",
    "reranked": "Reranked",
    "final": "Final order",
}
_MOST_FILE_MEGABYTES = 5


def results() -> None:
    """Everything about the last report, or what a report would show."""
    report = kept_report()
    recorded = None if report else _recorded()
    if recorded is not None:
        day = f"{dt.datetime.fromisoformat(recorded.created):%d %b %Y}"
        st.info(content("scoreboard-recorded").format(day=day), icon=":material/history:")
    report = report or recorded
    if report is None:
        st.markdown(content("scoreboard-empty"))
        return
    before = None if recorded else _comparison(report)
    _headline(report)
    st.dataframe(
        arm_table(report, settings(), before), hide_index=True, alt="Scores of every arm with intervals"
    )
    st.caption(_table_note(settings()))
    if any(base_arm(arm) in FACTS_TUNED for arm in report.arms):
        st.caption(content("scoreboard-facts"))
    for note in report.notes:
        plain_caption(note)
    left, right = st.columns([3, 2])
    with left:
        st.markdown("**Knowledge and behaviour**")
        figure(
            charts.knowledge_and_behaviour(report, is_dark(), before),
            "One mark an arm: share of right facts to the right, share of valid JSON upwards",
            "knowledge_behaviour",
            height=420,
        )
    with right:
        st.markdown("**Time to first token**")
        figure(
            charts.first_token(report, is_dark()),
            "Median seconds to the first token of every arm",
            "first_token",
            420,
        )
        st.caption(f"Median and 95th percentile, {report.asked_at_once} questions asked at once.")
    _retrieval(report)
    if not recorded:
        fold("Every reply", lambda: _replies(report), key="every_reply", icon=":material/list:")
        _files(report)


def _recorded() -> Report | None:
    try:
        report = recorded_report()
        return report if report and report.corpus == corpus().id else None
    except PlaygroundError as error:
        problem(error)
        return None


def _table_note(now: Settings) -> str:
    model = hosted.chosen(now)
    cost = f" “Per right answer” is what {model} would charge for it at list price." if model else ""
    return f"Shares with 95% Wilson intervals. Tokens are those of the prompt.{cost}"


def _headline(report: Report) -> None:
    stopped = ", stopped early" if report.stopped else ""
    day = report.created.replace("T", " ")[:16]
    plain_caption(
        f"{report.title or report.corpus}: {report.questions} questions, {report.documents} documents, "
        f"{report.model}, {day} UTC{stopped}"
    )


def _comparison(report: Report) -> Report | None:
    others = earlier_runs(report)
    if not others:
        return None
    labels = [_run_label(run) for run in others]
    chosen = st.selectbox(
        "Compare with",
        range(len(others)),
        index=None,
        format_func=lambda place: labels[place],
        placeholder="An earlier run of this session",
        key="compare_with",
        width=420,
    )
    return others[chosen] if chosen is not None else None


def _run_label(run: Report) -> str:
    changed = ", ".join(f"{key} {value}" for key, value in run.settings.items()) or "defaults"
    return f"{run.created[11:16]} {run.title or run.corpus}, {len(run.arms)} arms, {changed}"


def arm_table(report: Report, now: Settings, before: Report | None = None) -> pd.DataFrame:
    """One row an arm, for people."""
    return pd.DataFrame([_arm_row(arm, found, now, before) for arm, found in report.arms.items()]).fillna("")


def _arm_row(arm: str, found: ArmReport, now: Settings, before: Report | None) -> dict[str, str]:
    row = {"Arm": arm_label(arm)}
    if found.infeasible is not None:
        return {**row, "Cannot be asked": found.infeasible.reason}
    older = before.arms.get(arm) if before else None
    for name in METRICS:
        metric = getattr(found, name)
        counted = f", of {metric.n}" if metric else ""
        row[f"{name.capitalize()}{counted}"] = _cell(metric, getattr(older, name) if older else None)
    row["Tokens"] = f"{found.prompt_tokens:,.0f}" if found.prompt_tokens is not None else ""
    row["Per right answer"] = _cost_per_right(found, now)
    return row


def _cell(metric: Metric | None, older: Metric | None) -> str:
    if metric is None or metric.value is None:
        return "nothing to count"
    text = f"{percent(metric.value)} ({100 * metric.low:.0f} to {metric.high:.0%})"
    if older is not None and older.value is not None:
        text += f", was {percent(older.value)}"
    return text


def _cost_per_right(found: ArmReport, now: Settings) -> str:
    model = hosted.chosen(now)
    share = found.knowledge.value if found.knowledge else None
    if model is None or found.prompt_tokens is None or found.generated_tokens is None:
        return ""
    cost = hosted.call_cost(model, round(found.prompt_tokens), round(found.generated_tokens))
    if cost is None:
        return ""
    return money(cost / share) if share else "never right"


def _retrieval(report: Report) -> None:
    if not report.retrieval:
        return
    st.markdown("**Retrieval, apart from generation**")
    rows = [_stage_row(stage, found) for stage, found in report.retrieval.items()]
    st.dataframe(pd.DataFrame(rows), hide_index=True, alt="Recall, MRR and nDCG of every search stage")
    if report.search_ms is not None:
        st.caption(f"One search takes {report.search_ms:.0f} ms in the median, all stages together.")


def _stage_row(stage: str, found: StageReport) -> dict[str, object]:
    return {
        "Stage": _STAGES.get(stage, stage),
        "Recall@1": percent(found.recall_at_1),
        "Recall@3": percent(found.recall_at_3),
        "Recall@5": percent(found.recall_at_5),
        "MRR": f"{found.mrr:.3f}",
        "nDCG@10": f"{found.ndcg:.3f}",
        "Questions": found.n,
    }


def _replies(report: Report) -> None:
    if not report.replies:
        st.caption("The single replies of a run stay in the session that made it.")
        return
    arm = st.selectbox("Arm", list(report.arms), format_func=arm_label, key="replies_arm", width=320)
    only = st.toggle("Only what went wrong", value=True, key="replies_wrong")
    asked = {question.id: question.question for question in corpus().questions}
    rows = [
        _reply_row(reply, asked)
        for reply in report.replies
        if reply.arm == arm and not (only and reply.right and reply.behaviour)
    ]
    if rows:
        st.dataframe(pd.DataFrame(rows), hide_index=True, alt="Replies to the gold questions")
    else:
        plain_text("Nothing went wrong.")


def _reply_row(reply: GoldReply, asked: dict[str, str]) -> dict[str, object]:
    return {
        "Question": asked.get(reply.question, reply.question),
        "Reply": reply.error or reply.text,
        "Fact or refusal": "right" if reply.right else "wrong",
        "JSON": "valid" if reply.behaviour else "not valid",
        "Passages of": ", ".join(reply.shown),
    }


def _files(report: Report) -> None:
    name = f"scores-{report.corpus}-{report.created[:10]}"
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.download_button(
            "Scores as CSV",
            report.table().to_csv(index=False),
            f"{name}.csv",
            "text/csv",
            icon=":material/download:",
            on_click="ignore",
        )
        st.download_button(
            "Report as JSON",
            json.dumps(report.full(), indent=2, ensure_ascii=False),
            f"{name}.json",
            "application/json",
            icon=":material/download:",
            on_click="ignore",
        )
        with st.popover("Compare with a file", icon=":material/upload_file:"):
            _upload()


def _upload() -> None:
    file = st.file_uploader(
        "A report as JSON", type=["json"], key="report_file", max_upload_size=_MOST_FILE_MEGABYTES
    )
    if file is None or st.session_state.get("report_file_taken") == file.file_id:
        return
    if file.size > _MOST_FILE_MEGABYTES * 1_000_000:
        problem(f"The file has more than {_MOST_FILE_MEGABYTES} MB, which no report has.")
        return
    try:
        add_run(read_report(json.loads(file.getvalue())))
    except (ValueError, RecursionError, PlaygroundError) as error:
        problem(error if isinstance(error, PlaygroundError) else "This file is no JSON report.")
        return
    st.session_state["report_file_taken"] = file.file_id
    st.rerun()
