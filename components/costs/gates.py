"""Feasibility before any figure: what cannot be done gets a reason, and no total."""

from dataclasses import dataclass, field

import numpy as np

from components.costs.inputs import CostInputs
from components.costs.setting import Setting, central_setting, student_of
from components.costs.terms import APPROACHES, RETRIEVING, uses_managed_training
from components.costs.usage import usage_of

_CLOSED = "Must be self-hosted, and the weights of {model} are not open, as far as our records go."


@dataclass(frozen=True)
class Gate:
    """Whether an approach can be done at all; `reasons` say why not, `notes` what to know although it can."""

    reasons: tuple[str, ...] = ()
    notes: tuple[str, ...] = field(default=())

    @property
    def feasible(self) -> bool:
        """Whether there is no reason against it."""
        return not self.reasons


def feasibility(inputs: CostInputs) -> dict[str, Gate]:
    """The gate of every approach, by approach id, at the most likely values."""
    setting = central_setting(inputs)
    return {approach: _gate(approach, setting) for approach in APPROACHES}


def feasible_approaches(inputs: CostInputs) -> tuple[str, ...]:
    """The approaches that get a total, in the house's order."""
    return tuple(approach for approach, gate in feasibility(inputs).items() if gate.feasible)


def _gate(approach: str, setting: Setting) -> Gate:
    checks = (_own_hardware, _window, _examples, _weights)
    reasons = tuple(reason for check in checks if (reason := check(approach, setting)))
    return Gate(reasons, () if reasons else _notes(approach, setting))


def _window(approach: str, setting: Setting) -> str | None:
    window, needed = _window_of(approach, setting), _longest(approach, setting)
    if window is None or needed <= window:
        return None
    model = usage_of(approach, setting).table.name
    grown = (
        " once the knowledge base has grown"
        if approach == "full_context" and needed > window >= _first(approach, setting)
        else ""
    )
    return (
        f"Does not fit: prompt and answer take {needed:,.0f} tokens{grown}, "
        f"the context window of {model} is {window:,.0f}."
    )


def _examples(approach: str, setting: Setting) -> str | None:
    needed, given = float(setting.p["minimum_examples"]), float(setting.p["labelled_examples"])
    if approach not in ("fine_tune", "hybrid") or given >= needed:
        return None
    return f"Too few examples: {given:,.0f} labelled examples, fine-tuning needs at least {needed:,.0f}."


def _weights(approach: str, setting: Setting) -> str | None:
    if approach not in ("fine_tune", "hybrid", "distil", "continued_pretraining"):
        return None
    model = student_of(setting.inputs) if approach == "distil" else setting.inputs.base_model
    open_weights = _open(setting, model)
    if approach == "continued_pretraining":
        return None if open_weights else f"{_CLOSED.format(model=model)} Choose an open model."
    managed = setting.managed_price(model) is not None and setting.inputs.training_route != "own_gpu"
    if managed or (open_weights and setting.inputs.training_route != "managed"):
        return None
    if setting.inputs.training_route == "managed":
        return f"No provider's training price for {model} is on record. Type one, or train on own GPUs."
    return (
        f"Cannot be trained: {model} has neither open weights nor a provider's training price on record. "
        "Choose another model, or type its size or a price."
    )


def _own_hardware(approach: str, setting: Setting) -> str | None:
    if not setting.inputs.must_self_host:
        return None
    model = usage_of(approach, setting).model
    if not _open(setting, model):
        return _CLOSED.format(model=model)
    if approach == "distil" and setting.inputs.teacher_model != model:
        teacher = setting.inputs.teacher_model
        return f"Must be self-hosted, and the teacher {teacher} answers only at its provider."
    return None


def _notes(approach: str, setting: Setting) -> tuple[str, ...]:
    usage = usage_of(approach, setting)
    found = []
    shortest, minimum = float(np.min(usage.prefix)), float(setting.p["minimum_prefix_tokens"])
    if approach == "full_context" and usage.table.caches and shortest < minimum:
        found.append(
            f"Not cached: the shared start of {shortest:,.0f} tokens is below the minimum of {minimum:,.0f}."
        )
    if approach == "full_context" and not usage.table.caches and not usage.own_gpu:
        found.append(f"Not cached: the price list has no cache price for {usage.table.name}.")
    if _window_of(approach, setting) is None and not usage.own_gpu:
        found.append(f"The price list does not give the context window of {usage.table.name}; type it.")
    if approach == "distil" and usage.model != setting.inputs.base_model:
        found.append(f"Answers from {usage.model}: part of the difference is the model, not the method.")
    if usage.own_gpu:
        found.append("Answers from GPUs that run all the time.")
    elif approach in ("fine_tune", "hybrid", "distil") and uses_managed_training(setting, usage.model):
        found.append("Trained and served by a provider, who may withdraw it.")
    if approach in RETRIEVING and setting.inputs.must_self_host:
        found.append("Embedding and reranking run on the same GPUs.")
    return tuple(found)


def _open(setting: Setting, model: str) -> bool:
    return setting.parameters(model) is not None


def _window_of(approach: str, setting: Setting) -> int | None:
    return usage_of(approach, setting).table.context_window


def _longest(approach: str, setting: Setting) -> float:
    usage = usage_of(approach, setting)
    return float(np.max(usage.prefix + usage.suffix) + setting.p["answer_tokens"])


def _first(approach: str, setting: Setting) -> float:
    usage = usage_of(approach, setting)
    return float(np.ravel(usage.prefix + usage.suffix)[0] + setting.p["answer_tokens"])
