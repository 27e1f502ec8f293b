"""Where the frameworks part, and the answer that parts them."""

from dataclasses import dataclass

from components.decision.framework import Cite, frameworks
from components.decision.verdicts import Decision, Verdict


@dataclass(frozen=True)
class Deciding:
    """The step that brought one framework to its outcome: what it asked, and what the branch says."""

    framework: str
    field: str
    asks: str
    says: str
    cite: Cite


def contrasts(decision: Decision) -> dict[str, tuple[Deciding, ...]]:
    """For every likeliest destination the frameworks that end there, each with its deciding step."""
    groups: dict[str, tuple[Deciding, ...]] = {}
    for verdict in decision.verdicts.values():
        outcome = max(verdict.destination, key=lambda end: verdict.destination[end])
        groups[outcome] = (*groups.get(outcome, ()), deciding(verdict))
    return dict(sorted(groups.items(), key=lambda item: (item[0] != decision.consensus, -len(item[1]))))


def deciding(verdict: Verdict) -> Deciding:
    """The last step of the destination walk that most of the walk passes: the reason that every page shows."""
    steps = [step for step in verdict.path if step.entry == "destination"]
    step = next((found for found in reversed(steps) if found.share > 0.5), steps[-1])
    branch = max(step.branches, key=lambda key: step.branches[key])
    says = frameworks()[verdict.framework].nodes[step.node].outcomes[branch].says
    return Deciding(verdict.framework, step.field, step.asks, says, step.cite)
