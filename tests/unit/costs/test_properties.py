"""What must hold for every scenario."""

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from components.costs import CostInputs, feasibility, inputs_from, project, request_cost, simulate
from components.costs.prices import price_table
from components.costs.sensitivity import cheapest_map
from components.costs.units import in_currency, usd_per

MODELS = ("ministral-8b-2512", "gpt-4o-mini", "claude-sonnet-4-5", "gemini-2.5-pro", "claude-sonnet-5-5")
quick = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def scenarios(draw: Any) -> dict[str, Any]:
    return {
        "base_model": draw(st.sampled_from(MODELS)),
        "requests_per_month": draw(st.floats(0, 1e8)),
        "kb_tokens": draw(st.floats(0, 2e6)),
        "labelled_examples": draw(st.floats(0, 1e5)),
        "answer_tokens": draw(st.floats(0, 5_000)),
        "volume_growth_per_year": draw(st.floats(-0.5, 3)),
        "ttl_minutes": draw(st.sampled_from([0.0, 5.0, 60.0])),
        "caching": draw(st.sampled_from(["auto", "on", "off"])),
        "upkeep_mode": draw(st.sampled_from(["rule", "bottom_up"])),
        "horizon_months": draw(st.integers(1, 60)),
    }


def totals(inputs: CostInputs) -> dict[str, float]:
    return dict(project(inputs).groupby("approach").usd.sum())


@quick
@given(scenarios())
def test_no_line_is_ever_negative_or_undefined(overrides: dict[str, Any]) -> None:
    usd = project(inputs_from(overrides)).usd
    assert np.isfinite(usd).all()
    assert (usd >= 0).all()


@quick
@given(scenarios(), st.floats(1.0, 1000.0))
def test_more_volume_is_never_cheaper(overrides: dict[str, Any], times: float) -> None:
    more = {**overrides, "requests_per_month": min(1e12, overrides["requests_per_month"] * times)}
    few, many = totals(inputs_from(overrides)), totals(inputs_from(more))
    for approach, usd in few.items():
        assert many[approach] >= usd * (1 - 1e-9) - 1e-6


@pytest.mark.parametrize("caching", ["auto", "on"])
@pytest.mark.parametrize("model", ["ministral-8b-2512", "claude-sonnet-4-6"])
def test_more_volume_is_never_cheaper_where_a_cold_cache_warms_up(model: str, caching: str) -> None:
    base = {"base_model": model, "caching": caching, "volume_growth_per_year": 0, "horizon_months": 1}
    found = cheapest_map(inputs_from(base), ("full_context",), np.arange(0.0, 60_000, 250))
    grid = found.usd[0, :, 0]
    assert (np.diff(grid) >= -1e-9).all()


@quick
@given(scenarios())
def test_no_request_leaves_one_off_and_fixed_costs(overrides: dict[str, Any]) -> None:
    frame = project(inputs_from({**overrides, "requests_per_month": 0}))
    paid_by_request = frame[
        frame["item"].isin(["Prompt tokens", "Answer tokens", "Reranking", "Wrong answers"])
    ]
    assert (paid_by_request.usd == 0).all()
    assert (frame[frame.kind == "one_off"].groupby("approach").usd.sum() > 0).all()


@quick
@given(scenarios(), st.integers(0, 2**31))
def test_collapsed_ranges_make_the_simulation_equal_the_projection(
    overrides: dict[str, Any], seed: int
) -> None:
    inputs = inputs_from(overrides).collapsed()
    frame = project(inputs)
    simulation = simulate(inputs, draws=3, seed=seed)
    wide = frame.groupby(["approach", "month"]).usd.sum().unstack().cumsum(axis=1)
    for index, approach in enumerate(simulation.approaches):
        expected = wide.loc[approach].to_numpy()[1:]
        assert np.allclose(np.asarray(simulation)[index], expected, rtol=1e-9, atol=1e-6)


@quick
@given(scenarios())
def test_an_infeasible_approach_has_reasons_and_no_row(overrides: dict[str, Any]) -> None:
    inputs = inputs_from(overrides)
    frame = project(inputs)
    for approach, gate in feasibility(inputs).items():
        assert gate.feasible == (approach in set(frame.approach))
        assert gate.feasible or all(gate.reasons)
        assert gate.feasible != (approach in frame.attrs["infeasible"])


@quick
@given(
    st.sampled_from(MODELS),
    st.integers(0, 900_000),
    st.integers(0, 50_000),
    st.floats(0, 1),
    st.floats(0, 1),
)
def test_the_plain_numbers_for_arrays_agree_with_the_price_list(
    model: str, tokens: int, output: int, read_share: float, write_share: float
) -> None:
    table = price_table(model)
    read = int(tokens * read_share) if table.caches else 0
    write = int((tokens - read) * write_share)
    plain = (tokens - read - write) * float(table.input.at(tokens))
    cached = read * float(table.cache_read.at(tokens)) if table.cache_read else 0.0
    rest = write * float(table.cache_write.at(tokens)) + output * float(table.output.at(tokens))
    assert request_cost(model, tokens, output, read, write) == pytest.approx(
        (plain + cached + rest) / 1e6, rel=1e-9
    )


@quick
@given(st.floats(0, 1e9), st.floats(0.01, 100))
def test_one_currency_in_and_out(usd: float, rate: float) -> None:
    inputs = inputs_from({"usd_per_gbp": rate})
    assert in_currency(usd, "GBP", inputs) * usd_per("GBP", inputs) == pytest.approx(usd)
    assert in_currency(usd, "USD", inputs) == usd


def test_a_change_of_model_is_said_and_never_passes_for_a_change_of_method() -> None:
    same, smaller = inputs_from({}), inputs_from({"student_model": "ministral-3b-2512"})
    assert not any("the model, not the method" in note for note in feasibility(same)["distil"].notes)
    assert any("the model, not the method" in note for note in feasibility(smaller)["distil"].notes)
