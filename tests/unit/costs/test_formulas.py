"""The closed formulas, against hand calculations and at their edges."""

from math import exp

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.costs import (
    CostError,
    break_even_reads,
    break_even_volume,
    cache_hit_rate,
    lora_parameters,
    memory_gb,
    training_flops,
    training_hours,
    upkeep,
)


def test_a_cache_of_five_minutes_at_one_request_in_five_minutes_is_warm_for_63_of_100() -> None:
    assert cache_hit_rate(730 * 12, 5) == pytest.approx(1 - exp(-1))


def test_nobody_asks_so_nothing_is_cached() -> None:
    assert cache_hit_rate(0, 5) == 0


def test_office_hours_crowd_the_same_requests_together() -> None:
    assert cache_hit_rate(1000, 5, 180) > cache_hit_rate(1000, 5)


@given(st.floats(0, 1e9), st.floats(0, 1e4), st.floats(1, 744))
def test_a_hit_rate_is_a_share(requests: float, ttl: float, hours: float) -> None:
    assert 0 <= cache_hit_rate(requests, ttl, hours) <= 1


def test_a_full_run_takes_six_operations_a_parameter_and_token_and_an_adapter_four() -> None:
    assert training_flops(7e9, 1e6, 3, "full") == 6 * 7e9 * 3e6
    assert training_flops(7e9, 1e6, 3, "lora") == training_flops(7e9, 1e6, 3, "qlora") == 4 * 7e9 * 3e6


def test_hours_shrink_with_the_number_of_gpus() -> None:
    assert training_hours(3.6e18, 1000, 0.5) == pytest.approx(2.0)
    assert training_hours(3.6e18, 1000, 0.5, gpus=4) == pytest.approx(0.5)


def test_an_adapter_has_rank_times_both_sides_of_every_matrix() -> None:
    assert lora_parameters([(4096, 4096), (4096, 1024)] * 32, 16) == 6_815_744


def test_upkeep_is_the_multiple_for_each_year() -> None:
    assert upkeep(1000, 4, 12) == 4000
    assert upkeep(1000, 3, 6) == 1500
    assert upkeep(1000, 4, 0) == 0


@given(
    st.tuples(st.floats(0, 1e6), st.floats(0, 1e4)),
    st.floats(0, 1),
    st.tuples(st.floats(0, 1e6), st.floats(0, 1e4)),
    st.floats(0, 1),
    st.integers(1, 60),
)
def test_at_the_break_even_both_cost_the_same(
    fixed_a: tuple[float, float],
    variable_a: float,
    fixed_b: tuple[float, float],
    variable_b: float,
    months: int,
) -> None:
    volume = break_even_volume(fixed_a, variable_a, fixed_b, variable_b, months)
    if volume is None or volume > 1e15:
        return
    cost_a = fixed_a[0] + months * (fixed_a[1] + variable_a * volume)
    cost_b = fixed_b[0] + months * (fixed_b[1] + variable_b * volume)
    assert cost_a == pytest.approx(cost_b, rel=1e-6, abs=1e-6)


def test_there_is_no_break_even_when_one_side_is_cheaper_in_everything() -> None:
    assert break_even_volume((100, 10), 0.01, (200, 20), 0.02, 12) is None
    assert break_even_volume((100, 10), 0.01, (200, 20), 0.01, 12) is None


def test_a_cache_pays_from_the_first_read_at_the_usual_multipliers() -> None:
    assert break_even_reads(1.25, 0.1) == 1
    assert break_even_reads(2.0, 0.1) == 2
    assert break_even_reads(1.0, 0.5) == 1
    assert break_even_reads(1.25, 1.0) is None


def test_qlora_puts_a_65b_model_on_one_card() -> None:
    assert memory_gb(65e9, "full_16bit") == 780
    assert memory_gb(65e9, "full") == 1040
    assert memory_gb(65e9, "qlora") < 48


@pytest.mark.parametrize(
    ("call", "field"),
    [
        (lambda: cache_hit_rate(-1, 5), "requests_per_month"),
        (lambda: cache_hit_rate(1, 5, 0), "active_hours_per_month"),
        (lambda: training_flops(1, 1, 1, "adapter"), "training_method"),
        (lambda: training_hours(1, 0, 0.5), "utilisation"),
        (lambda: training_hours(1, 1, 1.5), "utilisation"),
        (lambda: lora_parameters([(1, 1)], 0), "rank"),
        (lambda: upkeep(float("nan"), 4, 12), "training_cost"),
        (lambda: break_even_volume((0, 0), 1, (1, 0), 0, 0), "months"),
        (lambda: memory_gb(1, "half"), "training_method"),
    ],
)
def test_what_cannot_be_names_its_field(call: object, field: str) -> None:
    with pytest.raises(CostError) as caught:
        call()  # type: ignore[operator]
    assert caught.value.field == field
