"""The lifecycle page in a real browser: sliders, typed numbers, messages, the link, a narrow screen."""

from typing import Any

from playwright.sync_api import Browser, Page, expect

from components.decision import Answers
from components.scenario import Scenario
from tests.browser.harness import settle


def opened(page: Page, url: str, path: str = "lifecycle") -> Page:
    page.goto(f"{url}/{path}")
    settle(page)
    page.wait_for_selector(".js-plotly-plot .scatterlayer path.js-line")
    return page


def typed(page: Page, label: str, text: str) -> None:
    page.get_by_role("textbox", name=label).fill(text)
    page.get_by_role("textbox", name=label).press("Enter")
    page.wait_for_timeout(300)
    settle(page)


def total(page: Page) -> str:
    return page.get_by_test_id("stMetricValue").first.inner_text()


def problems(page: Page) -> list[Any]:
    return page.problems  # type: ignore[attr-defined,no-any-return]


def test_a_slider_moves_answer_and_chart(page: Page, app_url: str) -> None:
    opened(page, app_url)
    before = total(page)
    page.get_by_role("slider", name="Months").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("heading", level=3).first).to_contain_text("25 months")
    page.wait_for_function(
        "before => document.querySelector('[data-testid=stMetricValue]').innerText !== before", arg=before
    )
    assert not problems(page)


def test_pasted_text_is_answered_at_the_field_and_the_result_stays(page: Page, app_url: str) -> None:
    opened(page, app_url)
    before = total(page)
    typed(page, "Requests a month", "<img src=x onerror=alert(1)> lots & lots")
    expect(page.get_by_role("alert")).to_contain_text("Expected one number")
    assert total(page) == before
    typed(page, "Requests a month", "2.5M")
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.get_by_test_id("stMetricValue").first).not_to_have_text(before)
    assert not problems(page)


def test_a_model_that_is_not_listed_names_near_matches(page: Page, app_url: str) -> None:
    opened(page, app_url)
    page.get_by_role("combobox", name="Base model").fill("gpt-4o-mni")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Near matches: gpt-4o")
    assert not problems(page)


def test_an_override_travels_in_the_address_and_can_be_taken_back(page: Page, app_url: str) -> None:
    opened(page, app_url)
    typed(page, "Requests a month", "54,321")
    page.wait_for_function("location.search.includes('s=')")
    page.reload()
    settle(page)
    expect(page.get_by_role("textbox", name="Requests a month")).to_have_value("54,321")
    page.get_by_text("1 number changed").click()
    page.get_by_role("button", name="Reset: Requests a month").click()
    expect(page.get_by_role("textbox", name="Requests a month")).to_have_value("20,000")
    assert not problems(page)


def test_every_tab_opens_without_an_error(page: Page, app_url: str) -> None:
    query = Scenario(answers=Answers(failure_mode="both", labelled_examples=900)).to_query()
    opened(page, app_url, f"lifecycle?{query}")
    for tab in page.get_by_role("tab").all():
        tab.click()
        page.wait_for_timeout(200)
        settle(page)
        expect(page.get_by_text("Something went wrong")).to_have_count(0)
    assert not problems(page)


def test_nothing_is_wider_than_a_telephone(chrome: Browser, app_url: str) -> None:
    page = chrome.new_page(viewport={"width": 390, "height": 844})
    for path in ("lifecycle", "sources"):
        page.goto(f"{app_url}/{path}")
        settle(page)
        wide = page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth")
        assert wide <= 390
    page.close()


def test_published_examples_agree_on_the_sources_page(page: Page, app_url: str) -> None:
    page.goto(f"{app_url}/sources")
    settle(page)
    expect(page.get_by_role("heading", name="16 of 16 published examples agree")).to_be_visible()
    assert not problems(page)
