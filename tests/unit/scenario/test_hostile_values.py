"""Values that YAML and JSON can hold and a scenario cannot: refused with their place, whatever brings them."""

import pytest

from components.scenario import Scenario, ScenarioError
from components.scenario.links import _pack


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("name: H\nplayground: {results: {a: 0x" + "f" * 9_000 + "}}", "playground.results.a"),
        ("version: 0x" + "f" * 9_000, "version"),
        ("name: B\nplayground: {results: {a: !!binary /w==}}", "playground.results.a"),
        ("costs: {requests_per_month: .nan}", "costs.requests_per_month"),
        ("costs: {team_day_usd: .inf}", "costs.team_day_usd"),
        ("playground: {results: {a: !!set {b, c}}}", "playground.results.a"),
    ],
)
def test_a_file_with_no_ordinary_value_is_refused(text: str, place: str) -> None:
    with pytest.raises(ScenarioError, match=place):
        Scenario.from_yaml(text)


def test_a_link_made_by_hand_carries_no_texts() -> None:
    packed = _pack(
        {
            "name": "You have won",
            "summary": "Call us",
            "failures": [{"text": "x", "label": "knowledge"}],
            "answers": {"has_evals": True},
            "playground": {"results": {"spokewren": {}}, "corpus": "spokewren"},
        }
    )
    opened = Scenario.from_query(f"s=1.{packed}")
    assert opened.name == Scenario().name
    assert (opened.summary, opened.failures, opened.playground.results) == (
        Scenario().summary, Scenario().failures, Scenario().playground.results,
    )  # fmt: skip
    assert opened.answers.has_evals is True
    assert opened.playground.corpus == "spokewren"


def test_a_link_with_a_number_that_is_none_is_refused_with_its_place() -> None:
    packed = _pack({"costs": {"requests_per_month": float("nan")}})
    with pytest.raises(ScenarioError, match=r"costs\.requests_per_month"):
        Scenario.from_query(f"s=1.{packed}")
