"""What the five frameworks say about one set of answers, alone and together."""

from dataclasses import dataclass

from components.decision.answers import Answers
from components.decision.domains import Value
from components.decision.framework import Branch, Cite, Entry, frameworks
from components.decision.walk import Visit, Walked, walk
from components.knowledge import approaches, steps


@dataclass(frozen=True)
class Step:
    """One node on the path: what it asked, how it was answered, and how certain the walk is to pass here.

    `entry` is the walk the node belongs to; `share` is the probability (0..1) of coming
    here; `branches` are the probabilities of leaving by each branch (they add up to `share`); `answer` is the
    branch taken, None while open.
    """

    node: str
    entry: Entry
    field: str
    asks: str
    says: str
    cite: Cite
    share: float
    branches: dict[str, float]
    answer: str | None


@dataclass(frozen=True)
class Reason:
    """Why a framework turned as it did, cited; `share` is the probability (0..1) that it turns that way."""

    text: str
    cite: Cite
    entry: Entry
    share: float


@dataclass(frozen=True)
class Verdict:
    """One framework's answer: `now` (the next step) and `destination`, each a dict from outcome to share.

    Shares sum to 1; an outcome with no share is left out. Both are one outcome once nothing open matters.
    """

    framework: str
    now: dict[str, float]
    destination: dict[str, float]
    path: tuple[Step, ...]
    reasons: tuple[Reason, ...]

    @property
    def settled(self) -> bool:
        """True when `now` and `destination` are one outcome each."""
        return len(self.now) == 1 and len(self.destination) == 1


@dataclass(frozen=True)
class Decision:
    """Five verdicts and what they add up to.

    `consensus` is the approach id with the largest sum of destination shares (a tie goes to the earlier,
    cheaper approach), `agreement` that sum divided by five, `totals` the sum for every approach that got any.
    """

    answers: Answers
    verdicts: dict[str, Verdict]
    consensus: str
    agreement: float
    totals: dict[str, float]

    @property
    def settled(self) -> bool:
        """True when every verdict is settled: no answer still open would change an outcome."""
        return all(verdict.settled for verdict in self.verdicts.values())

    def shares(self, entry: Entry) -> dict[str, float]:
        """The mean share (0..1) of every outcome over the five frameworks, for `now` or `destination`."""
        sums: dict[str, float] = {}
        for verdict in self.verdicts.values():
            for outcome, share in (verdict.now if entry == "now" else verdict.destination).items():
                sums[outcome] = sums.get(outcome, 0.0) + share
        return {outcome: sums[outcome] / len(self.verdicts) for outcome in steps() if outcome in sums}


def decide(answers: Answers, window_tokens: int | None = None) -> Decision:
    """Walks all five frameworks.

    Args:
        answers: the interview; None is "not sure" and is spread over its equally likely answers.
        window_tokens: the context window that a knowledge base may fill in the frameworks that leave it open
            (200,000 unless given).
    """
    values = answers.model_dump()
    verdicts = {name: _verdict(name, walk(name, values, window_tokens)) for name in frameworks()}
    totals = destination_totals({name: verdict.destination for name, verdict in verdicts.items()})
    consensus = leader(totals)
    return Decision(answers, verdicts, consensus, totals[consensus] / len(verdicts), totals)


def consensus_of(values: dict[str, Value], window_tokens: int | None = None) -> str:
    """The consensus alone, for trying many answers quickly."""
    return leader(
        destination_totals(
            {name: dict(walk(name, values, window_tokens).destination) for name in frameworks()}
        )
    )


def destination_totals(destinations: dict[str, dict[str, float]]) -> dict[str, float]:
    """The sum of destination shares for every approach that got any, in the order of the approaches."""
    totals = {
        approach: sum(shares.get(approach, 0.0) for shares in destinations.values())
        for approach in approaches()
    }
    return {approach: total for approach, total in totals.items() if total > 0}


def leader(totals: dict[str, float]) -> str:
    """The approach with the largest total; `max` keeps the first of equals, which is the earlier approach."""
    return max(totals, key=lambda approach: totals[approach])


def _verdict(name: str, walked: Walked) -> Verdict:
    path = tuple(_step(name, visit) for visit in walked.visits)
    reasons = tuple(reason for visit in walked.visits for reason in _reasons(name, visit))
    return Verdict(name, _ordered(walked.now), _ordered(walked.destination), path, _unique(reasons))


def _ordered(shares: tuple[tuple[str, float], ...]) -> dict[str, float]:
    found = dict(shares)
    return {outcome: found[outcome] for outcome in steps() if outcome in found}


def _step(name: str, visit: Visit) -> Step:
    node = frameworks()[name].nodes[visit.node]
    answer = visit.branches[0][0] if len(visit.branches) == 1 else None
    branches = dict(visit.branches)
    return Step(
        visit.node, visit.entry, node.field, node.asks, node.says, node.cite, visit.share, branches, answer
    )


def _reasons(name: str, visit: Visit) -> list[Reason]:
    node = frameworks()[name].nodes[visit.node]
    taken: list[tuple[Branch, float]] = [(node.outcomes[key], share) for key, share in visit.branches]
    return [Reason(branch.says, node.cite, visit.entry, share) for branch, share in taken]


def _unique(reasons: tuple[Reason, ...]) -> tuple[Reason, ...]:
    """A reason of the `now` walk is not said again when the destination walk comes by the same branch."""
    found: dict[str, Reason] = {}
    for reason in reasons:
        found.setdefault(reason.text, reason)
    return tuple(found.values())
