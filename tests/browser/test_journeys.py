"""The main journeys, as people walk them: real server, real Chromium, real model."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from components.decision import Answers
from components.scenario import Scenario
from tests.browser.conftest import watched
from tests.browser.harness import settle

FIRST_ARMS = ("Prompt only", "Full context", "Retrieved")


def go(page: Page, name: str) -> None:
    page.get_by_test_id("stSidebar").get_by_role("link", name=name, exact=True).click()
    expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()
    settle(page, timeout_ms=120_000)


def click_through_the_interview(page: Page) -> None:
    """The first answer to every question until the interview says that it is settled."""
    heading = page.get_by_test_id("stMain").get_by_role("heading", level=2).first
    for _ in range(14):
        before = heading.inner_text()
        if before == "You can stop here":
            return
        page.locator(".st-key-answers button").first.click()
        expect(heading).not_to_have_text(before)
        settle(page)


@pytest.mark.model
def test_home_to_wizard_to_cost_to_playground_to_brief(page: Page, app_url: str, tmp_path: Path) -> None:
    page.goto(app_url)
    settle(page)
    page.get_by_role("link", name="Start the interview").click()
    expect(page.get_by_role("heading", level=1, name="Decide")).to_be_visible()
    settle(page)
    click_through_the_interview(page)

    go(page, "Lifecycle cost")
    expect(page.get_by_test_id("stPlotlyChart").first).to_be_visible()

    go(page, "Playground")
    page.locator("[class*=st-key-samples_] button").first.click()
    for label in FIRST_ARMS:
        card = page.locator("[class*=st-key-cards_]").filter(has_text=label).first
        expect(card).to_contain_text("first token", timeout=120_000)
    settle(page, timeout_ms=120_000)

    go(page, "Brief")
    with page.expect_download() as caught:
        page.get_by_role("button", name="Markdown").click()
    target = tmp_path / "brief.md"
    caught.value.save_as(target)
    text = target.read_text(encoding="utf-8")
    assert "## Recommendation" in text
    assert "Winder" in text
    assert "The interview has not been answered" not in text
    assert page.problems == []  # type: ignore[attr-defined]


def test_labelled_failures_lead_into_the_wizard(page: Page, app_url: str) -> None:
    page.goto(f"{app_url}/diagnose")
    settle(page)
    page.get_by_role("button", name="Open the worked set of 40").click()
    settle(page)
    page.get_by_role("button", name="Use this in the wizard").first.click()
    expect(page.get_by_role("heading", level=1, name="Decide")).to_be_visible()
    settle(page)
    expect(page.get_by_test_id("stMain").get_by_role("heading", level=2).first).not_to_have_text(
        "What do the failures look like?"
    )
    assert "failure" not in page.url.lower()


def test_a_sample_scenario_makes_the_app_alive_and_its_brief_downloads(
    page: Page, app_url: str, tmp_path: Path
) -> None:
    page.goto(app_url)
    settle(page)
    page.get_by_test_id("stMain").get_by_role("button", name="Open").nth(4).click()
    expect(page.get_by_role("heading", level=1, name="Decide")).to_be_visible()
    settle(page)
    name = page.get_by_test_id("stSidebar").get_by_text("Support assistant")
    expect(name).to_be_visible()
    go(page, "Brief")
    with page.expect_download() as caught:
        page.get_by_role("button", name="PDF").click()
    target = tmp_path / "brief.pdf"
    caught.value.save_as(target)
    text = "".join(sheet.extract_text() for sheet in PdfReader(target).pages)
    assert "Support assistant" in text
    assert "Retrieval (RAG)" in text
    assert page.problems == []  # type: ignore[attr-defined]


def test_a_shared_link_opens_the_same_page_in_a_fresh_session(chrome: Browser, app_url: str) -> None:
    scenario = Scenario(name="Parrot support", costs={"requests_per_month": 123_456})
    first = chrome.new_context()
    page = watched(first)
    page.goto(f"{app_url}/lifecycle?{scenario.to_query()}")
    settle(page)
    page.get_by_role("button", name="Share this page").click()
    link = page.get_by_role("dialog").locator("code").inner_text()
    assert len(link) < 2_000
    second = chrome.new_context()
    guest = watched(second)
    guest.goto(link)
    settle(guest)
    expect(guest.get_by_role("heading", level=1, name="Lifecycle cost")).to_be_visible()
    expect(guest.get_by_text("You opened somebody's scenario")).to_be_visible()
    expect(guest.get_by_role("textbox", name="Requests a month")).to_have_value(re.compile("123,?456"))
    guest.get_by_role("button", name="Make it mine").click()
    expect(guest.get_by_text("You opened somebody's scenario")).to_have_count(0)
    first.close()
    second.close()


def test_workshop_mode_tells_the_story_by_arrow_keys(page: Page, app_url: str) -> None:
    page.goto(f"{app_url}/diagnose?{Scenario(answers=Answers(failure_mode='both')).to_query()}")
    settle(page)
    before = page.evaluate("getComputedStyle(document.documentElement).fontSize")
    page.get_by_test_id("stSidebar").get_by_text("Workshop mode").click()
    expect(page.get_by_role("button", name="Next")).to_be_visible()
    settle(page)
    assert float(page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)")) > float(
        before[:-2]
    )
    for title in ("Decide", "Lifecycle cost"):
        page.keyboard.press("ArrowRight")
        expect(page.get_by_role("heading", level=1, name=title)).to_be_visible()
        settle(page)
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("heading", level=1, name="Decide")).to_be_visible()
    settle(page)
    for _ in range(2):  # in front of a room
        page.wait_for_function("location.search.includes('workshop')")
        page.reload()
        expect(page.get_by_role("button", name="Next")).to_be_visible()
        settle(page)
    before = page.url
    page.locator("[class*=st-key-answer_] button").first.click()
    page.wait_for_function("before => location.href !== before", arg=before)  # a fragment wrote the address
    page.wait_for_function("location.search.includes('workshop')")
    page.get_by_test_id("stSidebar").get_by_text("Workshop mode").click()
    page.wait_for_function("!location.search.includes('workshop')")
    expect(page.get_by_role("button", name="Next")).to_have_count(0)
