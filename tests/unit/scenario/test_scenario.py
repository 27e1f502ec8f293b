"""A scenario survives its outward forms, and refuses what does not fit."""

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from components.decision import Answers
from components.diagnosis import Failure
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
SCENARIOS = st.builds(Scenario, name=st.text(string.printable, max_size=70), answers=ANSWERS, costs=COSTS)


@settings(max_examples=60)
@given(SCENARIOS)
def test_yaml_round_trip(scenario: Scenario) -> None:
    assert Scenario.from_yaml(scenario.to_yaml()) == scenario


@settings(max_examples=60)
@given(SCENARIOS)
def test_link_round_trip_under_two_thousand_characters(scenario: Scenario) -> None:
    query = scenario.to_query()
    assert len(query) < 2_000
    assert Scenario.from_query(query) == scenario
    assert Scenario.from_query(f"?{query}&utm_source=mail") == scenario


def test_the_default_scenario_needs_no_link() -> None:
    assert Scenario().to_query() == ""
    assert Scenario.from_query("") == Scenario()


def test_texts_and_results_stay_out_of_the_link() -> None:
    secret = "the customer's name is Quillfeather"
    scenario = Scenario(
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
    query = Scenario(
        name="A scenario with a name", answers=Answers(kb_tokens=123_456, has_evals=True)
    ).to_query()
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
