"""A framework as a drawing sees it: which node leads where, and how much of the walk takes each way."""

from dataclasses import dataclass

from components.decision.framework import DESTINATION, Entry, Framework, frameworks
from components.decision.verdicts import Verdict


@dataclass(frozen=True)
class Edge:
    """From a node by a branch (`yes`, `knowledge`, …) to a node or outcome, with its share (0..1)."""

    start: str
    branch: str
    end: str
    share: float


@dataclass(frozen=True)
class Tree:
    """The nodes of one walk in walking order with their questions, and the edges between them."""

    framework: str
    entry: Entry
    asks: dict[str, str]
    edges: tuple[Edge, ...]

    def leads_to_outcome(self, edge: Edge) -> bool:
        """True when the edge ends the walk."""
        return edge.end not in self.asks


def tree(verdict: Verdict, entry: Entry) -> Tree:
    """The walk to `now` or `destination` of one verdict, its path lit by shares."""
    framework = frameworks()[verdict.framework]
    lit = {
        (step.node, branch): share
        for step in verdict.path
        if step.entry == entry
        for branch, share in step.branches.items()
    }
    ways = _ways(framework, entry)
    edges = tuple(Edge(start, branch, end, lit.get((start, branch), 0.0)) for start, branch, end in ways)
    asks = {start: framework.nodes[start].asks for start, _, _ in ways}
    return Tree(verdict.framework, entry, asks, edges)


def _ways(framework: Framework, entry: Entry) -> list[tuple[str, str, str]]:
    """(node, branch, next node or outcome), breadth first: the same moves as the walk, without answers."""
    start = framework.now if entry == "now" else framework.destination
    waiting, found = [(start, entry == "destination", False)], []
    seen = set(waiting)
    while waiting:
        at, to_the_end, final = waiting.pop(0)
        for branch, target in framework.nodes[at].outcomes.items():
            state = _next(framework, target.to, to_the_end, final)
            found.append((at, branch, state[0]))
            if state[0] in framework.nodes and state not in seen:
                seen.add(state)
                waiting.append(state)
    return list(dict.fromkeys(found))


def _next(framework: Framework, to: str, to_the_end: bool, final: bool) -> tuple[str, bool, bool]:
    if to == DESTINATION:
        return framework.destination, True, final
    if to_the_end and not final and to in framework.revisit:
        return framework.revisit[to], True, True
    return to, to_the_end, final
