"""Inputs made ready for the formulas: every quantity as numbers (or draws of it), every model with its
prices and facts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from components.costs.distributions import Array, Shape, draw
from components.costs.errors import CostError
from components.costs.inputs import CostInputs, defaults, input_records, model_records
from components.costs.prices import PriceTable, Rate, price_table
from components.costs.quantities import Triple, as_triple
from components.knowledge import record

# Inputs whose draws never matter: they only convert other currencies for display.
_DISPLAY_ONLY = ("usd_per_eur",)


def serves_tuned_by_token(model: str) -> bool:
    """Whether a provider serves fine-tunes of this model by the token, by our records."""
    return any("hosted_tuned" in item.tags for item in model_records(model).values())


def student_of(inputs: CostInputs) -> str:
    """The model that distillation trains: the base model unless another was chosen."""
    return inputs.student_model or inputs.base_model


def spreads(inputs: CostInputs) -> dict[str, tuple[Triple, Shape]]:
    """Range and distribution of every quantity that a total can depend on, by name."""
    return {
        name: (as_triple(value), _shape(inputs, name))
        for name, value in inputs
        if isinstance(value, (float, tuple)) and name not in _DISPLAY_ONLY
    }


def _shape(inputs: CostInputs, name: str) -> Shape:
    """The record's own distribution for a range left as it came; PERT for a range that somebody typed."""
    item = input_records().get(name)
    untouched = item is not None and getattr(defaults(), name, None) == getattr(inputs, name, None)
    return item.distribution if item is not None and untouched else "pert"


@dataclass(frozen=True)
class Setting:
    """Inputs as arrays. Every value of `p` has shape () or (rows, 1); months run along the last axis.

    The formulas only use numpy operations that broadcast, so that one number, a thousand draws and a grid of
    volumes all take the same path.
    """

    inputs: CostInputs
    p: Mapping[str, Array]
    base: PriceTable
    student: PriceTable
    teacher: PriceTable
    embedding: PriceTable

    @cached_property
    def years(self) -> Array:
        """Years since the start, at the beginning of each month, shape (months,)."""
        return np.arange(self.inputs.horizon_months, dtype=float) / 12.0

    @cached_property
    def volume(self) -> Array:
        """Requests in each month."""
        return self.p["requests_per_month"] * (1.0 + self.p["volume_growth_per_year"]) ** self.years

    @cached_property
    def knowledge(self) -> Array:
        """Tokens of the knowledge base in each month."""
        return self.p["kb_tokens"] * (1.0 + self.p["kb_growth_per_year"]) ** self.years

    @cached_property
    def price_level(self) -> Array:
        """Token prices in each month, as a share of today's."""
        return (1.0 - self.p["price_decline_per_year"]) ** self.years

    def parameters(self, model: str) -> Array | None:
        """Size of the base model or the student, or None when it is not known (the weights then count as
        closed).
        """
        return self.p.get("base_parameters" if model == self.inputs.base_model else "student_parameters")

    def managed_price(self, model: str) -> Array | None:
        """USD for a million training tokens at a provider, or None when none is known."""
        name = (
            "managed_training_usd_per_million"
            if model == self.inputs.base_model
            else "student_training_usd_per_million"
        )
        return self.p.get(name)

    def size(self, model: str) -> Array:
        """Parameters of a model that is run or trained on own GPUs; raises CostError when they are not
        known.
        """
        size = self.parameters(model)
        if size is None:
            raise CostError(f"The size of {model} is not on record; type its parameters.", "base_parameters")
        return size

    @property
    def peak_tflops(self) -> float:
        """Peak rate of the chosen GPU."""
        return record(f"training.{self.inputs.gpu}_peak_tflops").central

    @property
    def gpu_memory_gb(self) -> float:
        """Memory of the chosen GPU."""
        return record(f"training.{self.inputs.gpu}_memory_gb").central


def central_setting(inputs: CostInputs, changed: Mapping[str, Array] | None = None) -> Setting:
    """Every quantity at its most likely value, shape (); `changed` replaces some by columns of shape (rows,
    1).
    """
    values: dict[str, Array] = {name: np.asarray(spread[1]) for name, (spread, _) in spreads(inputs).items()}
    return _setting(inputs, {**values, **(changed or {})})


def drawn_setting(inputs: CostInputs, draws: int, seed: int) -> Setting:
    """Every quantity drawn from its range, shape (draws, 1); single numbers stay single."""
    values: dict[str, Array] = {}
    for name, (spread, shape) in spreads(inputs).items():
        certain = spread[0] >= spread[2]
        values[name] = np.asarray(spread[1]) if certain else draw(spread, shape, draws, seed, name)[:, None]
    return _setting(inputs, values)


def _setting(inputs: CostInputs, values: Mapping[str, Array]) -> Setting:
    student = student_of(inputs)
    base = _overridden(price_table(inputs.base_model), inputs)
    return Setting(
        inputs=inputs,
        p=values,
        base=base,
        student=base if student == inputs.base_model else price_table(student),
        teacher=price_table(inputs.teacher_model),
        embedding=price_table(inputs.embedding_model, needs_output=False),
    )


def _overridden(table: PriceTable, inputs: CostInputs) -> PriceTable:
    """The base model's table with a typed context window."""
    if inputs.context_window_tokens is None:
        return table
    return PriceTable(
        table.model,
        table.name,
        inputs.context_window_tokens,
        table.input,
        table.output,
        table.cache_read,
        table.cache_write,
    )


def price_factors(setting: Setting, table: PriceTable) -> tuple[Array, Array]:
    """(input, output): what the user's own prices are of the listed ones; 1 where none were typed."""
    if table is not setting.base:
        return np.asarray(1.0), np.asarray(1.0)
    return (
        _factor(setting.p.get("base_input_usd_per_million"), table.input),
        _factor(setting.p.get("base_output_usd_per_million"), table.output),
    )


def _factor(typed: Array | None, listed: Rate) -> Array:
    if typed is None or listed.base <= 0:
        return np.asarray(1.0)
    return typed / listed.base
