"""Everything behind the answer, one question a tab; only the open one runs."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import streamlit as st

from components.costs.break_evens import distillation_payback, retrieval_break_even
from components.costs.caching import verdict
from components.costs.charts import map_figure, tornado_figure, upkeep_figure, waterfall_figure
from components.costs.errors import CostError
from components.costs.fit import closing
from components.costs.inputs import CostInputs
from components.costs.quantities import most_likely
from components.costs.sensitivity import cheapest_map, tornado
from components.costs.setting import central_setting
from components.costs.summary import Summary, comparison, lines_of
from components.costs.terms import TRAINED, lines
from components.costs.units import in_currency
from components.costs.upkeep_plan import EVALUATION, upkeep_plan
from components.costs.usage import usage_of
from components.costs.view_answer import look
from components.costs.view_inputs import literal
from components.costs.view_numbers import every_number
from components.costs.words import (
    amount,
    caching,
    inner,
    months_of,
    name_of,
    payback,
    plan,
    record_ids,
    short,
    size_break_even,
)
from components.knowledge import approaches, content, record, source
from components.scenario import view as scenario
from components.ui.view import figure, goto, in_workshop, problem, records_button, source_note

Body = Callable[[CostInputs, Summary], None]


def tabs(inputs: CostInputs, summary: Summary) -> None:
    """The tabs under the answer."""
    bodies: dict[str, Body] = {
        "Compare": _compare,
        "What it is made of": _made_of,
        "What would flip it": _flip,
        "Volume and time": _map,
        "Break-even": _break_evens,
        "Upkeep": _upkeep,
    }
    if not in_workshop():  # which leaves out folds, and this tab is made of them
        bodies["Every number"] = _numbers
    for tab, body in zip(
        st.tabs(list(bodies), on_change="rerun", key="cost_tabs"), bodies.values(), strict=True
    ):
        if tab.open:
            with tab:
                try:
                    body(inputs, summary)
                except CostError as error:
                    problem(error)


def _numbers(inputs: CostInputs, summary: Summary) -> None:
    every_number(inputs)


def _compare(inputs: CostInputs, summary: Summary) -> None:
    currency = scenario.current().currency
    frame = comparison(summary, inputs)
    table = _people(frame, inputs)
    right = {name: st.column_config.TextColumn(alignment="right") for name in table.columns[1:]}
    st.dataframe(table, hide_index=True, height="content", column_config=right, alt="Costs of all approaches")
    for name in frame[frame.reasons != ""].approach:
        st.markdown(f"**{approaches()[name].label}.** {literal(' '.join(summary.gates[name].reasons))}")
    notes = [(name, note) for name, gate in summary.gates.items() for note in gate.notes]
    if notes:
        st.caption(" ".join(f"{short(name)}: {literal(note)}" for name, note in notes))
    unmeasured = [short(name) for name in summary.approaches if name not in inputs.error_rates]
    if unmeasured and most_likely(inputs.wrong_answer_usd) > 0:
        st.caption(f"{content('lifecycle_wrong_answers')} {', '.join(unmeasured)}.")
    said = content("lifecycle_per_1000")
    st.caption(said.format(requests=f"{summary.requests:,.0f}", months=months_of(summary.months)))
    if not inputs.error_rates:
        st.caption(content("lifecycle_per_correct"))
        if st.button(
            "Measure on the Scoreboard", key="cost_measure", type="tertiary", icon=":material/leaderboard:"
        ):
            goto("scoreboard")
    _download(
        frame.assign(currency="USD"),
        "approaches.csv",
        f"Approaches as CSV{'' if currency == 'USD' else ' (USD)'}",
    )


def _people(frame: pd.DataFrame, inputs: CostInputs) -> pd.DataFrame:
    currency = scenario.current().currency

    def money(column: str) -> list[str]:
        values = frame[column] if column in frame else [None] * len(frame)
        return [
            "–" if value is None or pd.isna(value) else amount(float(value), currency, inputs)
            for value in values
        ]

    table = pd.DataFrame({"Approach": [approaches()[name].label for name in frame.approach]})
    table["One-off"], table["First year"] = money("one_off"), money("first_year")
    table[f"Median, {months_of(inputs.horizon_months)}"] = money("total")
    table["P10"], table["P90"] = money("low"), money("high")
    table["Per 1,000 requests"] = _cents(frame, inputs)
    if inputs.error_rates:
        table["Per correct answer"] = money("per_correct")
    return table


def _cents(frame: pd.DataFrame, inputs: CostInputs) -> list[str]:
    """Money for a thousand requests, with two decimals in every row."""
    rate = in_currency(1.0, scenario.current().currency, inputs)
    values = frame["per_1000"] if "per_1000" in frame else [None] * len(frame)
    return ["–" if pd.isna(value) else f"{look(inputs).symbol}{value * rate:,.2f}" for value in values]


def _made_of(inputs: CostInputs, summary: Summary) -> None:
    name = _choose("Approach", list(summary.approaches), summary, "cost_made_of")
    rate = in_currency(1.0, scenario.current().currency, inputs)
    found = lines_of(summary, name)
    drawn = found.assign(usd=found.usd * rate)
    total = amount(float(found.usd.sum()), scenario.current().currency, inputs)
    largest = found["item"].iloc[int(found.usd.to_numpy().argmax())]
    alt = f"{approaches()[name].label}: {total} in {len(found)} lines; the largest is {largest}"
    kept = drawn[drawn.usd > 0]
    figure(
        waterfall_figure(kept, look(inputs), look(inputs).colours[name]),
        alt,
        "cost_waterfall",
        height=80 + 34 * len(kept),
    )
    st.caption(
        f"Lighter: paid once. At the most likely values {total} in all; the median of the futures lies higher.".replace(
            "$", "\\$"
        )
    )
    source_note(found.source)
    fields = tuple(
        dict.fromkeys(field for line in lines(name, central_setting(inputs)) for field in line.inputs)
    )
    with st.container(horizontal=True):
        ids = record_ids(fields)
        records_button(
            "Numbers behind it", {key: record(key) for key in ids.values()}, key="cost_made_of_records"
        )
        _download(summary.frame[summary.frame.approach == name], f"{name}.csv", "Lines by month as CSV (USD)")


def _flip(inputs: CostInputs, summary: Summary) -> None:
    among = closing(scenario.current().answers)
    first, second = _rivals(summary, among)
    if first is None or second is None:
        st.markdown("There is only one feasible approach, so there is nothing to flip.")
        return
    left, right = st.columns(2)
    with left:
        a = st.selectbox(
            "Approach",
            list(summary.approaches),
            index=summary.approaches.index(first),
            format_func=short,
            key="cost_flip_a",
        )
    with right:
        b = st.selectbox(
            "Against",
            list(summary.approaches),
            index=summary.approaches.index(second),
            format_func=short,
            key="cost_flip_b",
        )
    if a == b:
        st.caption("Choose two different approaches.")
        return
    frame = tornado(inputs, a, b)
    flips = [name_of(name) for name in frame[frame.flips]["input"]]
    winner = a if frame.attrs["difference"] <= 0 else b
    gap = amount(abs(frame.attrs["difference"]), scenario.current().currency, inputs)
    said = (
        f"flipped by {', '.join(map(inner, flips))}"
        if flips
        else "flipped by no single input within its range"
    )
    st.markdown(f"**{approaches()[winner].label}** is ahead by {gap}; {said}.".replace("$", "\\$"))
    rate = in_currency(1.0, scenario.current().currency, inputs)
    figure(
        tornado_figure(
            _in_rate(frame, rate), {name: name_of(name) for name in frame["input"]}, a, b, look(inputs)
        ),
        f"{winner} is ahead by {gap}",
        "cost_tornado",
        height=90 + 44 * min(len(frame), 10),
    )
    st.caption(content("lifecycle_tornado"))
    _download(frame, f"{a}-against-{b}.csv", "As CSV (USD)")


def _map(inputs: CostInputs, summary: Summary) -> None:
    longest = inputs.model_copy(update={"horizon_months": 60})
    among = closing(scenario.current().answers)
    found = cheapest_map(longest, among or tuple(name for name in summary.approaches if name != "prompt"))
    alone = np.unique(found.winner).size == 1
    if st.toggle("Compare all feasible approaches", value=bool(alone and among), key="cost_map_all"):
        found, among = cheapest_map(longest), summary.approaches
        alone = np.unique(found.winner).size == 1
    point = (most_likely(inputs.requests_per_month), float(inputs.horizon_months))
    figure(
        map_figure(found, point, look(inputs)),
        "The cheapest approach for every volume and number of months",
        "cost_map",
        height=420,
    )
    said = content("lifecycle_map" if among else "lifecycle_map_unsure")
    st.caption(f"{said} {content('lifecycle_map_one') if alone else ''}")


def _break_evens(inputs: CostInputs, summary: Summary) -> None:
    currency = scenario.current().currency
    _claim("Distillation against the frontier model", payback(distillation_payback(inputs), inputs, currency))
    st.caption(f"Frontier model: {literal(inputs.teacher_model)}. {content('lifecycle_distil')}")
    _claim("Retrieval against the whole text in the prompt", size_break_even(retrieval_break_even(inputs)))
    setting = central_setting(inputs)
    usage = usage_of("full_context", setting)
    volume = most_likely(inputs.requests_per_month)
    prefix = float(setting.p["kb_tokens"] + setting.p["instructions_tokens"])
    found = verdict(setting, usage.table, prefix, prefix + float(setting.p["question_tokens"]), volume)
    _claim("Caching at this traffic", caching(found, currency, inputs))
    if found.available and inputs.keep_warm:
        st.caption(content("lifecycle_keep_warm"))
    _spread()


def _spread() -> None:
    winder, khan = record("published.lora_run_7b_13b"), record("published.tuning_run_7b")
    said = "\n".join(
        f"- {item.label}: **{item.low:,.0f} to {item.high:,.0f} USD** ({source(item.source).author})"
        for item in (winder, khan)
    )
    st.markdown("**What a training run costs, by the sources**")
    st.markdown(said.replace("$", "\\$"))
    st.caption(content("lifecycle_training_spread"))


def _upkeep(inputs: CostInputs, summary: Summary) -> None:
    trained = [name for name in summary.approaches if name in TRAINED]
    if not trained:
        st.markdown("Nothing that is trained is feasible here, so there is no model to keep up.")
        return
    name = _choose("Approach", trained, summary, "cost_upkeep_of")
    found = upkeep_plan(name, inputs)
    currency = scenario.current().currency
    budgeted = st.pills(
        "Your plan budgets",
        list(found.items),
        selection_mode="multi",
        default=["Retraining", EVALUATION],
        key="cost_budgeted",
    )
    chosen = tuple(budgeted or ())
    st.markdown(f"**{plan(found.multiple(chosen), found.rule, list(found.missing(chosen)))}**")
    drawn = upkeep_figure(
        found.items, found.training_usd, found.rule, chosen, look(inputs), look(inputs).colours[name]
    )
    figure(
        drawn,
        plan(found.multiple(chosen), found.rule, list(found.missing(chosen))),
        "cost_upkeep",
        height=300,
    )
    low, _, high = found.rule_usd()
    low_usd, high_usd, training = (amount(usd, currency, inputs) for usd in (low, high, found.training_usd))
    text = f"The rule: {low_usd} to {high_usd} a year on {training} of training."
    st.caption(f"{text} {content('lifecycle_upkeep')}".replace("$", "\\$"))
    source_note(["astronic", "khan", "openai_deprecations", "anthropic_deprecations"])


def _choose(label: str, options: list[str], summary: Summary, key: str) -> str:
    found = summary.cheapest(closing(scenario.current().answers))
    index = options.index(found[0]) if found and found[0] in options else 0
    chosen = st.selectbox(
        label, options, index=index, format_func=lambda name: approaches()[name].label, key=key
    )
    return chosen if chosen in options else options[0]


def _rivals(summary: Summary, among: tuple[str, ...] | None) -> tuple[str | None, str | None]:
    found = summary.cheapest(among)
    return (found[0] if found else None), summary.runner_up(among) or summary.runner_up()


def _in_rate(frame: pd.DataFrame, rate: float) -> pd.DataFrame:
    columns = ["difference_at_p10", "difference_at_p90", "swing"]
    scaled = frame.assign(**{column: frame[column] * rate for column in columns})
    scaled.attrs["difference"] = frame.attrs["difference"] * rate
    return scaled


def _claim(title: str, said: str) -> None:
    st.markdown(f"**{title}**")
    st.markdown(literal(said))


def _download(frame: pd.DataFrame, name: str, label: str) -> None:
    st.download_button(
        label,
        frame.to_csv(index=False),
        name,
        "text/csv",
        key=f"cost_csv_{name}",
        type="tertiary",
        icon=":material/download:",
        on_click="ignore",
    )
