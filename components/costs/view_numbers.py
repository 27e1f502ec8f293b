"""Every number of the model, with its source: typed over one by one, and put back one by one."""

from functools import partial
from typing import get_args

import streamlit as st

from components.costs.errors import CostError
from components.costs.inputs import CostInputs, input_records
from components.costs.prices import PriceTable, price_table, priced_on, refresh_prices
from components.costs.view_inputs import literal, message, model_field, text_field
from components.costs.view_state import changed, key_of, reset, take_choice
from components.costs.words import CHOICES, name_of, unit_of
from components.knowledge import Record, content, source
from components.ui.view import fold, operator_setting, problem, records_button

PRICE_REFRESH = "TUNE_OR_RETRIEVE_PRICE_REFRESH"

GROUPS: dict[str, tuple[str, ...]] = {
    "Traffic and text": (
        "requests_per_month", "volume_growth_per_year", "active_hours_per_month", "question_tokens", "answer_tokens",
        "instructions_tokens", "prompt_examples_tokens", "tuned_instructions_tokens", "kb_tokens", "kb_growth_per_year",
        "kb_churn_per_month", "wrong_answer_usd",
    ),
    "Models and prices": (
        "base_model", "teacher_model", "student_model", "embedding_model", "base_input_usd_per_million",
        "base_output_usd_per_million", "base_parameters", "managed_training_usd_per_million", "price_decline_per_year",
        "must_self_host",
    ),
    "Caching": ("caching", "keep_warm", "ttl_minutes", "minimum_prefix_tokens"),
    "Labour and building": (
        "team_day_usd", "evaluation_days", "prompt_days", "full_context_days", "rag_build_gbp", "tuning_build_gbp",
        "hybrid_build_gbp", "pretraining_build_gbp", "days_per_1000_examples", "teacher_check_share",
        "pretraining_data_days",
    ),
    "Training": (
        "labelled_examples", "minimum_examples", "example_tokens", "epochs", "training_runs", "training_overhead_hours",
        "training_route", "training_method", "distil_examples", "pretraining_tokens", "pretraining_epochs", "gpu",
        "gpu_hour_usd", "utilisation",
    ),
    "Retrieval": (
        "retrieved_tokens", "reranking", "rerank_per_1000_usd", "vector_store_month_usd", "index_care_days_per_month",
    ),
    "Serving": (
        "tuned_serving", "tuned_price_multiplier", "decode_tokens_per_second", "prefix_reuse", "peak_factor",
        "serving_hours_per_month",
    ),
    "Upkeep and evaluation": (
        "upkeep_mode", "upkeep_basis", "upkeep_multiple", "evaluation_runs_per_month", "evaluation_questions",
        "evaluation_hours_per_run", "retrains_per_year", "data_refresh_share", "deprecations_per_year",
        "migration_days",
        "adapter_hours_per_month", "monitoring_hours_per_month",
    ),
    "Exchange rates": ("usd_per_gbp", "usd_per_eur"),
}  # fmt: skip
MODELS = ("base_model", "teacher_model", "student_model", "embedding_model")


def every_number(inputs: CostInputs) -> None:
    """All inputs in folds, each with unit, note and source."""
    st.markdown(content("lifecycle_numbers"))
    for title, fields in GROUPS.items():
        mark = sum(field in changed() for field in fields)
        label = f"{title} • {mark} changed" if mark else title
        fold(label, partial(_group, title, fields, inputs), key=f"cost_group_{title}")


def _group(title: str, fields: tuple[str, ...], inputs: CostInputs) -> None:
    with st.grid(3, min_column_width=240, gap="medium"):
        for field in fields:
            with st.container():
                _field(field, inputs)
    known = {field: input_records()[field] for field in fields if field in input_records()}
    records_button("Sources and dates", known, key=f"cost_records_{title}")
    if title == "Models and prices":
        _prices(inputs)


def _field(field: str, inputs: CostInputs) -> None:
    label = _label(field)
    value = getattr(inputs, field)
    if field in MODELS:
        model_field(field, inputs, label, "all")
    elif isinstance(value, bool):
        st.toggle(label, value, key=key_of("all", field), on_change=take_choice, args=(field, "all"))
    elif isinstance(value, str):
        options = list(get_args(CostInputs.model_fields[field].annotation))
        st.selectbox(
            label, options, index=options.index(value), format_func=lambda choice: CHOICES.get(choice, choice),
            key=key_of("all", field), on_change=take_choice, args=(field, "all"),
        )  # fmt: skip
    else:
        text_field(field, inputs, label, "all", "share" if _is_share(field) else "")
    _origin(field)


def _origin(field: str) -> None:
    item = input_records().get(field)
    if field in changed():
        st.button(
            "Changed by you. Reset",
            key=f"cost_back__{field}",
            on_click=reset,
            args=(field,),
            type="tertiary",
            icon=":material/undo:",
        )
    elif item:
        st.caption(_byline(item))


def _byline(item: Record) -> str:
    if item.source == "tune_or_retrieve":
        return "Own assumption"
    origin = source(item.source)
    dated = f"{item.published:%b %Y}" if item.published else "undated"
    return f"{literal(origin.publisher or origin.author or origin.title)}, {dated}"


def _label(field: str) -> str:
    item = input_records().get(field)
    return f"{name_of(field)} ({unit_of(item)})" if item else name_of(field)


def _is_share(field: str) -> bool:
    item = input_records().get(field)
    return item is not None and item.unit.startswith("share")


def _prices(inputs: CostInputs) -> None:
    refreshed = priced_on()
    origin = source("genai_prices")
    dated = (
        f"fetched {refreshed:%d %b %Y, %H:%M}"
        if refreshed
        else f"bundled, newest entry {origin.published:%d %b %Y}"
    )
    st.markdown(f"**Price list** ({dated}), USD for a million tokens")
    models = dict.fromkeys(
        [inputs.base_model, inputs.teacher_model, inputs.student_model or inputs.base_model]
    )
    st.dataframe(
        [_price_row(price_table(model)) for model in models],
        hide_index=True,
        alt="List prices of the chosen models",
    )
    if operator_setting(PRICE_REFRESH) != "1":
        st.caption(content("lifecycle_price_refresh"))
    elif st.button("Fetch the present list", icon=":material/sync:", key="cost_refresh"):
        _refresh()
    message("base_model")


def _price_row(table: PriceTable) -> dict[str, object]:
    return {
        "Model": table.name,
        "Prompt": table.input.base,
        "Answer": table.output.base,
        "Cached read": table.cache_read.base if table.cache_read else None,
        "Cache write": table.cache_write.base if table.caches else None,
        "Dearer above": ", ".join(f"{start:,}" for start, _ in table.input.tiers) or "–",
        "Context window": f"{table.context_window:,}" if table.context_window else "not listed",
    }


def _refresh() -> None:
    try:
        refresh_prices()
    except CostError as error:
        problem(error)
        return
    st.cache_data.clear()
    st.toast("The price list is up to date.", icon=":material/check:")
