"""The result: what is behind the verdict, the second rater, and what to do with it."""

import streamlit as st

from components.diagnosis import (
    diagnose,
    disagreements,
    kappa_of,
    kappa_word,
    label_entries,
    labelling,
    rule_records,
    to_csv,
)
from components.diagnosis.charts import counts
from components.diagnosis.labels import Label
from components.diagnosis.verdicts import Diagnosis
from components.diagnosis.view_state import failures, go, keep, open_step
from components.knowledge import content
from components.scenario import view as scenario
from components.ui import percent
from components.ui.view import figure, goto, is_dark, plain_text, records_button, source_note

_SHOWN_DISAGREEMENTS = 20


def result() -> None:
    """Everything under the answer."""
    diagnosis = diagnose(failures())
    _next_steps(diagnosis)
    if diagnosis.outcome == "none":
        return
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader("What was labelled", anchor=False)
        figure(counts(diagnosis, is_dark()), alt=_counts_alt(diagnosis), key="diagnose_counts", height=180)
    with right:
        st.subheader("How to read it", anchor=False)
        st.markdown(content("diagnose_reading"))
        records_button("The rules and where they come from", rule_records(), key="diagnose_rules")
    _raters()


def _next_steps(diagnosis: Diagnosis) -> None:
    """Use it, go on labelling, take it away."""
    with st.container(horizontal=True, key="diagnose_next"):
        mode = diagnosis.failure_mode
        if st.button(
            "Use this in the wizard",
            type="primary",
            key="use_in_wizard",
            icon=":material/alt_route:",
            disabled=mode is None,
        ):
            answers = scenario.current().answers.model_copy(update={"failure_mode": mode})
            scenario.update(answers=answers)
            goto("decide")
        if labelling.next_unlabelled(failures(), "first") is not None:
            st.button("Go on labelling", key="go_on_labelling", on_click=open_step, args=("label",))
        if failures():
            st.download_button(
                "Download as CSV",
                to_csv(failures()).encode("utf-8-sig"),
                "labelled-failures.csv",
                "text/csv",
                key="diagnose_csv",
                icon=":material/download:",
                on_click="ignore",
            )
    if mode is None and failures():
        st.caption("The wizard can take a verdict once the labels settle on one.")
    elif mode is None:
        st.info(content("diagnose_empty"), icon=":material/inbox:")


def _counts_alt(diagnosis: Diagnosis) -> str:
    return ", ".join(f"{entry.title} {diagnosis.counts[name]}" for name, entry in label_entries().items())


def _raters() -> None:
    """How far two raters agree, and where they do not."""
    st.subheader("A second rater", anchor=False)
    st.markdown(content("diagnose_second"))
    if not labelling.labelled(failures(), "second"):
        st.button("Let a second person label", key="start_second", on_click=_start_second)
        return
    kappa = kappa_of(failures())
    pairs = sum(bool(item.label and item.second_label) for item in failures())
    second = diagnose([item.second_label for item in failures()]).share
    with st.container(horizontal=True):
        st.metric("Cohen's kappa", "not defined" if kappa is None else f"{kappa:.2f}", width="content")
        st.metric("Agreement", "none yet" if kappa is None else kappa_word(kappa), width="content")
        st.metric("Labelled by both", f"{pairs:,}", width="content")
        st.metric(
            "Second rater's ratio",
            "none yet" if second.share is None else percent(second.share),
            width="content",
        )
    source_note(["landis_koch"])
    _differences()


def _start_second() -> None:
    st.session_state["diagnose_rater"] = "second"
    go(None)
    open_step("label")


def _differences() -> None:
    """The failures that the two labelled differently, to talk about; one click settles one."""
    found = disagreements(failures())
    if not found:
        return
    st.markdown(f"**{len(found):,} to talk about**")
    for position in found[:_SHOWN_DISAGREEMENTS]:
        _difference(position)
    if len(found) > _SHOWN_DISAGREEMENTS:
        st.caption(f"and {len(found) - _SHOWN_DISAGREEMENTS:,} more")


def _difference(position: int) -> None:
    item, entries = failures()[position], label_entries()
    with st.container(border=True):
        plain_text(item.text)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption("Agree on", width="content")
            for name in dict.fromkeys((item.label, item.second_label)):
                if name:
                    st.button(
                        entries[name].title,
                        key=f"settle_{position}_{name}",
                        icon=entries[name].icon,
                        on_click=_settle,
                        args=(position, name),
                    )


def _settle(position: int, name: Label) -> None:
    changed, _ = labelling.label(failures(), position, "first", name)
    changed, _ = labelling.label(changed, position, "second", name)
    keep(changed)
