"""The scoreboard: run the gold set on the chosen arms, keep the reports for the scenario and for comparison."""

from __future__ import annotations

import time
from collections.abc import Sequence

import streamlit as st

from components.inference import DEFAULT_MODEL, InferenceError
from components.inference.view import session_id, shared_engine
from components.knowledge import content
from components.playground.arms import CONSTRAINED, arm_label, usable_arms
from components.playground.errors import PlaygroundError
from components.playground.evaluation import Evaluation
from components.playground.measuring import Measurement
from components.playground.report import Report, read_report
from components.playground.view_state import adapters, all_arms, chosen_arms, corpus, index, settings
from components.retrieval import RetrievalError
from components.scenario.view import current, update
from components.ui.view import problem

_RUNS = "scoreboard_runs"
_ARMS = "scoreboard_arms"
_GO = "scoreboard_go"
_OPEN = "scoreboard_open"
_PACE = "scoreboard_pace"
_MOST_RUNS = 6
_STOP_S = 3.0  # a stopped measurement ends within one token
_TICK_S = 0.25


def controls() -> None:
    """Which arms to measure, and the button."""
    _take()
    options = measurable_arms()
    st.pills(
        "Arms to measure",
        options,
        selection_mode="multi",
        default=[arm for arm in chosen_arms() if arm in options],
        format_func=arm_label,
        key=_ARMS,
        help="“Constrained” decodes within the JSON schema, the honest rival of a fine-tune for format.",
    )
    held, arms = corpus(), st.session_state.get(_ARMS) or []
    if not held.questions:
        st.markdown(content("scoreboard-no-gold"))
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            f"Measure {len(held.questions)} questions on {len(arms)} arm{'' if len(arms) == 1 else 's'}",
            type="primary",
            icon=":material/play_arrow:",
            key="run_scoreboard",
            disabled=not arms,
            on_click=_go,
        )
        if seconds := _expected_s(arms, len(held.questions)):
            st.caption(f"about {max(1, round(seconds / 60))} min, going by the last run")
    if st.session_state.pop(_GO, False):
        _measure(tuple(arms))


def measurable_arms() -> tuple[str, ...]:
    """Every arm that can run here, and the base model's arms with constrained decoding."""
    usable, _ = usable_arms(all_arms(), adapters())
    return (*usable, *(f"{arm}{CONSTRAINED}" for arm in ("full_context", "retrieved")))


def _go() -> None:
    st.session_state[_GO] = True


def _measure(arms: Sequence[str]) -> None:
    """Runs in this script run; whatever ends it (stop, another page, a closed tab) stops the measurement."""
    held, now, there, session = corpus(), settings(), adapters(), session_id()
    try:
        engine = shared_engine()
        searched = index()
    except (InferenceError, RetrievalError) as error:
        problem(error)
        return
    model = str(getattr(getattr(engine, "model", None), "id", DEFAULT_MODEL))
    measurement: Measurement[Report] = Measurement(
        lambda stopper, report: Evaluation(
            held, searched, engine, model, there, now, progress=report, stopper=stopper, session=session
        ).run(arms)
    )
    st.session_state[_OPEN] = measurement
    _watch(measurement, arms)
    _take()


def _take() -> None:
    """Keep what the last measurement found, the part of a stopped one included."""
    measurement: Measurement[Report] | None = st.session_state.pop(_OPEN, None)
    if measurement is None:
        return
    measurement.wait(_STOP_S)
    if measurement.error is not None:
        problem(str(measurement.error))
        return
    found = measurement.result
    if found is not None and found.arms:
        keep(found)
    if found is None or found.stopped:
        st.info(_stopped_text(measurement), icon=":material/stop_circle:")


def _stopped_text(measurement: Measurement[Report]) -> str:
    """How far a stopped measurement came, and what of it is left."""
    found = measurement.result
    whole = found.arms if found else {}
    what = "the search" if measurement.step in ("", "search") else arm_label(measurement.step)
    left = f"kept: {', '.join(map(arm_label, whole))}" if whole else "nothing was kept"
    return f"Stopped at {measurement.done} of {measurement.total} questions of {what}; {left}."


def _expected_s(arms: Sequence[str], questions: int) -> float | None:
    """Seconds that these arms took in this session's last whole run; None when one of them was not in it."""
    pace: dict[str, float] = st.session_state.get(_PACE, {})
    return questions * sum(pace[arm] for arm in arms) if set(arms) <= set(pace) else None


def _watch(measurement: Measurement[Report], arms: Sequence[str]) -> None:
    bar, stop = st.empty(), st.empty()
    stop.button("Stop", icon=":material/stop_circle:", key="stop_scoreboard")
    start_s = time.monotonic()
    spent_s: dict[str, float] = {}
    with measurement:
        while measurement.running:
            bar.progress(
                _share(measurement, arms), text=_progress_text(measurement, time.monotonic() - start_s)
            )
            step, before_s = measurement.step, time.monotonic()
            measurement.wait(_TICK_S)
            spent_s[step] = spent_s.get(step, 0.0) + time.monotonic() - before_s
    if measurement.result is not None:
        each = {arm: spent_s.get(arm, 0.0) / len(corpus().questions) for arm in arms}
        st.session_state[_PACE] = st.session_state.get(_PACE, {}) | each
    bar.empty()
    stop.empty()


def _share(measurement: Measurement[Report], arms: Sequence[str]) -> float:
    within = measurement.done / measurement.total if measurement.total else 0.0
    steps = ("search", *arms)
    before = steps.index(measurement.step) if measurement.step in steps else 0
    return min(1.0, (before + within) / len(steps))


def _progress_text(measurement: Measurement[Report], seconds: float) -> str:
    if not measurement.step:
        return "Starting…"
    what = "Searching" if measurement.step == "search" else arm_label(measurement.step)
    return f"{what}: {measurement.done} of {measurement.total} questions, {seconds:.0f} s"


def keep(report: Report) -> None:
    """Make a report the scenario's results, and remember it for comparison."""
    runs: list[Report] = st.session_state.setdefault(_RUNS, [])
    runs.insert(0, report)
    del runs[_MOST_RUNS:]
    update(
        playground=current().playground.model_copy(update={"corpus": report.corpus, "results": report.slim()})
    )


def kept_report() -> Report | None:
    """The report to show: this session's last run, or what came with the scenario."""
    stored = current().playground.results
    if stored is None:
        return None
    runs: list[Report] = st.session_state.get(_RUNS, [])
    matching = next((run for run in runs if run.created == stored.get("created")), None)
    if matching is not None:
        return matching
    try:
        return read_report(stored)
    except PlaygroundError:
        return None


def earlier_runs(report: Report) -> list[Report]:
    """This session's other runs, newest first."""
    runs: list[Report] = st.session_state.get(_RUNS, [])
    return [run for run in runs if run.created != report.created]


def add_run(report: Report) -> None:
    """Take in a report from a file, to compare with; the oldest run makes room."""
    runs: list[Report] = st.session_state.setdefault(_RUNS, [])
    runs.insert(1, report)  # the first is the one on the page
    del runs[_MOST_RUNS:]
