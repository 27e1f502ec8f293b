"""What each approach costs over its life: every term with its source, ranges end to end, feasibility before
any figure.

Face of the slice: pure, no streamlit behind it. Money is USD (floats) unless a name says otherwise.
"""

from components.costs.break_evens import distillation_payback, retrieval_break_even
from components.costs.distributions import lognormal_from_p5_p95, normal_from_p5_p95, pert_moments
from components.costs.errors import CostError
from components.costs.fit import closing, inputs_of
from components.costs.formulas import (
    break_even_reads,
    break_even_volume,
    cache_hit_rate,
    lora_parameters,
    memory_gb,
    training_flops,
    training_hours,
    upkeep,
)
from components.costs.gates import Gate, feasibility
from components.costs.inputs import CostInputs, inputs_from
from components.costs.prices import price_table, request_cost
from components.costs.projection import project
from components.costs.sensitivity import cheapest_map, tornado
from components.costs.simulation import Simulation, simulate
from components.costs.summary import Summary, summarise
from components.costs.units import in_currency
from components.costs.upkeep_plan import upkeep_plan
from components.costs.words import bridge, headline, inner, months_of, name_of, stated

__all__ = [
    "CostError",
    "CostInputs",
    "Gate",
    "Simulation",
    "Summary",
    "break_even_reads",
    "break_even_volume",
    "bridge",
    "cache_hit_rate",
    "cheapest_map",
    "closing",
    "distillation_payback",
    "feasibility",
    "headline",
    "in_currency",
    "inner",
    "inputs_from",
    "inputs_of",
    "lognormal_from_p5_p95",
    "lora_parameters",
    "memory_gb",
    "months_of",
    "name_of",
    "normal_from_p5_p95",
    "pert_moments",
    "price_table",
    "project",
    "request_cost",
    "retrieval_break_even",
    "simulate",
    "stated",
    "summarise",
    "tornado",
    "training_flops",
    "training_hours",
    "upkeep",
    "upkeep_plan",
]
