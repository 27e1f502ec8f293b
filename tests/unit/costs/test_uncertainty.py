"""Distributions, the simulation, the tornado, break-evens and the upkeep plan."""

from typing import Any

import numpy as np
import pytest

from components.costs import CostError, inputs_from, project, simulate
from components.costs.break_evens import crossing, distillation_payback, retrieval_break_even
from components.costs.caching import verdict
from components.costs.distributions import draw, p10_p90, pert_moments
from components.costs.inputs import CostInputs
from components.costs.prices import price_table
from components.costs.sensitivity import cheapest_map, tornado
from components.costs.setting import central_setting
from components.costs.upkeep_plan import upkeep_plan


@pytest.mark.parametrize("shape", ["pert", "triangular", "uniform", "normal", "lognormal"])
def test_draws_lie_where_the_range_says(shape: str) -> None:
    values = draw((10, 20, 60), shape, 20_000, 1, "x")  # type: ignore[arg-type]
    if shape in ("pert", "triangular", "uniform"):
        assert 10 <= values.min() < values.max() <= 60
    else:
        assert np.quantile(values, [0.05, 0.95]) == pytest.approx([10, 60], rel=0.03)


def test_pert_draws_have_its_mean_and_spread() -> None:
    values = draw((5, 15, 40), "pert", 100_000, 3, "build")
    assert (values.mean(), values.std()) == pytest.approx(pert_moments(5, 15, 40), rel=0.01)


def test_one_input_changed_leaves_the_draws_of_the_others() -> None:
    first = draw((1, 2, 3), "pert", 100, 7, "a")
    assert (first == draw((1, 2, 3), "pert", 100, 7, "a")).all()
    assert (first != draw((1, 2, 3), "pert", 100, 7, "b")).all()


def test_the_simulation_has_a_row_for_each_approach_draw_and_month() -> None:
    simulation = simulate(inputs_from({"horizon_months": 36}), draws=500, seed=1)
    assert simulation.shape == (7, 500, 36)
    assert simulation.percentiles[10].shape == (7, 36)
    assert (simulation.percentiles[10] <= simulation.percentiles[90]).all()
    assert sum(simulation.probability_cheapest(36).values()) == pytest.approx(1)
    assert (np.diff(np.asarray(simulation), axis=2) >= 0).all()


def test_the_same_seed_draws_the_same() -> None:
    inputs = CostInputs()
    assert (np.asarray(simulate(inputs, 50, 4)) == np.asarray(simulate(inputs, 50, 4))).all()
    assert (np.asarray(simulate(inputs, 50, 4)) != np.asarray(simulate(inputs, 50, 5))).any()


def test_the_projection_lies_inside_the_simulated_band() -> None:
    inputs = CostInputs()
    simulation = simulate(inputs, 4000, 0)
    totals = project(inputs).groupby("approach").usd.sum()
    for index, approach in enumerate(simulation.approaches):
        low, high = simulation.percentiles[10][index, -1], simulation.percentiles[90][index, -1]
        assert low * 0.7 < totals[approach] < high


def test_draws_and_months_outside_are_refused() -> None:
    with pytest.raises(CostError, match="Draws"):
        simulate(CostInputs(), 0)
    with pytest.raises(CostError, match="horizon"):
        simulate(CostInputs(), 10).probability_cheapest(25)
    with pytest.raises(CostError, match="no total"):
        simulate(inputs_from({"labelled_examples": 1}), 10).total("fine_tune", 1)


def test_a_break_even_in_time_is_found_in_every_draw() -> None:
    inputs = inputs_from(
        {"kb_tokens": 200_000, "kb_growth_per_year": 0, "requests_per_month": 4_000_000}
    ).collapsed()
    months = simulate(inputs, 5, 0).break_even("rag", "full_context")
    assert months.shape == (5,)
    assert (months == months[0]).all()
    frame: Any = project(inputs).groupby(["approach", "month"]).usd.sum().unstack().cumsum(axis=1)
    month = int(months[0])
    assert frame.loc["rag", month - 1] > frame.loc["full_context", month - 1]
    assert frame.loc["rag", month] <= frame.loc["full_context", month]


def test_no_break_even_is_nan() -> None:
    assert np.isnan(simulate(CostInputs(), 20, 0).break_even("prompt", "hybrid")).all()


def test_the_tornado_puts_the_input_that_matters_first() -> None:
    frame = tornado(CostInputs(), "rag", "full_context", 24)
    assert frame["input"][0] == "rag_build_gbp"
    assert frame.swing.is_monotonic_decreasing
    assert not frame.flips.any()


def test_the_tornado_names_the_input_that_flips_the_winner() -> None:
    size = retrieval_break_even(inputs_from({"requests_per_month": 3e6})).tokens
    assert size is not None
    frame = tornado(
        inputs_from({"requests_per_month": 3e6, "kb_tokens": size * 1.01}), "rag", "full_context", 24
    )
    assert frame[frame["input"] == "kb_tokens"].flips.item()
    assert frame.attrs["difference"] < 0


def test_the_tornado_refuses_an_approach_without_a_total() -> None:
    with pytest.raises(CostError, match="Too few examples"):
        tornado(inputs_from({"labelled_examples": 3}), "fine_tune", "rag", 12)


def test_a_tornado_of_certain_inputs_moves_only_what_people_type() -> None:
    frame = tornado(CostInputs().collapsed(), "rag", "full_context", 24)
    assert not frame.ranged.any()


def test_the_map_agrees_with_the_projection() -> None:
    inputs = inputs_from({"kb_tokens": 200_000, "kb_growth_per_year": 0})
    found = cheapest_map(inputs, ("rag", "full_context"), np.array([1e3, 1e7]))
    for row, volume in enumerate((1e3, 1e7)):
        totals = project(inputs_from({"requests_per_month": volume}, inputs)).groupby("approach").usd.sum()
        cheapest = min(("rag", "full_context"), key=lambda name: totals[name])
        assert found.approaches[found.winner[row, -1]] == cheapest


def test_at_the_size_break_even_both_cost_the_same() -> None:
    inputs = inputs_from({"requests_per_month": 3e6})
    size = retrieval_break_even(inputs).tokens
    assert size is not None
    totals = project(inputs_from({"kb_tokens": size}, inputs)).groupby("approach").usd.sum()
    assert totals["rag"] == pytest.approx(totals["full_context"], rel=0.02)


def test_distillation_pays_back_only_with_traffic() -> None:
    assert distillation_payback(CostInputs()).weeks is None
    busy = distillation_payback(inputs_from({"requests_per_month": 5e6}))
    assert busy.weeks is not None
    assert 0 < busy.weeks < 104
    assert busy.frontier_month_usd > busy.distilled_month_usd


def test_a_crossing_is_interpolated() -> None:
    assert crossing(np.array([3.0, 1.0, -1.0, -3.0])) == pytest.approx(1.5)
    assert crossing(np.array([3.0, 1.0])) is None


def test_a_cold_cache_costs_more_than_it_saves() -> None:
    setting = central_setting(inputs_from({"base_model": "claude-sonnet-4-6"}))
    quiet = verdict(setting, price_table("claude-sonnet-4-6"), 60_000, 60_100, 600)
    busy = verdict(setting, price_table("claude-sonnet-4-6"), 60_000, 60_100, 600_000)
    assert quiet.saved_usd < 0 < busy.saved_usd
    assert quiet.hit_rate < 0.1 < 0.9 < busy.hit_rate


def test_a_short_start_is_not_cached() -> None:
    setting = central_setting(CostInputs())
    short = verdict(setting, setting.base, 1023, 1100, 1e6)
    assert not short.available
    assert short.saved_usd == 0


def test_the_upkeep_plan_says_what_it_forgets() -> None:
    plan = upkeep_plan("fine_tune", CostInputs())
    everything = tuple(plan.items)
    assert plan.multiple(everything) > plan.multiple(("Retraining",)) > 0
    assert set(plan.missing(("Retraining",))) == set(everything) - {"Retraining"}
    assert plan.rule_usd()[0] == pytest.approx(3 * plan.training_usd)


def test_p10_and_p90_lie_inside_the_range() -> None:
    low, high = p10_p90((1, 2, 9), "pert", "x")
    assert 1 < low < 2.5 < high < 9
