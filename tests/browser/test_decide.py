"""The wizard in a real browser, by keyboard alone; its state survives a reload and a change of page."""

from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from components.decision import Answers, questions
from components.scenario import Scenario
from tests.browser.harness import settle

SETTLED = Answers(
    failure_mode="knowledge", prompting_exhausted=True, has_evals=True, knowledge_changes=True,
    strict_schema=False, consistent_style=False, small_model_for_cost=False,
)  # fmt: skip


def heading(page: Page) -> str:
    return page.get_by_test_id("stMain").get_by_role("heading", level=2).first.inner_text()


def press(page: Page, key: str) -> None:
    before = heading(page)
    page.keyboard.press(key)
    page.wait_for_function(
        "before => document.querySelector('[data-testid=stMain] h2')?.innerText !== before", arg=before
    )
    settle(page)


def test_the_interview_can_be_finished_by_keyboard_alone(page: Page, app_url: str) -> None:
    page.goto(f"{app_url}/decide")
    settle(page)
    keys = {question.title: question.options[0].key for question in questions().values()}
    seen = []
    while (title := heading(page)) != "You can stop here":
        assert title not in seen
        seen.append(title)
        press(page, keys[title])
    assert 3 <= len(seen) <= 11
    page.keyboard.press("a")
    expect(page.get_by_role("heading", name="The five paths")).to_be_visible()
    expect(page.get_by_text("Each step with its source").first).to_be_visible()
    assert page.problems == []  # type: ignore[attr-defined]


def test_back_skip_and_not_sure_have_keys(page: Page, app_url: str) -> None:
    page.goto(f"{app_url}/decide")
    settle(page)
    first = heading(page)
    press(page, "s")
    second = heading(page)
    press(page, "u")
    assert heading(page) not in (first, second)
    press(page, "b")
    assert heading(page) == second


def test_the_answers_survive_a_reload_and_a_change_of_page(page: Page, app_url: str) -> None:
    page.goto(f"{app_url}/decide")
    settle(page)
    press(page, "1")
    second = heading(page)
    page.reload()
    settle(page)
    assert heading(page) == second
    page.get_by_role("link", name="Home").click()
    settle(page)
    page.get_by_role("link", name="Decide").first.click()
    expect(page.get_by_role("heading", level=2, name=second)).to_be_visible()


def test_every_tree_is_drawn_and_named(page: Page, app_url: str) -> None:
    page.goto(f"{app_url}/decide?{Scenario(answers=SETTLED).to_query()}")
    settle(page)
    for tab in page.get_by_role("tab").all():
        tab.click()
        expect(page.get_by_role("tabpanel").locator("svg").first).to_be_visible()
    page.get_by_role("button", name="Each step with its source").last.click()
    expect(page.get_by_role("dialog")).to_contain_text("question 1")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("mode", ["Interview", "All on one sheet", "The answer"])
def test_every_way_through_is_accessible(
    chrome: Browser, app_url: str, mode: str, theme: Literal["light", "dark"]
) -> None:
    context = chrome.new_context(
        viewport={"width": 1280, "height": 900}, color_scheme=theme, reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(f"{app_url}/decide?{Scenario(answers=SETTLED).to_query()}")
    settle(page)
    page.get_by_role("radio", name=mode).click()
    page.wait_for_timeout(500)
    settle(page)
    found = [
        item["id"]
        for item in Axe().run(page).response["violations"]
        if item["impact"] in ("serious", "critical")
    ]
    assert found == []
    context.close()


def test_who_asks_a_question_is_told_in_a_drawer(page: Page, app_url: str) -> None:
    page.goto(f"{app_url}/decide")
    settle(page)
    page.get_by_role("button", name="Asked by").click()
    expect(page.get_by_role("dialog")).to_contain_text("The one rule that decides it")


def test_a_telephone_shows_the_question_before_the_verdicts(chrome: Browser, app_url: str) -> None:
    context = chrome.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(f"{app_url}/decide")
    settle(page)
    question = page.get_by_role("heading", level=2).first.bounding_box()
    verdicts = page.get_by_text("Five verdicts, live").bounding_box()
    assert question is not None
    assert verdicts is not None
    assert question["y"] < verdicts["y"]
    context.close()
