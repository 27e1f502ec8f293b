"""A published decision framework as data: nodes that test one answer each, every node cited."""

from functools import cache
from typing import Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, model_validator

from components.decision.answers import Answers, FailureMode
from components.decision.errors import DecisionError
from components.knowledge import DATA, load_model, steps

ORDER = ("astronic", "dreaming_press", "winder", "khan", "train_your_own")
DESTINATION = "destination"
Entry = Literal["now", "destination"]


class Cite(BaseModel):
    """Where a statement comes from: a source id and the place in it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: str
    where: str


class Branch(BaseModel):
    """One way on from a node: `to` is an outcome id, a node id, or "destination"."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    to: str
    says: str


class Node(BaseModel):
    """One question of a framework, put to one answer field.

    A threshold (`below`, `at_most`, `at_least`) turns a number into yes or no; it is a figure or the name of
    a parameter.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    field: str
    asks: str
    says: str
    cite: Cite
    outcomes: dict[str, Branch]
    below: int | str | None = None
    at_most: int | str | None = None
    at_least: int | str | None = None

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.field not in Answers.model_fields:
            raise ValueError(f"field '{self.field}' is no answer; see components/decision/answers.py")
        modes = self.field == "failure_mode"
        expected = set(get_args(FailureMode)) if modes else {"yes", "no"}
        if set(self.outcomes) != expected:
            raise ValueError(f"outcomes must be exactly {sorted(expected)}, not {sorted(self.outcomes)}")
        if len(self.thresholds) > 1:
            raise ValueError("give one of 'below', 'at_most', 'at_least'")
        return self

    @property
    def thresholds(self) -> dict[str, int | str]:
        """The threshold that is given, by its kind; empty for yes/no and failure-mode nodes."""
        given = {"below": self.below, "at_most": self.at_most, "at_least": self.at_least}
        return {kind: value for kind, value in given.items() if value is not None}


class Framework(BaseModel):
    """One author's way to decide.

    `now` and `destination` are the nodes where the two walks begin. `revisit` sends an outcome of the
    destination walk on to one more node, once: Winder's loop back from retrieval, for example.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str
    source: str
    sentence: str
    now: str
    destination: str
    nodes: dict[str, Node]
    parameters: dict[str, int] = Field(default_factory=dict)
    revisit: dict[str, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _connected(self) -> Self:
        targets = [self.now, self.destination, *self.revisit.values()]
        targets += [branch.to for node in self.nodes.values() for branch in node.outcomes.values()]
        unknown = {to for to in targets if to not in self.nodes and to not in steps() and to != DESTINATION}
        if unknown:
            raise ValueError(f"{sorted(unknown)} are neither nodes nor outcome ids")
        if clash := set(self.nodes) & {*steps(), DESTINATION}:
            raise ValueError(f"node ids {sorted(clash)} are taken by outcomes; rename the nodes")
        if idle := set(self.nodes) - set(targets):
            raise ValueError(f"nodes {sorted(idle)} are never reached")
        self._check_ends()
        return self

    def _check_ends(self) -> None:
        """Raises ValueError when a walk could come back to a node that it has been at."""
        for start in (self.now, self.destination, *self.revisit.values()):
            trail = [(start, frozenset[str]())]
            while trail:
                node_id, seen = trail.pop()
                if node_id in seen:
                    raise ValueError(f"node '{node_id}' leads back to itself")
                ahead = [
                    branch.to for branch in self.nodes[node_id].outcomes.values() if branch.to in self.nodes
                ]
                trail += [(to, seen | {node_id}) for to in ahead]

    @property
    def fields(self) -> tuple[str, ...]:
        """The answer fields that this framework asks for, in the order of its nodes."""
        return tuple(dict.fromkeys(node.field for node in self.nodes.values()))

    def limit(self, node: Node, window_tokens: int | None = None) -> tuple[str, int] | None:
        """The node's threshold as (kind, figure), parameters filled in; None for a node without one."""
        for kind, value in node.thresholds.items():
            if isinstance(value, int):
                return kind, value
            return kind, window_tokens if window_tokens is not None else self.parameters[value]
        return None


@cache
def frameworks() -> dict[str, Framework]:
    """The five frameworks by id, in display order; raises KnowledgeError or DecisionError."""
    found = {path.stem for path in (DATA / "frameworks").glob("*.yaml")}
    if found != set(ORDER):
        raise DecisionError(f"data/frameworks must hold exactly {sorted(ORDER)}; it holds {sorted(found)}")
    return {name: load_model(DATA / "frameworks" / f"{name}.yaml", Framework) for name in ORDER}


def asked_by(field: str) -> tuple[str, ...]:
    """The ids of the frameworks whose outcome can depend on an answer field."""
    return tuple(name for name, framework in frameworks().items() if field in framework.fields)
