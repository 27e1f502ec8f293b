"""The upkeep rule beside a bottom-up estimate: what multiple a plan amounts to, and what it leaves out."""

from dataclasses import dataclass

import numpy as np

from components.costs.inputs import CostInputs
from components.costs.setting import central_setting, spreads
from components.costs.terms import bottom_up_lines, lines, training_base

EVALUATION = "Evaluation runs"


@dataclass(frozen=True)
class UpkeepPlan:
    """A year of upkeep of one trained approach, in USD.

    `items` is the bottom-up estimate by item, evaluation runs included; `training_usd` is what the rule
    multiplies.
    """

    training_usd: float
    rule: tuple[float, float, float]
    items: dict[str, float]

    def rule_usd(self) -> tuple[float, float, float]:
        """The rule's year: low, most likely, high."""
        low, mode, high = (multiple * self.training_usd for multiple in self.rule)
        return low, mode, high

    def multiple(self, budgeted: tuple[str, ...]) -> float:
        """What the budgeted items amount to, as a multiple of the training cost a year."""
        total = sum(usd for item, usd in self.items.items() if item in budgeted)
        return total / self.training_usd if self.training_usd > 0 else 0.0

    def missing(self, budgeted: tuple[str, ...]) -> dict[str, float]:
        """The items that the plan leaves out."""
        return {item: usd for item, usd in self.items.items() if item not in budgeted}


def upkeep_plan(approach: str, inputs: CostInputs) -> UpkeepPlan:
    """The first year of one trained approach at the most likely values."""
    setting = central_setting(inputs)
    items = {line.item: 12.0 * float(np.ravel(line.usd)[0]) for line in bottom_up_lines(approach, setting)}
    evaluation = next(line for line in lines(approach, setting) if line.item == EVALUATION)
    items[EVALUATION] = 12.0 * float(np.ravel(evaluation.usd)[0])
    rule, _ = spreads(inputs)["upkeep_multiple"]
    return UpkeepPlan(float(training_base(approach, setting)), rule, items)
