"""A scenario survives its outward forms, and refuses what does not fit."""

import base64
import json
import string
import zlib
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from components.costs import CostInputs
from components.decision import Answers
from components.diagnosis import Failure
from components.knowledge import DATA
from components.scenario import Playground, Scenario, ScenarioError, samples

BOOL = st.none() | st.booleans()
ANSWERS = st.builds(
    Answers,
    has_evals=BOOL,
    prompting_exhausted=BOOL,
    failure_mode=st.sampled_from([None, "knowledge", "behaviour", "both", "neither"]),
    needs_citations=BOOL,
    kb_tokens=st.none() | st.integers(0, 10**12),
    labelled_examples=st.none() | st.integers(0, 10**9),
)
KEYS = st.text(string.ascii_lowercase, min_size=3, max_size=20)
COSTS = st.dictionaries(KEYS, st.integers(-(10**9), 10**9) | st.booleans(), max_size=30)
QUANTITY = st.floats(1e-9, 1e15, allow_subnormal=False)
RANGES = st.tuples(QUANTITY, QUANTITY, QUANTITY)
EVERY_OVERRIDE = st.fixed_dictionaries(dict.fromkeys(CostInputs.model_fields, RANGES))
SCENARIOS = st.builds(Scenario, name=st.text(string.printable, max_size=70), answers=ANSWERS, costs=COSTS)


def unpacked_link(data: dict[str, Any], version: int = 1) -> str:
    """A link as the first version of the app wrote it: without the common words."""
    packed = base64.urlsafe_b64encode(zlib.compress(json.dumps(data).encode(), 9)).decode().rstrip("=")
    return f"s={version}.{packed}"


@settings(max_examples=60)
@given(SCENARIOS)
def test_yaml_round_trip(scenario: Scenario) -> None:
    assert Scenario.from_yaml(scenario.to_yaml()) == scenario


@settings(max_examples=60)
@given(SCENARIOS)
def test_link_round_trip_under_two_thousand_characters(scenario: Scenario) -> None:
    query = scenario.to_query()
    assert len(query) < 2_000
    unnamed = scenario.model_copy(update={"name": Scenario().name})
    assert Scenario.from_query(query) == unnamed
    assert Scenario.from_query(f"?{query}&utm_source=mail") == unnamed


@settings(max_examples=60)
@given(EVERY_OVERRIDE, ANSWERS)
def test_every_cost_input_as_a_range_of_fifteen_digits_fits_in_a_link(
    costs: dict[str, tuple[float, float, float]], answers: Answers
) -> None:
    query = Scenario(currency="GBP", costs=costs, answers=answers).to_query()
    assert len(query) < 2_000
    found = Scenario.from_query(query)
    assert found.answers == answers
    assert all(found.costs[key] == pytest.approx(value, rel=1e-3) for key, value in costs.items())


def test_what_fits_in_no_link_says_so() -> None:
    costs = {f"key_{sha256(bytes([i])).hexdigest()[:50]}": i for i in range(120)}
    with pytest.raises(ScenarioError, match="too large for a link"):
        Scenario(costs=costs).to_query()


def test_links_of_the_first_version_still_open() -> None:
    data = {"currency": "GBP", "costs": {"requests_per_month": [1, 2, 3.5]}}
    assert Scenario.from_query(unpacked_link({"name": "Old name", **data})) == Scenario.model_validate(data)


def test_the_words_that_links_are_packed_with_never_change() -> None:
    assert zlib.adler32((DATA / "links" / "words_1.txt").read_bytes()) == 2340401952


def test_the_version_of_a_link_stands_before_its_data_alone() -> None:
    with pytest.raises(ScenarioError, match="does not fit"):
        Scenario.from_query(unpacked_link({"labels": [], "version": 0}))
    assert Scenario.from_query(unpacked_link({"version": "<b>", "currency": "GBP"})).currency == "GBP"


def test_the_default_scenario_needs_no_link() -> None:
    assert Scenario().to_query() == ""
    assert Scenario.from_query("") == Scenario()


def test_name_texts_and_results_stay_out_of_the_link() -> None:
    secret = "the customer's name is Quillfeather"
    scenario = Scenario(
        name=secret,
        summary=secret,
        failures=(Failure(text=secret, label="both"),),
        playground=Playground(results={"note": secret}),
    )
    assert scenario.to_query() == ""


def test_the_worst_case_of_overrides_still_fits_in_a_link() -> None:
    costs = {f"a_long_input_name_{i}": (i / 7, i / 3 + 1, i * 1.234567891 + 2) for i in range(60)}
    assert len(Scenario(name="x" * 80, costs=costs).to_query()) < 2_000


@pytest.mark.parametrize("cut", [1, 5, 20, 60])
def test_a_link_cut_short_is_refused_clearly(cut: int) -> None:
    costs = {"a_figure_of_our_own": 123_456, "another_one_of_these": 0.25}
    query = Scenario(costs=costs, answers=Answers(kb_tokens=123_456, has_evals=True)).to_query()
    with pytest.raises(ScenarioError, match="incomplete"):
        Scenario.from_query(query[:-cut])


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("version: 2\nname: x\n", "version 2"),
        ("version: one\n", "whole number"),
        ("version: 1\nanswers: {kb_tokens: -1}\n", "answers.kb_tokens"),
        ("version: 1\nanswers: {colour: red}\n", "answers.colour"),
        ("version: 1\ncosts: {a_cost: .inf}\n", "costs"),
        ("version: 1\nname: a\nname: b\n", "given twice"),
        ("a: &a [x]\nb: [*a, *a]\n", "aliases"),
        ("- 1\n", "no scenario"),
        ("x" * 8_000_001, "8 MB"),
        ("version: 1\nfailures: [{text: 1, label: knowledge}]\n", "failures.0.text"),
    ],
)
def test_a_file_that_does_not_fit_is_refused_with_the_reason(text: str, named: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        Scenario.from_yaml(text)
    assert named in str(caught.value)


def test_an_old_version_is_migrated() -> None:
    old = Scenario.from_yaml("name: Old\nlabels:\n- {text: wrong price, label: knowledge}\n")
    assert old.failures == (Failure(text="wrong price", label="knowledge"),)


def test_hostile_links_are_refused() -> None:
    for query in ("s=1.AAAA", "s=../../etc/passwd", "s=1.", "s=9999.eJw", "s=1." + "A" * 50_000, "s=١.eJw"):
        with pytest.raises(ScenarioError):
            Scenario.from_query(query)


def test_at_least_six_worked_scenarios_ship_and_fit_their_link() -> None:
    assert len(samples()) >= 6
    for found in samples():
        assert len(found.scenario.to_query()) < 2_000, found.id
