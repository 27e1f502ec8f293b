"""The answer first: who costs the least, how sure, and one chart."""

import streamlit as st

from components.costs.charts import Look, cumulative_figure
from components.costs.fit import closing
from components.costs.inputs import CostInputs
from components.costs.summary import DRAWS, Summary, lines_of
from components.costs.terms import APPROACHES
from components.costs.units import in_currency
from components.costs.view_inputs import literal, volume_and_horizon
from components.costs.words import amount, aside, bridge, headline, how_sure, months_of, short, span
from components.knowledge import approaches, source
from components.scenario import view as scenario
from components.ui import colour, money
from components.ui.view import figure, is_dark, page_link, source_note

GAPS = {"unsure": "Not sure yet", "knowledge": "What it knows", "behaviour": "How it behaves", "both": "Both"}
SHOWN = "cost_shown"


def answer(inputs: CostInputs, summary: Summary) -> None:
    """The cheapest that closes the gap, its total, and the cumulative chart."""
    _gap_choice()
    among = closing(scenario.current().answers)
    found = summary.cheapest(among)
    if found is None:
        _nothing_feasible(summary, among)
        return
    _statement(inputs, summary, *found, among)
    volume_and_horizon(inputs)
    _chart(inputs, summary, among)


def look(inputs: CostInputs) -> Look:
    """Colours and words of the page's charts in the present theme and currency."""
    dark = is_dark()
    currency = scenario.current().currency
    return Look(
        colours={name: colour(item, dark) for name, item in approaches().items()},
        labels={name: item.short for name, item in approaches().items()},
        text="#E9ECEF" if dark else "#0D1216",
        muted="#A9B4BE" if dark else "#565F68",
        grid="#2A343D" if dark else "#E6E1D6",
        paper="#12171C" if dark else "#FCFBF8",
        symbol=money(0, currency).removesuffix("0"),
    )


def _gap_choice() -> None:
    present = scenario.current().answers.failure_mode or "unsure"
    options = list(GAPS) if present in GAPS else [*GAPS, present]
    st.segmented_control(
        "What has to be fixed?", options, format_func=lambda mode: GAPS.get(mode, "Neither"),
        default=present, key="cost_gap", required=True, on_change=_take_gap, wrap=True,
    )  # fmt: skip


def _take_gap() -> None:
    chosen = st.session_state["cost_gap"]
    mode = None if chosen == "unsure" else chosen
    answers = scenario.current().answers.model_copy(update={"failure_mode": mode})
    scenario.update(answers=answers)


def _statement(
    inputs: CostInputs, summary: Summary, winner: str, share: float, among: tuple[str, ...] | None
) -> None:
    currency = scenario.current().currency
    low, middle, high = summary.band(winner)
    only = summary.runner_up(among) is None
    st.subheader(headline(summary, winner, scenario.current().answers.failure_mode, only), anchor=False)
    st.metric("Median total", amount(middle, currency, inputs), label_visibility="collapsed")
    sure = "" if only else f" {how_sure(share, DRAWS)}."
    st.markdown(literal(f"Eight times in ten between {span(low, high, currency, inputs)}.{sure}"))
    if said := aside(summary, winner, among, currency, inputs):
        st.caption(literal(said))
    if said := bridge(summary, scenario.current().answers, currency, inputs):
        st.caption(literal(said))
    if notes := summary.gates[winner].notes:
        st.caption(literal(" ".join(notes)))
    if st.button("Lines and sources", key="cost_lines", type="tertiary", icon=":material/receipt_long:"):
        _lines(winner, inputs, summary)


@st.dialog("Lines and sources", width="large", icon=":material/receipt_long:")
def _lines(approach: str, inputs: CostInputs, summary: Summary) -> None:
    currency = scenario.current().currency
    found = lines_of(summary, approach)
    rows = [
        {
            "Line": item,
            "Paid": "once" if kind == "one_off" else "every month",
            f"Over {months_of(summary.months)}": amount(float(usd), currency, inputs),
            "Rests on": source(source_id).title,
        }
        for item, kind, usd, source_id in found.itertuples(index=False)
    ]
    st.markdown(f"**{approaches()[approach].label}**, at the most likely values")
    st.dataframe(rows, hide_index=True, height="content", alt="Cost lines with their sources")
    source_note(found.source)


def _nothing_feasible(summary: Summary, among: tuple[str, ...] | None) -> None:
    st.subheader("Nothing that closes this gap is feasible", anchor=False)
    for name in among or APPROACHES:
        for reason in summary.gates[name].reasons:
            st.markdown(f"**{short(name)}.** {literal(reason)}")
    page_link("decide", "Look at the decision again")


def _chart(inputs: CostInputs, summary: Summary, among: tuple[str, ...] | None) -> None:
    currency = scenario.current().currency
    options = list(summary.approaches)
    usual = [name for name in options if among is None or name in among][:5]
    shown = st.pills(
        "Shown",
        options,
        selection_mode="multi",
        default=usual,
        format_func=short,
        key=f"{SHOWN}__{scenario.current().answers.failure_mode}",
        label_visibility="collapsed",
        wrap=True,
    )
    if not shown:
        st.caption("Choose an approach to draw.")
        return
    rate = in_currency(1.0, currency, inputs)
    bands = {level: values * rate for level, values in summary.bands.items()}
    drawn = cumulative_figure(
        bands, summary.approaches, [name for name in options if name in shown], look(inputs)
    )
    ends = ", ".join(f"{short(name)} {amount(summary.band(name)[1], currency, inputs)}" for name in shown)
    figure(
        drawn,
        f"Cumulative cost over {months_of(summary.months)}, medians at the end: {ends}",
        "cost_chart",
        height=380,
    )
    st.caption("Line: median of the drawn futures. Band: eight in ten of them (P10 to P90).")
