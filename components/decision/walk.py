"""Walks one framework through the answers, every open answer spread over what it may be."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from components.decision.domains import Value, unsure
from components.decision.framework import DESTINATION, Entry, Framework, Node, frameworks

Shares = tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Visit:
    """A node that the walk to `entry` came to, with its share and the shares of the branches taken."""

    node: str
    entry: Entry
    share: float
    branches: Shares


@dataclass(frozen=True)
class Walked:
    """Outcome shares (each sums to 1) and the nodes visited, in walking order."""

    now: Shares
    destination: Shares
    visits: tuple[Visit, ...]


@dataclass(frozen=True)
class _State:
    """One possible walk, part way: where it is, its probability, and the open answers it has fixed so far."""

    at: str
    share: float
    fixed: tuple[tuple[str, Value], ...]
    entry: Entry
    final: bool = False


def walk(framework_id: str, answers: Mapping[str, Value], window_tokens: int | None = None) -> Walked:
    """Both walks of a framework. An answer used twice in a walk is the same answer both times."""
    framework = frameworks()[framework_id]
    values = tuple((field, answers[field]) for field in framework.fields)
    return _walk(framework_id, values, window_tokens)


@lru_cache(maxsize=16_384)
def _walk(framework_id: str, values: tuple[tuple[str, Value], ...], window_tokens: int | None) -> Walked:
    walker = _Walker(frameworks()[framework_id], dict(values), window_tokens)
    now, now_visits = walker.run("now")
    destination, destination_visits = walker.run("destination")
    return Walked(now, destination, now_visits + destination_visits)


class _Walker:
    """Follows every possible walk of one framework and adds up the probabilities."""

    def __init__(self, framework: Framework, answers: dict[str, Value], window_tokens: int | None) -> None:
        self.framework = framework
        self.answers = answers
        self.window_tokens = window_tokens

    def run(self, entry: Entry) -> tuple[Shares, tuple[Visit, ...]]:
        ends: dict[str, float] = {}
        taken: dict[str, dict[str, float]] = {}
        start = self.framework.now if entry == "now" else self.framework.destination
        open_states = [_State(start, 1.0, (), entry)]
        while open_states:
            state = open_states.pop(0)
            node = self.framework.nodes[state.at]
            for key, share, fixed in self._answers(node, state):
                branches = taken.setdefault(state.at, {})
                branches[key] = branches.get(key, 0.0) + share
                step = self._onward(node.outcomes[key].to, state, share, fixed)
                if step.at in self.framework.nodes:
                    open_states.append(step)
                else:
                    ends[step.at] = ends.get(step.at, 0.0) + step.share
        visits = tuple(
            Visit(at, entry, sum(found.values()), tuple(found.items())) for at, found in taken.items()
        )
        return tuple(ends.items()), visits

    def _answers(
        self, node: Node, state: _State
    ) -> Iterator[tuple[str, float, tuple[tuple[str, Value], ...]]]:
        """(branch, its probability, what is fixed from here on) for each answer that the node may get."""
        known = dict(state.fixed).get(node.field, self.answers[node.field])
        if known is not None or node.field == "kb_tokens":
            yield self._branch(node, known), state.share, state.fixed
            return
        possible = unsure(node.field, self.window_tokens)
        for value in possible:
            yield self._branch(node, value), state.share / len(possible), (*state.fixed, (node.field, value))

    def _branch(self, node: Node, value: Value) -> str:
        limit = self.framework.limit(node, self.window_tokens)
        if limit is None:
            return value if isinstance(value, str) else ("yes" if value else "no")
        kind, figure = limit
        if value is None:
            return "no"
        number = int(value)
        passed = {"below": number < figure, "at_most": number <= figure, "at_least": number >= figure}
        return "yes" if passed[kind] else "no"

    def _onward(self, to: str, state: _State, share: float, fixed: tuple[tuple[str, Value], ...]) -> _State:
        entry, final = state.entry, state.final
        if to == DESTINATION:
            to, entry = self.framework.destination, "destination"
        elif entry == "destination" and not final and to in self.framework.revisit:
            to, final = self.framework.revisit[to], True
        return _State(to, share, fixed, entry, final)
