"""Scenarios in sentences: tests/cases/costs.yaml."""

from pathlib import Path
from typing import Any

import pytest

from components.costs import feasibility, inputs_from, project
from components.knowledge import load_yaml

CASES = load_yaml(Path(__file__).parents[2] / "cases" / "costs.yaml")


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_case(case: dict[str, Any]) -> None:
    inputs = inputs_from(case["inputs"]).collapsed()
    if "item" in case:
        _check_item(project(inputs), **case["item"])
    if "infeasible" in case:
        _check_gates({key: gate.reasons for key, gate in feasibility(inputs).items()}, **case["infeasible"])
    if "cheaper" in case:
        totals = project(inputs).groupby("approach").usd.sum()
        assert totals[case["cheaper"]["first"]] < totals[case["cheaper"]["second"]]


def _check_item(frame: Any, approach: str, month: int, item: str, usd: float) -> None:
    rows = frame[(frame.approach == approach) & (frame.month == month) & (frame["item"] == item)]
    assert len(rows) == 1
    assert rows.usd.item() == pytest.approx(usd, rel=1e-9)


def _check_gates(reasons: dict[str, tuple[str, ...]], approaches: list[str], because: str = "") -> None:
    assert [key for key, found in reasons.items() if found] == approaches
    for approach in approaches:
        assert because.lower() in " ".join(reasons[approach]).lower()
