"""What a scenario says about costs: its inputs, and which approaches answer the question at all. A total only
means something among those that close the gap.
"""

from collections.abc import Mapping
from typing import Any

from components.costs.errors import CostError
from components.costs.inputs import CostInputs, defaults, inputs_from, usable
from components.decision import Answers
from components.knowledge import arms

# By the sources: knowledge is what the model can see, behaviour is what it does; prompting comes before
# training for behaviour.
CLOSES: dict[str, tuple[str, ...]] = {
    "knowledge": ("full_context", "rag", "hybrid"),
    "behaviour": ("prompt", "fine_tune", "distil", "hybrid"),
    "both": ("full_context", "rag", "hybrid"),
    "neither": ("prompt",),
}


def closing(answers: Answers) -> tuple[str, ...] | None:
    """The approaches that close the gap of these answers, or None when the answers do not say what the gap
    is.
    """
    if answers.failure_mode is None:
        return None
    found = CLOSES[answers.failure_mode]
    if answers.failure_mode == "behaviour" and answers.prompting_exhausted:
        return tuple(approach for approach in found if approach != "prompt")
    if answers.failure_mode == "both" and answers.prompting_exhausted:
        return ("hybrid",)
    return found


def inputs_of(
    answers: Answers, overrides: Mapping[str, Any], results: dict[str, object] | None
) -> tuple[CostInputs, dict[str, str]]:
    """A scenario's inputs, and messages by field for the overrides that do not fit: those are left out.

    Args:
        answers: what the interview knows.
        overrides: the scenario's own figures; they go before the answers.
        results: the playground's report, whose error rates count.
    """
    good, bad = usable({**seeded(answers), **overrides})
    try:
        inputs = inputs_from(good)
    except CostError:
        inputs = defaults()
    rates = error_rates(results, {arm: item.approach for arm, item in arms().items()})
    return (inputs.model_copy(update={"error_rates": rates}) if rates else inputs), bad


def seeded(answers: Answers) -> dict[str, float]:
    """Inputs that the interview already knows; a scenario's own overrides go before them."""
    known = {"kb_tokens": answers.kb_tokens, "labelled_examples": answers.labelled_examples}
    return usable({name: float(value) for name, value in known.items() if value is not None})[0]


def error_rates(results: dict[str, object] | None, arm_to_approach: dict[str, str]) -> dict[str, float]:
    """Share of wrong answers by approach, from the playground's measured `arms.<arm>.knowledge.value`.

    Where two arms stand for one approach, the first of `arm_to_approach` counts.
    """
    measured = (results or {}).get("arms")
    found: dict[str, float] = {}
    for arm, approach in arm_to_approach.items():
        metric = (
            measured.get(arm, {}).get("knowledge", {})
            if isinstance(measured, dict) and isinstance(measured.get(arm), dict)
            else {}
        )
        value = metric.get("value") if isinstance(metric, dict) else None
        if isinstance(value, (int, float)) and 0 <= value <= 1 and approach not in found:
            found[approach] = 1.0 - float(value)
    return found
