"""The way to the destination: steps, gates, times, and the published mistakes ahead."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from components.decision.domains import Value
from components.decision.framework import Cite
from components.decision.verdicts import Decision
from components.knowledge import DATA, load_model

Status = Literal["done", "now", "next", "only_if"]
GateState = Literal["met", "not_met", "unknown"]


class Condition(BaseModel):
    """Holds when everything given in it holds.

    `consensus`: the consensus is one of these. `answers`: each field has one of the listed values (null is
    "not sure"). `below`, `at_least`: each field is a known number on that side.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    consensus: tuple[str, ...] = ()
    answers: dict[str, tuple[bool | str | None, ...]] = Field(default_factory=dict)
    below: dict[str, int] = Field(default_factory=dict)
    at_least: dict[str, int] = Field(default_factory=dict)

    @property
    def fields(self) -> tuple[str, ...]:
        """The answer fields that it looks at."""
        return (*self.answers, *self.below, *self.at_least)

    def holds(self, decision: Decision) -> bool:
        """True when everything given holds for the decision and its answers."""
        values = decision.answers.model_dump()
        return (
            (not self.consensus or decision.consensus in self.consensus)
            and all(values[field] in allowed for field, allowed in self.answers.items())
            and all(
                _number(values, field) is not None and values[field] < top
                for field, top in self.below.items()
            )
            and all(
                _number(values, field) is not None and values[field] >= low
                for field, low in self.at_least.items()
            )
        )


class GateText(BaseModel):
    """A condition to meet before a step, as data; without `met` the app cannot tell from the answers."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    says: str
    cite: Cite
    met: Condition | None = None


class StepText(BaseModel):
    """A step of the roadmap as data. `serves` are the destinations that it is on the way to."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str
    does: str
    serves: tuple[str, ...]
    done: Condition | None = None
    only_if: str
    gates: tuple[GateText, ...] = ()
    must_show: str
    time_record: str | None = None
    time_says: str
    cite: Cite


class CautionText(BaseModel):
    """A published mistake as data: shown when any of `when` holds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str
    says: str
    instead: str
    cite: Cite
    when: tuple[Condition, ...]
    ours: str = ""


class RoadmapText(BaseModel):
    """The whole of data/roadmap.yaml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    steps: dict[str, StepText]
    variants: dict[str, dict[str, StepText]] = Field(default_factory=dict)
    warnings: dict[str, CautionText]
    not_covered: tuple[str, ...]


@dataclass(frozen=True)
class Gate:
    """What must hold before a step, with its citation and whether the answers say that it does."""

    says: str
    cite: Cite
    state: GateState


@dataclass(frozen=True)
class RoadmapStep:
    """One step. `approach` gives colour and label; `time_record` is the record of its time, or None."""

    id: str
    approach: str
    title: str
    does: str
    status: Status
    only_if: str
    gates: tuple[Gate, ...]
    must_show: str
    time_record: str | None
    time_says: str
    cite: Cite


@dataclass(frozen=True)
class Caution:
    """A published mistake that the answers walk into; `ours` is this app's own dated remark."""

    id: str
    title: str
    says: str
    instead: str
    cite: Cite
    ours: str


@dataclass(frozen=True)
class Roadmap:
    """The steps prompt, evals, rag, fine_tune, distil, the warnings, and what the answer does not cover."""

    steps: tuple[RoadmapStep, ...]
    warnings: tuple[Caution, ...]
    not_covered: tuple[str, ...]


def roadmap(decision: Decision) -> Roadmap:
    """The way from here to the decision's consensus."""
    texts = roadmap_texts()
    variant = texts.variants.get(decision.consensus, {})
    steps: list[RoadmapStep] = []
    for step_id, plain in texts.steps.items():
        begun = any(step.status == "now" for step in steps)
        steps.append(_step(step_id, variant.get(step_id, plain), decision, begun, step_id in variant))
    warnings = tuple(
        Caution(key, text.title, text.says, text.instead, text.cite, text.ours)
        for key, text in texts.warnings.items()
        if any(condition.holds(decision) for condition in text.when)
    )
    return Roadmap(tuple(steps), warnings, texts.not_covered)


@cache
def roadmap_texts() -> RoadmapText:
    """data/roadmap.yaml; raises KnowledgeError."""
    return load_model(DATA / "roadmap.yaml", RoadmapText)


def _step(step_id: str, text: StepText, decision: Decision, begun: bool, is_variant: bool) -> RoadmapStep:
    gates = tuple(Gate(gate.says, gate.cite, _state(gate, decision)) for gate in text.gates)
    approach = decision.consensus if is_variant else step_id
    status = _status(text, decision, begun)
    return RoadmapStep(
        step_id,
        approach,
        text.title,
        text.does,
        status,
        text.only_if,
        gates,
        text.must_show,
        text.time_record,
        text.time_says,
        text.cite,
    )


def _status(text: StepText, decision: Decision, begun: bool) -> Status:
    if text.done is not None and text.done.holds(decision):
        return "done"
    if decision.consensus not in text.serves:
        return "only_if"
    return "next" if begun else "now"


def _state(gate: GateText, decision: Decision) -> GateState:
    if gate.met is None:
        return "unknown"
    if gate.met.holds(decision):
        return "met"
    values = decision.answers.model_dump()
    open_fields = [field for field in gate.met.fields if values[field] is None]
    return "unknown" if open_fields else "not_met"


def _number(values: Mapping[str, Value], field: str) -> Value:
    return values[field]
