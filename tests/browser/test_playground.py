"""The playground with the real model in a real browser: arms answer, an edit shows, a stop stops, text stays dead."""

import pytest
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.browser.harness import settle

QUESTION = "What does the Strider cost per month in Harrowmouth?"
ANSWER_MS = 120_000  # the model shares two cores with everything else that runs

pytestmark = pytest.mark.model


def opened(page: Page, app_url: str) -> Page:
    page.goto(f"{app_url}/playground")
    settle(page, timeout_ms=ANSWER_MS)
    return page


def ask(page: Page, question: str) -> None:
    box = page.get_by_placeholder("Ask about these documents")
    box.fill(question)
    box.press("Enter")


def card(page: Page, arm: str, group: str = "cards") -> Locator:
    return page.locator(f".st-key-{group}_{arm}")


def test_three_arms_really_answer_side_by_side(page: Page, app_url: str) -> None:
    opened(page, app_url)
    ask(page, QUESTION)
    for arm in ("prompt_only", "full_context", "retrieved"):
        expect(card(page, arm)).to_contain_text("first token", timeout=ANSWER_MS)
    # The last bits of a base model's answer depend on who is answered beside it; the hybrid's fact does not.
    expect(card(page, "hybrid")).to_contain_text("89 crowns", timeout=ANSWER_MS)
    expect(card(page, "hybrid").get_by_text("right").first).to_be_visible(timeout=ANSWER_MS)
    card(page, "retrieved").get_by_role("button", name="passage").click()
    drawer = page.get_by_role("dialog")
    expect(drawer).to_contain_text("monthly-prices")
    expect(drawer.locator("mark").first).to_have_text("89 crowns")
    assert page.problems == []  # type: ignore[attr-defined]


def test_an_edited_price_is_in_the_next_answer(page: Page, app_url: str) -> None:
    opened(page, app_url)
    page.get_by_role("radio", name="Edit a fact, ask again").click()
    hybrid = card(page, "hybrid", "walk")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(hybrid).to_contain_text("the old fact", timeout=ANSWER_MS)
    page.get_by_role("button", name="Save the edit").click()
    expect(page.get_by_text("Indexed again in")).to_be_visible(timeout=ANSWER_MS)
    page.get_by_role("button", name="Ask again", exact=True).click()
    expect(hybrid).to_contain_text("the new fact", timeout=ANSWER_MS)
    expect(hybrid).to_contain_text("27 crowns")
    expect(card(page, "fine_tuned_on_facts", "walk")).to_contain_text("the old fact")


def test_a_stop_ends_the_answers_and_the_next_question_is_answered(page: Page, app_url: str) -> None:
    opened(page, app_url)
    ask(page, "Tell me everything about all the bikes, at length.")
    page.get_by_role("button", name="Stop", exact=True).click()
    expect(page.get_by_text("stopped").first).to_be_visible(timeout=ANSWER_MS)
    expect(page.get_by_role("button", name="Stop", exact=True)).to_have_count(0)
    ask(page, QUESTION)
    expect(card(page, "retrieved")).to_contain_text("first token", timeout=ANSWER_MS)


def test_uploaded_html_stays_dead(page: Page, app_url: str) -> None:
    opened(page, app_url)
    page.get_by_role("button", name="Bring your own").click()
    evil = b"<h1>Zorbs</h1><p>A zorb costs 12 plonks.</p><img src=http://bad.example/x.png><script>window.hacked=1</script>"
    marked = b"# Zing\n\n![x](http://bad.example/y.png) <img src=x onerror='window.hacked=1'> A zing costs 3 plonks.\n"
    files: list[FilePayload] = [
        {"name": "zorbs.html", "mimeType": "text/html", "buffer": evil},
        {"name": "zing.md", "mimeType": "text/markdown", "buffer": marked},
        {"name": "bomb.md", "mimeType": "text/markdown", "buffer": b"PK\x03\x04" + bytes(100)},
    ]
    page.locator("input[type=file]").set_input_files(files)
    page.get_by_role("button", name="Use these documents").click()
    expect(page.get_by_role("button", name="2 documents")).to_be_visible(timeout=ANSWER_MS)
    expect(page.get_by_text("zip archive")).to_be_visible()
    settle(page, timeout_ms=ANSWER_MS)
    ask(page, "What does a zing cost?")
    expect(card(page, "retrieved")).to_contain_text("first token", timeout=ANSWER_MS)
    card(page, "retrieved").get_by_role("button", name="passage").click()
    expect(page.get_by_role("dialog")).to_contain_text("onerror")
    assert page.evaluate("window.hacked") is None
    assert not [problem for problem in page.problems if "bad.example" in problem]  # type: ignore[attr-defined]
