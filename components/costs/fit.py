"""Which approaches answer the question at all: a total only means something among those that close the
gap.
"""

from components.costs.inputs import CostInputs, usable
from components.decision import Answers

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


def seeded(answers: Answers) -> dict[str, float]:
    """Inputs that the interview already knows; a scenario's own overrides go before them."""
    known = {"kb_tokens": answers.kb_tokens, "labelled_examples": answers.labelled_examples}
    return usable({name: float(value) for name, value in known.items() if value is not None})[0]


def error_rates(results: dict[str, object] | None, arm_to_approach: dict[str, str]) -> dict[str, float]:
    """Share of wrong answers by approach, from the playground's measured `arms.<arm>.knowledge.value`.

    Where two arms stand for one approach, the first of `arm_to_approach` counts.
    """
    arms = (results or {}).get("arms")
    found: dict[str, float] = {}
    for arm, approach in arm_to_approach.items():
        metric = (
            arms.get(arm, {}).get("knowledge", {})
            if isinstance(arms, dict) and isinstance(arms.get(arm), dict)
            else {}
        )
        value = metric.get("value") if isinstance(metric, dict) else None
        if isinstance(value, (int, float)) and 0 <= value <= 1 and approach not in found:
            found[approach] = 1.0 - float(value)
    return found


def with_error_rates(inputs: CostInputs, rates: dict[str, float]) -> CostInputs:
    """The inputs with measured error rates."""
    return inputs.model_copy(update={"error_rates": rates})
