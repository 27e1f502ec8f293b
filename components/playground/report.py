"""What an evaluation found, as a model that survives JSON, a scenario file and a stranger's file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from components.playground.arms import is_arm
from components.playground.errors import GateError, PlaygroundError
from components.playground.scoring import METRICS, Metric
from components.playground.telling import telling

MEASURED = (
    "first_token_s",
    "first_token_p95_s",
    "total_s",
    "prompt_tokens",
    "cached_tokens",
    "generated_tokens",
)


class _Part(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class Infeasible(_Part):
    """Why an arm could not be asked at all: its prompt has `prompt_tokens`, the model reads `window`."""

    reason: str
    prompt_tokens: int
    window: int


class ArmReport(_Part):
    """One arm over the gold set. Times are medians in seconds, tokens are means per question."""

    knowledge: Metric | None = None
    attribution: Metric | None = None
    behaviour: Metric | None = None
    refusal: Metric | None = None
    first_token_s: float | None = None
    first_token_p95_s: float | None = None
    total_s: float | None = None
    prompt_tokens: float | None = None
    cached_tokens: float | None = None
    generated_tokens: float | None = None
    questions: int = 0
    failed: int = 0
    adapter: str | None = None
    infeasible: Infeasible | None = None

    def metrics(self) -> dict[str, Metric]:
        """The metrics that were measured."""
        found = {name: getattr(self, name) for name in METRICS}
        return {name: metric for name, metric in found.items() if metric is not None}


class StageReport(_Part):
    """One retrieval stage over the answerable questions; every figure is a mean within 0 to 1."""

    recall_at_1: float
    recall_at_3: float
    recall_at_5: float
    mrr: float
    ndcg: float
    n: int


class GoldReply(_Part):
    """One arm's reply to one gold question, with its verdicts."""

    arm: str
    question: str
    text: str
    asked: str = ""
    behaviour: bool
    knowledge: bool | None = None
    attribution: bool | None = None
    refusal: bool | None = None
    shown: tuple[str, ...] = ()
    error: str | None = None

    @property
    def right(self) -> bool:
        """The one verdict for people, as `Score.right`."""
        return bool(self.refusal if self.knowledge is None else self.knowledge)


class Report(_Part):
    """A whole evaluation. `replies` stay out of scenarios (see `slim`)."""

    version: int = 1
    corpus: str
    title: str = ""
    model: str
    created: str
    documents: int
    questions: int
    asked_at_once: int = 1
    settings: dict[str, Any] = Field(default_factory=dict)
    arms: dict[str, ArmReport]
    retrieval: dict[str, StageReport] = Field(default_factory=dict)
    search_ms: float | None = None
    stopped: bool = False
    notes: tuple[str, ...] = ()
    replies: tuple[GoldReply, ...] = ()

    def slim(self) -> dict[str, Any]:
        """Plain JSON data: what the scenario keeps. Of the single replies, only the few telling ones."""
        return {**self.model_dump(mode="json", exclude={"replies"}), "examples": telling(self.replies)}

    def full(self) -> dict[str, Any]:
        """Plain JSON data with everything."""
        return self.model_dump(mode="json")

    def table(self) -> pd.DataFrame:
        """One row an arm: value, low, high, hits and n of every metric, then times and tokens."""
        return pd.DataFrame([_row(arm, found) for arm, found in self.arms.items()])


def read_report(data: Any) -> Report:
    """A report from JSON data of whatever origin; arms that this version does not know are dropped.

    Raises:
        PlaygroundError: the data is no report.
    """
    try:
        report = Report.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "(top level)"
        raise PlaygroundError(f"This is no evaluation report: '{where}': {first['msg']}.") from error
    known = {arm: found for arm, found in report.arms.items() if is_arm(arm)}
    if report.arms and not known:
        raise PlaygroundError(f"This report measures no arm that is known here: {', '.join(report.arms)}.")
    return report.model_copy(update={"arms": known})


def missed_minimums(report: Report, minimums: list[str]) -> list[str]:
    """What each `arm.metric=value` that is not reached says; empty when all are.

    Raises:
        GateError: a minimum that is not written as arm.metric=value, or names no metric.
    """
    return [line for minimum in minimums if (line := _missed(report, *_parsed(minimum)))]


def check_minimums(minimums: list[str], arms: Sequence[str]) -> None:
    """Refuse minimums that are badly written, or of an arm that is not run, before any time is spent.

    Raises:
        GateError: for the first of them.
    """
    for minimum in minimums:
        arm, _, _ = _parsed(minimum)
        if arm not in arms and not arm.startswith("retrieval."):
            raise GateError(f"'{minimum}': this run has no arm '{arm}'; it has {', '.join(arms)}.")


def _parsed(minimum: str) -> tuple[str, str, float]:
    name, equals, value = minimum.partition("=")
    arm, dot, metric = name.strip().rpartition(".")
    known = metric in METRICS or (arm.startswith("retrieval.") and metric in StageReport.model_fields)
    try:
        number = float(value)
    except ValueError:
        number = -1.0
    if not (equals and dot and known and 0 <= number <= 1):
        names = ", ".join(METRICS)
        raise GateError(f"'{minimum}': write arm.metric=value, the metric one of {names}, the value 0 to 1.")
    return arm, metric, number


def _missed(report: Report, arm: str, metric: str, wanted: float) -> str | None:
    stage = arm.removeprefix("retrieval.")
    found = report.arms.get(arm) if stage == arm else report.retrieval.get(stage)
    if found is None:
        return f"{arm}.{metric}: not measured, wanted at least {wanted:g}"
    measured = getattr(found, metric)
    value = measured.value if isinstance(measured, Metric) else measured
    if value is None:
        return f"{arm}.{metric}: nothing to measure, wanted at least {wanted:g}"
    return None if value >= wanted else f"{arm}.{metric}: {value:.3f}, wanted at least {wanted:g}"


def _row(arm: str, found: ArmReport) -> dict[str, Any]:
    row: dict[str, Any] = {"arm": arm}
    for name, metric in found.metrics().items():
        row |= {name: metric.value, f"{name}_low": metric.low, f"{name}_high": metric.high}
        row |= {f"{name}_hits": metric.hits, f"{name}_n": metric.n}
    row |= {key: getattr(found, key) for key in MEASURED}
    row["infeasible"] = found.infeasible.reason if found.infeasible else ""
    return row
