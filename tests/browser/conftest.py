"""One server and one browser for all browser tests; a fresh context (a fresh session) for each."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response, expect

from tests.browser.harness import browser, chromium, server

# A busy machine of two cores is slow, not wrong: waiting longer changes no verdict.
expect.set_options(timeout=30_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test here needs Chromium; without one it is skipped and says so."""
    missing = pytest.mark.skip(reason="no Chromium on this machine")
    for item in items:
        if "tests/browser/" in item.nodeid:
            item.add_marker(pytest.mark.browser)
            if not chromium():
                item.add_marker(missing)


@pytest.fixture(scope="session")
def app_url() -> Iterator[str]:
    """Base URL of the running app."""
    with server() as url:
        yield url


@pytest.fixture(scope="session")
def chrome() -> Iterator[Browser]:
    """The browser."""
    with browser() as launched:
        yield launched


@pytest.fixture
def context(chrome: Browser) -> Iterator[BrowserContext]:
    """A fresh browser session at desktop size."""
    opened = chrome.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """A page that remembers console errors and requests to other hosts in `.problems`."""
    return watched(context)


def watched(context: BrowserContext) -> Page:
    """A page whose console errors and foreign requests are kept in `page.problems`."""
    opened = context.new_page()
    problems: list[str] = []
    opened.on("console", lambda message: problems.append(message.text) if _bad(message) else None)
    opened.on(
        "response",
        lambda answer: problems.append(f"{answer.status} {answer.url}") if _failed(answer) else None,
    )
    opened.on("pageerror", lambda error: problems.append(str(error)))
    opened.on(
        "request", lambda request: problems.append(f"foreign: {request.url}") if _foreign(request) else None
    )
    opened.problems = problems  # type: ignore[attr-defined]
    return opened


def _bad(message: ConsoleMessage) -> bool:
    """Failed loads are judged by their response, which knows its address."""
    return message.type == "error" and not message.text.startswith("Failed to load resource")


def _failed(answer: Response) -> bool:
    """Streamlit itself looks for its server below the page's path first, and then at the root."""
    probe = answer.url.endswith(("/_stcore/health", "/_stcore/host-config"))
    return answer.status >= 400 and not probe


def _foreign(request: Request) -> bool:
    local = ("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:", "about:")
    return not request.url.startswith(local)
