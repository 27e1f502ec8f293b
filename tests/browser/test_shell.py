"""The shell in a real browser: deep links, themes, accessibility, nothing called home."""

from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from components.decision import Answers
from components.scenario import Scenario
from components.ui import page_entries
from tests.browser.conftest import watched
from tests.browser.harness import server, settle

PAGES = list(page_entries())
SERIOUS = {"serious", "critical"}
SCENARIO = Scenario(name="Parrot support", answers=Answers(failure_mode="both", knowledge_changes=True))


def address(url: str, page_id: str, query: str = "") -> str:
    return f"{url}/{'' if page_id == 'home' else page_id}?{query}"


@pytest.mark.parametrize("page_id", PAGES)
def test_a_deep_link_works_as_the_first_request_of_a_fresh_server(chrome: Browser, page_id: str) -> None:
    with server() as url:
        context = chrome.new_context()
        page = watched(context)
        page.goto(address(url, page_id, f"{SCENARIO.to_query()}&shared=1"))
        settle(page)
        expect(page.get_by_test_id("stSidebar").get_by_role("link")).to_have_count(len(PAGES))
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
        expect(page.get_by_text("You opened somebody's scenario")).to_be_visible()
        expect(page.get_by_role("dialog")).to_have_count(0)
        assert page.problems == []  # type: ignore[attr-defined]
        context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("page_id", PAGES)
def test_a_page_is_accessible_and_silent(
    chrome: Browser, app_url: str, page_id: str, theme: Literal["light", "dark"]
) -> None:
    context = chrome.new_context(
        viewport={"width": 1280, "height": 900}, color_scheme=theme, reduced_motion="reduce"
    )
    page = watched(context)
    page.goto(address(app_url, page_id, SCENARIO.to_query()))
    settle(page)
    page.wait_for_timeout(500)
    found = Axe().run(page).response["violations"]
    serious = {
        item["id"]: [node["html"][:200] for node in item["nodes"]]
        for item in found
        if item["impact"] in SERIOUS
    }
    assert serious == {}
    assert page.problems == []  # type: ignore[attr-defined]
    context.close()


@pytest.mark.parametrize("page_id", PAGES)
def test_a_page_fits_a_telephone(chrome: Browser, app_url: str, page_id: str) -> None:
    context = chrome.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(address(app_url, page_id, SCENARIO.to_query()))
    settle(page)
    wide = page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth")
    assert wide <= 390
    context.close()


def test_on_a_telephone_the_sidebar_makes_way_after_a_page_switch(chrome: Browser, app_url: str) -> None:
    context = chrome.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(app_url)
    settle(page)
    page.get_by_test_id("stExpandSidebarButton").click()
    page.get_by_test_id("stSidebar").get_by_role("link", name="Decide").click()
    page.wait_for_url("**/decide**")
    expect(page.locator("[data-testid=stSidebar][data-collapsed=true]")).to_have_count(1)
    context.close()


def test_reload_and_back_keep_the_scenario(page: Page, app_url: str) -> None:
    page.goto(address(app_url, "brief", SCENARIO.to_query()))
    settle(page)
    page.reload()
    settle(page)
    link = page.get_by_test_id("stMain").get_by_test_id("stCode").first
    expect(link).to_contain_text(SCENARIO.to_query())
    page.get_by_test_id("stSidebar").get_by_role("link", name="Decide").click()
    page.wait_for_url("**/decide**")
    settle(page)
    page.go_back()
    page.wait_for_url("**/brief**")
    settle(page)
    expect(link).to_contain_text(SCENARIO.to_query())


def test_two_sessions_do_not_see_each_other(chrome: Browser, app_url: str) -> None:
    contexts = [chrome.new_context() for _ in range(2)]
    pages = [context.new_page() for context in contexts]
    for page, name in zip(pages, ("First team", "Second team"), strict=True):
        page.goto(address(app_url, "brief"))
        settle(page)
        page.get_by_label("Name of the scenario").fill(name)
        page.get_by_label("Name of the scenario").press("Enter")
    for page, name in zip(pages, ("First team", "Second team"), strict=True):
        expect(page.get_by_test_id("stSidebar").get_by_text(name)).to_be_visible()
        expect(page.get_by_label("Name of the scenario")).to_have_value(name)
    for context in contexts:
        context.close()


def test_a_link_cut_short_says_so_and_the_app_goes_on(page: Page, app_url: str) -> None:
    page.goto(address(app_url, "decide", SCENARIO.to_query()[:-12]))
    settle(page)
    expect(page.get_by_text("This link could not be opened")).to_be_visible()
    page.get_by_role("button", name="Start empty").click()
    expect(page.get_by_text("This link could not be opened")).to_have_count(0)


def test_back_leaves_the_page_however_much_was_answered_on_it(page: Page, app_url: str) -> None:
    page.goto(app_url)
    settle(page)
    page.get_by_test_id("stSidebar").get_by_role("link", name="Decide").click()
    heading = page.get_by_test_id("stMain").get_by_role("heading", level=2).first
    for _ in range(2):
        before = heading.inner_text()
        page.locator(".st-key-answers button").first.click()
        expect(heading).not_to_have_text(before)
        settle(page)
    answered = page.url
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Fine-tune or retrieve?")
    page.get_by_test_id("stSidebar").get_by_role("link", name="Decide").click()
    expect(heading).to_be_visible()
    settle(page)
    assert page.url.partition("s=")[2] == answered.partition("s=")[2]
