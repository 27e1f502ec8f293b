"""The scenario in six plain inputs, the currency, and what was changed."""

import streamlit as st

from components.costs.inputs import CostInputs, input_records
from components.costs.quantities import most_likely
from components.costs.units import CURRENCIES, UNITS, usd_per
from components.costs.view_state import (
    LENGTHS,
    UNIT,
    changed,
    errors,
    key_of,
    refresh,
    reset,
    reset_all,
    shown,
    take,
    take_choice,
    unit,
)
from components.costs.words import name_of, unit_of
from components.knowledge import Record, record
from components.scenario import view as scenario

VOLUMES = (*(float(step * 10**power) for power in range(2, 8) for step in (1, 2, 5)), 1e8)
MODELS = (
    "ministral-3b-2512",
    "ministral-8b-2512",
    "ministral-14b-2512",
    "together:meta-llama/Llama-3.3-70B-Instruct-Turbo",
    "together:Qwen/Qwen3.5-9B",
    "gpt-4o-mini",
    "gpt-4.1-mini",
    "gpt-4.1",
    "gpt-5.4-mini",
    "gpt-5.4",
    "gpt-5.6-luna",
    "gpt-5.6-terra",
    "gpt-5.6-sol",
    "claude-haiku-4-5",
    "claude-haiku-5-5",
    "claude-sonnet-5-5",
    "claude-opus-5-5",
    "gemini-2.5-pro",
    "gemini-3.8-flash",
    "mistral-small-2603",
    "mistral-large-2512",
)


def six_inputs(inputs: CostInputs) -> None:
    """Requests, lengths, knowledge base, model, examples, team: all that a first answer needs."""
    with st.container(border=True, key="cost_six"):
        st.markdown("**Your scenario**")
        st.segmented_control(
            "Lengths in",
            UNITS,
            key=UNIT,
            default=unit(),
            required=True,
            on_change=_forget_lengths,
            label_visibility="collapsed",
        )
        text_field("requests_per_month", inputs, label="Requests a month", place="six")
        short = "words" if unit() == "pages" else unit()
        left, right = st.columns(2)
        with left:
            text_field("question_tokens", inputs, label=f"Question, {short}", place="six", unit_of=short)
        with right:
            text_field("answer_tokens", inputs, label=f"Answer, {short}", place="six", unit_of=short)
        text_field("kb_tokens", inputs, label=f"Knowledge base, {unit()}", place="six", unit_of=unit())
        text_field(
            "kb_churn_per_month", inputs, label="Of it changes in a month", place="six", unit_of="share"
        )
        model_field("base_model", inputs, label="Base model", place="six")
        text_field("labelled_examples", inputs, label="Labelled examples", place="six")
        currency = money_unit()
        text_field(
            "team_day_usd", inputs, label=f"A day of the team, {currency}", place="six", unit_of=currency
        )
        _currency(inputs)
        changes()


def text_field(field: str, inputs: CostInputs, label: str, place: str, unit_of: str = "") -> None:
    """A field for one number or a range; its message stands under it, and the last good value stays in force."""
    item = input_records().get(field)
    st.text_input(
        f"{label} •" if field in changed() else label,
        value=shown(getattr(inputs, field), unit_of),
        key=key_of(place, field),
        max_chars=2_000,
        placeholder="One number, or low; likely; high",
        help=_help(item),
        on_change=take,
        args=(field, place, unit_of),
    )
    message(field)


def model_field(field: str, inputs: CostInputs, label: str, place: str) -> None:
    """A model from the short list, or any id of the price list, typed."""
    value = getattr(inputs, field)
    options = list(dict.fromkeys([*MODELS, *([value] if value else [])]))
    st.selectbox(
        f"{label} •" if field in changed() else label,
        options,
        index=options.index(value) if value else None,
        key=key_of(place, field),
        accept_new_options=True,
        placeholder="Same as the base model" if field == "student_model" else "Choose or type an id",
        on_change=take_choice,
        args=(field, place),
    )
    message(field)


def message(field: str) -> None:
    """What is wrong with a field, if something is."""
    if found := errors().get(field):
        st.error(literal(found), icon=":material/error:")


def changes() -> None:
    """What was changed, each with its way back."""
    fields = changed()
    if not fields:
        return
    label = f"{len(fields)} number{'s' if len(fields) > 1 else ''} changed •"
    with st.popover(label, type="tertiary", icon=":material/undo:", key="cost_changes"):
        for field in fields:
            st.button(
                f"Reset: {name_of(field)}",
                key=f"cost_reset__{field}",
                on_click=reset,
                args=(field,),
                type="tertiary",
            )
        st.button("Reset all", key="cost_reset_all", on_click=reset_all, icon=":material/restart_alt:")


def volume_and_horizon(inputs: CostInputs) -> None:
    """The two sliders above the chart."""
    left, right = st.columns(2, gap="medium")
    volume = most_likely(inputs.requests_per_month)
    options = sorted({*VOLUMES, volume})
    with left:
        st.select_slider(
            "Requests a month", options, value=volume, format_func=lambda value: f"{value:,.0f}",
            key=key_of("chart", "requests_per_month"), on_change=take_choice, args=("requests_per_month", "chart"),
        )  # fmt: skip
    with right:
        st.slider(
            "Months", 1, 60, inputs.horizon_months, key=key_of("chart", "horizon_months"),
            on_change=take_choice, args=("horizon_months", "chart"),
        )  # fmt: skip
    message("horizon_months")


def money_unit() -> str:
    """The scenario's currency where it has a rate, else USD."""
    chosen = scenario.current().currency
    return chosen if chosen in CURRENCIES else "USD"


def _currency(inputs: CostInputs) -> None:
    options = list(dict.fromkeys([*CURRENCIES, scenario.current().currency]))
    st.segmented_control(
        "Currency", options, key="cost_currency", default=scenario.current().currency, required=True,
        on_change=_take_currency, label_visibility="collapsed",
    )  # fmt: skip

    currency = scenario.current().currency
    rate = record(f"market.usd_per_{currency.lower()}") if currency in ("GBP", "EUR") else None
    if rate and rate.published:
        typed = f"usd_per_{currency.lower()}" in changed()
        dated = "your rate" if typed else f"{rate.published:%d %b %Y}; change it under every number"
        st.caption(f"1 {currency} = {usd_per(currency, inputs):.4g} USD, {dated}")


def _take_currency() -> None:
    scenario.update(currency=st.session_state["cost_currency"])
    refresh("team_day_usd")


def _forget_lengths() -> None:
    for field in LENGTHS:
        refresh(field)


def _help(item: Record | None) -> str:
    unit_name = unit_of(item) if item else ""
    example = "5%; 8%; 20%" if unit_name.startswith("%") else "5; 8; 20"
    parts = [f"Unit: {unit_name}." if item else "", (item.note if item else None) or ""]
    return " ".join([*filter(None, parts), f"One number, or a range as low; likely; high: {example}."])


def literal(text: str) -> str:
    """Text for Markdown in which nothing comes alive."""
    return "".join(f"\\{char}" if char in r"\`*_{}[]()#+-.!|<>~$:" else char for char in text)
