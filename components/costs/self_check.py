"""Published worked examples recomputed live: what agrees, and what was published wrong."""

from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from components.costs.caching import cached_cost
from components.costs.distributions import lognormal_from_p5_p95, normal_from_p5_p95
from components.costs.errors import CostError
from components.costs.formulas import break_even_reads, break_even_volume, lora_parameters, memory_gb
from components.costs.gates import feasibility
from components.costs.inputs import inputs_from
from components.costs.prices import PriceTable, Rate, request_cost
from components.costs.setting import central_setting
from components.knowledge import DATA, KnowledgeError, load_yaml


class Case(BaseModel):
    """One published worked example: a check, its arguments and what was published."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: str
    name: str
    given: dict[str, Any]
    expected: float | bool
    tolerance: float = 0.0
    unit: str = ""
    source: str
    note: str = ""


class Mistake(BaseModel):
    """One published figure that is wrong, in words, with a check of what can be recomputed."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    claim: str
    truth: str
    why: str
    kind: str
    given: dict[str, Any]


Entry = TypeVar("Entry", Case, Mistake)


class Outcome(BaseModel):
    """A case beside what this app computes now."""

    model_config = ConfigDict(frozen=True)

    case: Case
    computed: float | bool | None
    passed: bool
    problem: str = ""


def cases() -> list[Case]:
    """The published worked examples of `data/cases/published_cases.yaml`; raises KnowledgeError when the
    file is broken.
    """
    return _load("published_cases.yaml", Case)


def mistakes() -> list[Mistake]:
    """The published mistakes of `data/cases/published_mistakes.yaml`; raises KnowledgeError when the file is
    broken.
    """
    return _load("published_mistakes.yaml", Mistake)


def check_case(case: Case) -> Outcome:
    """Recompute one case now."""
    try:
        computed = CHECKS[case.kind](**case.given)
    except CostError as error:
        return Outcome(case=case, computed=None, passed=False, problem=str(error))
    if isinstance(case.expected, bool) or computed is None:
        return Outcome(case=case, computed=computed, passed=computed == case.expected)
    return Outcome(
        case=case, computed=computed, passed=bool(abs(computed - case.expected) <= case.tolerance + 1e-12)
    )


def check_mistake(mistake: Mistake) -> bool:
    """Whether this app avoids the mistake, as far as it can be recomputed."""
    return bool(CHECKS[mistake.kind](**mistake.given))


def _lora(shapes: list[tuple[int, int]], layers: int, rank: int) -> float:
    return float(lora_parameters(shapes * layers, rank))


def _adapter(gpu_hours: float, gpus: int, usd_per_gpu_hour: float) -> float:
    return gpu_hours * gpus * usd_per_gpu_hour


def _managed(tokens: float, epochs: float, evaluation_tokens: float, usd_per_million: float) -> float:
    return (tokens * epochs + evaluation_tokens) / 1e6 * usd_per_million


def _caching_costs_more(
    prefix_tokens: float, requests_per_day: float, ttl_minutes: float, plain: float, write: float, read: float
) -> bool:
    setting = central_setting(inputs_from({"ttl_minutes": ttl_minutes}))
    table = PriceTable("case", "case", None, Rate(plain), Rate(0.0), Rate(read), Rate(write))
    prefix, volume = np.asarray(prefix_tokens), np.asarray(requests_per_day * 730 / 24)
    cached = cached_cost(setting, table, prefix, prefix, volume, keep_warm=False)
    return bool(cached > volume * prefix * plain / 1e6)


def _break_even_volume(
    fixed_a: list[float], variable_a: float, fixed_b: list[float], variable_b: float, months: float
) -> float | None:
    return break_even_volume(
        (fixed_a[0], fixed_a[1]), variable_a, (fixed_b[0], fixed_b[1]), variable_b, months
    )


def _winners_differ(first: list[float], second: list[float]) -> bool:
    return (first[0] < first[1]) != (second[0] < second[1])


def _same_model_same_price(model: str, input_tokens: int, output_tokens: int) -> bool:
    inputs = inputs_from({"base_model": model, "tuned_price_multiplier": 1.0})
    setting = central_setting(inputs)
    return (
        setting.student.input == setting.base.input and request_cost(model, input_tokens, output_tokens) > 0
    )


def _upkeep_moves(fixed: float, saving: float, upkeep: float, without: float, with_upkeep: float) -> bool:
    forgotten = break_even_volume((0, 0), saving, (fixed, 0), 0, 1)
    counted = break_even_volume((0, 0), saving, (fixed, 0), upkeep, 1)
    return (
        forgotten is not None
        and counted is not None
        and round(forgotten) == without
        and round(counted) == with_upkeep
    )


def _does_not_fit(kb_tokens: float, model: str) -> bool:
    return not feasibility(inputs_from({"kb_tokens": kb_tokens, "base_model": model}))[
        "full_context"
    ].feasible


CHECKS: dict[str, Callable[..., Any]] = {
    "request_cost": request_cost,
    "lora_parameters": _lora,
    "adapter_training_cost": _adapter,
    "managed_training_cost": _managed,
    "memory_gb": memory_gb,
    "qlora_fits": lambda parameters, card_gb: memory_gb(parameters, "qlora") < card_gb,
    "caching_costs_more": _caching_costs_more,
    "break_even_reads": break_even_reads,
    "break_even_volume": _break_even_volume,
    "normal_sd": lambda low, high: normal_from_p5_p95(low, high)[1],
    "lognormal_mu": lambda low, high: lognormal_from_p5_p95(low, high)[0],
    "lognormal_sigma": lambda low, high: lognormal_from_p5_p95(low, high)[1],
    "retrieval_gains_more": lambda base, retrieved, fine_tuned: retrieved - base > fine_tuned - base,
    "winners_differ": _winners_differ,
    "same_model_same_price": _same_model_same_price,
    "upkeep_moves_break_even": _upkeep_moves,
    "does_not_fit": _does_not_fit,
}


def _load(name: str, model: type[Entry]) -> list[Entry]:
    path = DATA / "cases" / name
    try:
        return TypeAdapter(list[model]).validate_python(load_yaml(path))  # type: ignore[valid-type]
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        key = ".".join(str(part) for part in first["loc"])
        raise KnowledgeError(f"data/cases/{name}: key '{key}': {first['msg']}") from error
