"""Numbers as people write them, and what does not fit."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.costs import CostError, CostInputs, inputs_from, request_cost
from components.costs.inputs import input_records, usable
from components.costs.quantities import parse_quantity
from components.costs.units import from_tokens, to_tokens
from components.knowledge import records


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("20000", 20_000), ("20,000", 20_000), ("20 000", 20_000), ("20'000", 20_000),
        ("20k", 20_000), ("1.5M", 1.5e6), ("2 bn", 2e9), ("1,5", 1.5), ("30 %", 0.3), ("$ 900", 900),
        ("1e3", 1000), (" 7 ", 7),
    ],
)  # fmt: skip
def test_numbers_as_people_write_them(text: str, number: float) -> None:
    assert parse_quantity(text) == pytest.approx(number)


def test_ranges_as_people_write_them() -> None:
    assert parse_quantity("5 to 10") == (5, 7.5, 10)
    assert parse_quantity("5; 6; 10") == (5, 6, 10)
    assert parse_quantity("5k–10k") == (5000, 7500, 10_000)


@pytest.mark.parametrize(
    "text", ["", "abc", "12 apples", "1; 2; 3; 4", "10 to 5", "1e999", "x" * 5000, "<b>1</b>", "--"]
)
def test_pasted_text_is_refused_with_a_message(text: str) -> None:
    with pytest.raises(CostError) as caught:
        inputs_from({"kb_tokens": text})
    assert caught.value.field == "kb_tokens"
    assert 10 < len(str(caught.value)) < 200


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("requests_per_month", -1), ("requests_per_month", 1e300), ("requests_per_month", math.nan),
        ("requests_per_month", True), ("requests_per_month", [1, 2]), ("kb_tokens", (3, 2, 1)),
        ("kb_churn_per_month", 2), ("horizon_months", 0), ("horizon_months", 61), ("base_model", "gpt-17"),
        ("base_model", "moderation"), ("gpu", "abacus"), ("utilisation", 0), ("nonsense", 1),
    ],
)  # fmt: skip
def test_what_does_not_fit_names_its_field(field: str, value: object) -> None:
    with pytest.raises(CostError) as caught:
        inputs_from({field: value})
    assert caught.value.field == field


@pytest.mark.parametrize("months", [1, 60])
def test_the_shortest_and_the_longest_horizon_work(months: int) -> None:
    assert inputs_from({"horizon_months": months}).horizon_months == months


def test_a_broken_override_does_not_hide_the_good_ones() -> None:
    good, bad = usable({"kb_tokens": 5, "requests_per_month": "many", "nonsense": 1})
    assert good == {"kb_tokens": 5}
    assert set(bad) == {"requests_per_month", "nonsense"}


def test_an_unknown_model_names_near_matches() -> None:
    with pytest.raises(CostError, match=r"gpt-4o-mini"):
        request_cost("gpt-4o-mni", 1, 1)


def test_cached_tokens_are_part_of_the_prompt() -> None:
    assert request_cost("gpt-4o-mini", 1000, 0, cache_read_tokens=1000) < request_cost("gpt-4o-mini", 1000, 0)
    with pytest.raises(CostError, match="whole prompt"):
        request_cost("gpt-4o-mini", 10, 0, cache_read_tokens=11)


def test_a_missing_price_is_said_and_never_zero() -> None:
    with pytest.raises(CostError, match="no output price"):
        request_cost("text-embedding-3-small", 10, 10)
    assert request_cost("text-embedding-3-small", 10**6, 0) == pytest.approx(0.02)


def test_defaults_follow_the_chosen_model_and_gpu() -> None:
    assert inputs_from({"base_model": "gpt-4o-mini"}).base_parameters is None
    assert inputs_from({"base_model": "gpt-4o-mini"}).managed_training_usd_per_million == (1, 3, 25)
    assert inputs_from({"gpu": "h100"}).gpu_hour_usd == records()["training.h100_hour_usd"].range
    assert inputs_from({"gpu": "h100"}, inputs_from({"kb_tokens": 7})).kb_tokens == 7


def test_every_number_of_the_inputs_has_a_record() -> None:
    derived = {
        "base_input_usd_per_million", "base_output_usd_per_million", "base_parameters", "gpu_hour_usd",
        "managed_training_usd_per_million", "student_parameters", "student_training_usd_per_million",
    }  # fmt: skip
    quantities = {name for name, value in CostInputs() if isinstance(value, (float, tuple))}
    assert quantities - derived <= set(input_records())


@given(st.floats(1, 1e9), st.sampled_from(["pages", "words", "tokens"]))
def test_units_go_there_and_back(value: float, unit: str) -> None:
    assert from_tokens(to_tokens(value, unit), unit) == pytest.approx(value)  # type: ignore[arg-type]
