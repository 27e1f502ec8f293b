"""The frameworks against cases in YAML: a sentence each, every branch, both sides of every threshold."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from components.decision import Answers, decide, frameworks

CASES = Path(__file__).parents[2] / "cases"


def cases(name: str) -> list[Any]:
    found = yaml.safe_load((CASES / name).read_text(encoding="utf-8"))
    return [pytest.param(case, id=case["name"]) for case in found]


def spread(expected: str | dict[str, float]) -> dict[str, float]:
    return {expected: 1.0} if isinstance(expected, str) else expected


@pytest.mark.parametrize("case", cases("decision_frameworks.yaml"))
def test_a_framework(case: dict[str, Any]) -> None:
    verdict = decide(Answers(**case["answers"])).verdicts[case["framework"]]
    assert verdict.now == spread(case["now"])
    assert verdict.destination == spread(case["destination"])


@pytest.mark.parametrize("case", cases("decision_together.yaml"))
def test_the_five_together(case: dict[str, Any]) -> None:
    decision = decide(Answers(**case["answers"]))
    assert (decision.consensus, decision.agreement) == (case["consensus"], case["agreement"])


def test_the_cases_walk_every_branch_of_every_framework() -> None:
    branches = {
        (name, node_id, key)
        for name, framework in frameworks().items()
        for node_id, node in framework.nodes.items()
        for key in node.outcomes
    }
    for param in cases("decision_frameworks.yaml"):
        case = param.values[0]
        for step in decide(Answers(**case["answers"])).verdicts[case["framework"]].path:
            branches -= {(case["framework"], step.node, key) for key in step.branches}
    assert branches == set()
