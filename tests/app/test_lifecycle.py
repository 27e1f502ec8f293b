"""The lifecycle page, driven through its widgets."""

from datetime import date
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from components.brief import Paragraph, Table, build
from components.decision import Answers
from components.scenario import Playground, Scenario, samples

PAGE = "../../pages/cost/lifecycle.py"


def page(**fields: Any) -> AppTest:
    at = AppTest.from_file(PAGE, default_timeout=60)
    at.session_state["scenario"] = Scenario(**fields)
    return at.run()


def field(at: AppTest, name: str, place: str = "six") -> Any:
    return next(box for box in at.text_input if f"cost_in_{place}__{name}__" in str(box.key))


def costs(at: AppTest) -> dict[str, Any]:
    return dict(at.session_state["scenario"].costs)


def test_the_answer_comes_first() -> None:
    at = page()
    assert not at.exception
    assert at.subheader[0].value == "Better prompting costs the least, over 24 months"
    assert at.metric[0].value.startswith("$")
    assert "drawn futures" in at.markdown[1].value


def test_only_what_closes_the_gap_is_compared() -> None:
    at = page(answers=Answers(failure_mode="knowledge"))
    assert at.subheader[0].value.startswith("Full context costs the least of what closes the knowledge gap")
    assert any("Better prompting would cost" in caption.value for caption in at.caption)


def test_what_the_interview_knows_is_taken_over() -> None:
    at = page(answers=Answers(kb_tokens=11_000_000, labelled_examples=50, failure_mode="knowledge"))
    assert at.subheader[0].value.startswith("Retrieval (RAG) is the only feasible approach")
    assert any("Too few examples" in text.value for text in at.markdown)


def test_a_typed_number_becomes_an_override() -> None:
    at = page()
    field(at, "requests_per_month").set_value("1.5M").run()
    assert not at.exception
    assert costs(at) == {"requests_per_month": 1_500_000}
    assert field(at, "requests_per_month").label.endswith("•")


@pytest.mark.parametrize(
    "text", ["many", "-5", "9e99", "10 to 2", "<script>alert(1)</script>", "", "x" * 1500]
)
def test_what_does_not_fit_leaves_a_message_and_the_last_good_result(text: str) -> None:
    at = page(costs={"requests_per_month": 30_000})
    before = at.metric[0].value
    field(at, "requests_per_month").set_value(text).run()
    assert not at.exception
    assert len(at.error) == 1
    assert at.metric[0].value == before
    assert costs(at) == {"requests_per_month": 30_000}


def test_lengths_can_be_given_in_pages() -> None:
    at = page()
    at.button_group(key="cost_unit").set_value("pages").run()
    box = field(at, "kb_tokens")
    assert box.value == "90"
    box.set_value("180").run()
    assert costs(at)["kb_tokens"] == pytest.approx(120_000, rel=1e-6)


def test_a_share_is_shown_in_percent() -> None:
    at = page()
    assert field(at, "kb_churn_per_month").value == "2 %; 5 %; 20 %"
    field(at, "kb_churn_per_month").set_value("10 %").run()
    assert costs(at) == {"kb_churn_per_month": 0.1}
    field(at, "kb_churn_per_month").set_value("8").run()
    assert at.error[0].value.replace("\\", "") == "Expected between 0% and 100%."


def test_the_cost_of_a_thousand_requests_names_its_requests() -> None:
    at = page()
    column = at.dataframe[0].value["Per 1,000 requests"]
    assert all(cell == "–" or cell[-3] == "." for cell in column)
    assert any("requests of 24 months, their growth included" in caption.value for caption in at.caption)


def test_the_page_bridges_to_the_frameworks_where_they_recommend_something_dearer() -> None:
    known = Answers(failure_mode="knowledge", knowledge_changes=True, kb_tokens=40_000)
    said = "In the end the frameworks recommend retrieval"
    assert any(said in caption.value for caption in page(answers=known).caption)
    assert not any("In the end the frameworks recommend" in caption.value for caption in page().caption)


def test_an_override_can_be_taken_back_alone() -> None:
    at = page(costs={"kb_tokens": 90_000, "requests_per_month": 5})
    at.button(key="cost_reset__kb_tokens").click().run()
    assert costs(at) == {"requests_per_month": 5}
    at.button(key="cost_reset_all").click().run()
    assert costs(at) == {}


def test_a_model_without_open_weights_or_training_cannot_be_tuned() -> None:
    at = page(
        costs={"base_model": "claude-sonnet-5-5"},
        answers=Answers(failure_mode="both", prompting_exhausted=True),
    )
    assert at.subheader[0].value == "Nothing that closes this gap is feasible"
    assert any("Cannot be trained" in text.value for text in at.markdown)


def test_an_unknown_model_of_a_link_is_reported_with_near_matches() -> None:
    at = page(costs={"base_model": "gpt-4o-mni"})
    assert not at.exception
    assert "Near matches" in at.warning[0].value
    assert at.metric[0].value.startswith("$")


def test_broken_overrides_of_a_link_are_reported_and_left_out() -> None:
    at = page(costs={"requests_per_month": -4, "nonsense": 1, "kb_tokens": 70_000})
    assert not at.exception
    assert len(at.warning) == 2
    assert at.metric[0].value.startswith("$")


@pytest.mark.parametrize("months", [1, 60])
def test_the_shortest_and_the_longest_horizon(months: int) -> None:
    at = page(costs={"horizon_months": months})
    assert not at.exception
    assert ("in a month" if months == 1 else "60 months") in at.subheader[0].value


@pytest.mark.parametrize(
    "overrides", [{"requests_per_month": 0}, {"requests_per_month": 1e12}, {"kb_tokens": 0}]
)
def test_extremes_are_drawn(overrides: dict[str, Any]) -> None:
    at = page(costs=overrides)
    assert not at.exception
    assert at.metric[0].value.startswith("$")


@pytest.mark.parametrize(("currency", "sign"), [("GBP", "£"), ("EUR", "€"), ("USD", "$")])
def test_totals_are_in_the_chosen_currency(currency: str, sign: str) -> None:
    assert page(currency=currency).metric[0].value.startswith(sign)


@pytest.mark.parametrize(
    "tab",
    [
        "Compare",
        "What it is made of",
        "What would flip it",
        "Volume and time",
        "Break-even",
        "Upkeep",
        "Every number",
    ],
)
@pytest.mark.parametrize("mode", [None, "knowledge", "behaviour", "both", "neither"])
def test_every_tab_draws(tab: str, mode: Any) -> None:
    at = AppTest.from_file(PAGE, default_timeout=60)
    at.session_state["scenario"] = Scenario(answers=Answers(failure_mode=mode))
    at.session_state["cost_tabs"] = tab
    at.run()
    assert not at.exception


def test_a_measured_accuracy_gives_a_cost_per_correct_answer() -> None:
    results = {
        "arms": {"retrieved": {"knowledge": {"value": 0.8}}, "prompt_only": {"knowledge": {"value": 0.1}}}
    }
    at = page(playground={"results": results})
    assert "Per correct answer" in at.dataframe[0].value.columns


def test_the_scenario_survives_in_its_link() -> None:
    at = page()
    field(at, "requests_per_month").set_value("12,345").run()
    scenario = at.session_state["scenario"]
    assert Scenario.from_query(scenario.to_query()).costs == {"requests_per_month": 12_345}


def test_the_day_rate_is_typed_in_the_chosen_currency() -> None:
    at = page(currency="GBP", costs={"usd_per_gbp": 1.25})
    field(at, "team_day_usd").set_value("800").run()
    assert not at.exception
    assert costs(at)["team_day_usd"] == pytest.approx(1000)
    assert field(at, "team_day_usd").value == "800"
    assert any("1 GBP = 1.25 USD, your rate" in caption.value for caption in at.caption)


def test_an_emptied_field_goes_back_to_no_figure_of_ones_own() -> None:
    at = AppTest.from_file(PAGE, default_timeout=60)
    at.session_state["scenario"] = Scenario(costs={"base_input_usd_per_million": 2})
    at.session_state["cost_tabs"] = "Every number"
    at.session_state["cost_group_Models and prices"] = True
    at.run()
    assert not at.exception
    field(at, "base_input_usd_per_million", "all").set_value("").run()
    assert not at.error
    assert costs(at) == {}


MEASURED = Scenario(
    answers=Answers(failure_mode="behaviour"),
    costs={"wrong_answer_usd": 5.0, "no_such_input": 1},
    playground=Playground(
        results={
            "arms": {
                "prompt_only": {"knowledge": {"value": 0.2}},
                "fine_tuned": {"knowledge": {"value": 0.9}},
                "hybrid": {"knowledge": {"value": 0.95}},
            }
        }
    ),
)


@pytest.mark.parametrize(
    "scenario", [*(found.scenario for found in samples()), MEASURED], ids=lambda scenario: scenario.name
)
def test_page_and_brief_name_the_same_winner_and_totals(scenario: Scenario) -> None:
    at = page(**dict(scenario))
    section = next(part for part in build(scenario, date(2026, 11, 20)).sections if part.id == "costs")
    said = next(block for block in section.blocks if isinstance(block, Paragraph)).text
    table = next(block for block in section.blocks if isinstance(block, Table))
    assert said.startswith(f"{at.subheader[0].value}: about {at.metric[0].value}")
    shown = next(frame.value for frame in at.dataframe if "One-off" in frame.value)
    page_rows = {
        row[0]: (*row[1:4], f"{row[4]} to {row[5]}") for row in shown.itertuples(index=False, name=None)
    }
    rows = {label.removesuffix(" (does not close this gap)"): tuple(rest) for label, *rest in table.rows}
    assert rows.items() <= page_rows.items()


def test_without_a_gap_the_headline_is_a_sentence_of_its_own() -> None:
    at = page(answers=Answers(failure_mode="neither"))
    assert at.subheader[0].value == (
        "Neither retrieval nor training is called for; better prompting is what remains"
    )


def test_only_the_operator_lets_people_fetch_prices(monkeypatch: pytest.MonkeyPatch) -> None:
    def numbers() -> AppTest:
        at = page()
        at.session_state["cost_tabs"] = "Every number"
        at.session_state["cost_group_Models and prices"] = True
        return at.run()

    at = numbers()
    assert any("TUNE_OR_RETRIEVE_PRICE_REFRESH" in caption.value for caption in at.caption)
    assert not [button for button in at.button if button.key == "cost_refresh"]
    monkeypatch.setenv("TUNE_OR_RETRIEVE_PRICE_REFRESH", "1")
    assert [button for button in numbers().button if button.key == "cost_refresh"]


def test_workshop_mode_has_no_tab_of_folds() -> None:
    at = AppTest.from_file(PAGE, default_timeout=60)
    at.session_state["workshop_mode"] = True
    assert "Every number" not in [tab.label for tab in at.run().tabs]
    assert "Every number" in [tab.label for tab in page().tabs]
