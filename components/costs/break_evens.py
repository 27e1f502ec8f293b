"""Where the winner changes: distillation against the frontier model in weeks, retrieval against the whole
text in tokens.
"""

from dataclasses import dataclass

import numpy as np

from components.costs.distributions import Array
from components.costs.gates import feasibility
from components.costs.inputs import CostInputs, inputs_from
from components.costs.projection import cumulative, split
from components.costs.setting import central_setting

WEEKS_PER_MONTH = 365.25 / 12 / 7
_SIZES = 400


@dataclass(frozen=True)
class Payback:
    """How long until `distil` has cost less than prompting the frontier model; `weeks` is None when not
    within the horizon.
    """

    weeks: float | None
    extra_usd: float
    frontier_month_usd: float
    distilled_month_usd: float
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class SizeBreakEven:
    """The size of the knowledge base (tokens) at which retrieval and the whole text cost the same over the
    horizon.

    `tokens` is None when one of them is always cheaper; `cheaper` names the cheaper one below it (or always).
    """

    tokens: float | None
    cheaper: str
    fits_tokens: float | None


def distillation_payback(inputs: CostInputs) -> Payback:
    """Distillation against prompting the teacher model, which is what it replaces, at the most likely
    values.
    """
    gate = feasibility(inputs)["distil"]
    if not gate.feasible:
        return Payback(None, 0.0, 0.0, 0.0, gate.reasons)
    frontier_inputs = inputs_from(
        {
            "base_model": inputs.teacher_model,
            "base_input_usd_per_million": None,
            "base_output_usd_per_million": None,
        },
        inputs,
    )
    frontier = central_setting(frontier_inputs)
    own = central_setting(inputs)
    once_frontier, monthly_frontier = split("prompt", frontier)
    once_own, monthly_own = split("distil", own)
    gap = cumulative("distil", own) - cumulative("prompt", frontier)
    months = crossing(np.concatenate([[float(once_own - once_frontier)], gap]))
    return Payback(
        None if months is None else months * WEEKS_PER_MONTH,
        float(once_own - once_frontier),
        float(monthly_frontier[0]),
        float(monthly_own[0]),
    )


def retrieval_break_even(inputs: CostInputs) -> SizeBreakEven:
    """The knowledge base from which retrieval is cheaper than the whole text in the prompt, prices and
    caching as set.
    """
    sizes = np.logspace(3, 8, _SIZES)
    setting = central_setting(inputs, {"kb_tokens": sizes[:, None]})
    gap = _last(cumulative("full_context", setting)) - _last(cumulative("rag", setting))
    window = setting.base.context_window
    fits = (
        None
        if window is None
        else float(
            window
            - setting.p["instructions_tokens"]
            - setting.p["question_tokens"]
            - setting.p["answer_tokens"]
        )
    )
    at = crossing(gap)
    cheaper = "full_context" if gap[0] < 0 else "rag"
    if at is None:
        return SizeBreakEven(None, cheaper, fits)
    exponent = np.interp(at, np.arange(_SIZES), np.log10(sizes))
    return SizeBreakEven(float(10**exponent), cheaper, fits)


def crossing(gap: Array) -> float | None:
    """The first position (interpolated) at which `gap` changes its sign, or None."""
    signs = np.sign(gap)
    changes = np.flatnonzero(signs[1:] != signs[:-1])
    if changes.size == 0:
        return None
    index = int(changes[0])
    before, after = float(gap[index]), float(gap[index + 1])
    return float(index) if before == after else index + before / (before - after)


def _last(values: Array) -> Array:
    return np.broadcast_to(values, (_SIZES, values.shape[-1]))[:, -1]
