"""The worked scenarios hold together: labels, answers, corpora and approaches fit each other."""

import pytest

from components.costs import feasibility, inputs_of, project
from components.decision import decide
from components.diagnosis import LABELS, cohens_kappa, diagnose, sample_failures
from components.knowledge import DATA
from components.scenario import Sample, Scenario, samples

EXPECTED = {
    "support_assistant": "rag",
    "contract_clauses": "rag",
    "json_extraction": "fine_tune",
    "brand_voice": "fine_tune",
    "ticket_routing": "fine_tune",
    "clinical_summariser": "hybrid",
}
CORPORA = {folder.name for folder in (DATA / "corpora").iterdir()}
SHIPPED = {found.id: found.scenario for found in samples()}


@pytest.fixture(params=sorted(EXPECTED))
def shipped(request: pytest.FixtureRequest) -> Sample:
    """One worked scenario after the other."""
    return Sample(request.param, SHIPPED[request.param])


def test_the_six_stories_of_the_design_ship() -> None:
    assert set(EXPECTED) <= set(SHIPPED)


def test_each_has_a_name_a_summary_and_plain_costs(shipped: Sample) -> None:
    assert shipped.scenario.name != Scenario().name
    assert len(shipped.scenario.summary) > 80
    assert shipped.scenario.costs


def test_failures_are_labelled_twice_and_differ(shipped: Sample) -> None:
    failures = shipped.scenario.failures
    assert 20 <= len(failures) <= 40
    assert len({failure.text for failure in failures}) == len(failures)
    assert all(failure.label and failure.second_label for failure in failures)


def test_the_labels_lead_to_the_failure_mode_that_is_answered(shipped: Sample) -> None:
    labels = [failure.label for failure in shipped.scenario.failures if failure.label]
    assert diagnose(labels).failure_mode == shipped.scenario.answers.failure_mode


def test_the_frameworks_settle_on_what_the_story_is_about(shipped: Sample) -> None:
    assert decide(shipped.scenario.answers).consensus == EXPECTED[shipped.id]


def test_the_costs_are_inputs_and_leave_something_feasible(shipped: Sample) -> None:
    inputs, left_out = inputs_of(shipped.scenario.answers, shipped.scenario.costs, None)
    assert left_out == {}
    gates = feasibility(inputs)
    assert not gates["prompt"].reasons
    assert sum(not gate.reasons for gate in gates.values()) >= 3


def test_routing_at_volume_is_cheapest_with_a_small_student() -> None:
    routing = SHIPPED["ticket_routing"]
    inputs, _ = inputs_of(routing.answers, routing.costs, None)
    totals = project(inputs).groupby("approach")["usd"].sum()
    assert totals.idxmin() == "distil"


def test_a_corpus_that_is_named_ships(shipped: Sample) -> None:
    assert shipped.scenario.playground.corpus in {None, *CORPORA}


def test_yaml_and_link_give_the_same_scenario_back(shipped: Sample) -> None:
    assert Scenario.from_yaml(shipped.scenario.to_yaml()) == shipped.scenario
    assert Scenario.from_query(shipped.scenario.to_query()).answers == shipped.scenario.answers


def test_the_worked_sample_set_shows_all_labels_and_substantial_agreement() -> None:
    pairs = [(failure.label, failure.second_label) for failure in sample_failures()]
    assert len(pairs) == 40
    assert {first for first, _ in pairs} == set(LABELS)
    kappa = cohens_kappa([a for a, _ in pairs if a], [b for _, b in pairs if b])
    assert kappa is not None
    assert 0.6 < kappa < 0.8
