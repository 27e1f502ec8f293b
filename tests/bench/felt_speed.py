"""Speed as felt, from a real Chromium: `python -m tests.bench.felt_speed`.

Prints medians: cold start of the server to first paint, page switch, wizard step, slider to chart, first token.
"""

import argparse
import statistics
from collections.abc import Callable
from time import perf_counter

from playwright.sync_api import Browser, Page

from tests.bench import slider_to_chart, wizard_step
from tests.bench.in_page import click_and_wait
from tests.browser.harness import browser, server, settle

LINK = "[...document.querySelectorAll('[data-testid=stSidebar] a')].find(a => a.innerText.trim().endsWith(given))"
HEADING = "document.querySelector('[data-testid=stMain] h1')?.innerText"
SAMPLE = "document.querySelector('[class*=st-key-samples_] button')"
# Words of an answer, which unlike "Searching…" are not small print.
WORDS = """[...document.querySelectorAll('[class*=st-key-cards_] [data-testid=stHtml] > div')]
    .some(e => e.style.whiteSpace === 'pre-wrap' && e.innerText.trim() && !e.closest('[class*=st-key-cards_asked]'))"""
PAGES = ("Diagnose", "Sources", "Home", "Brief", "Decide", "Approaches", "Lifecycle cost")


def main() -> None:
    """Print one line a measure, with its goal."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    print(f"{'measure':<42}{'median':>10}{'slowest':>10}{'goal':>10}{'ratio':>8}")
    report("cold start to first paint", [cold_start() for _ in range(rounds)], 3_000)
    with server() as url:
        report("page switch", page_switches(url, rounds), 300)
        report("wizard step, click to new question", wizard_step.measure(url, rounds), 300)
        report("slider to chart redrawn", slider_to_chart.measure(url, rounds), 400)
        report("playground, click to first token", first_tokens(url, rounds), 1_000)


def report(name: str, measured_ms: list[float], goal_ms: float) -> None:
    """One line: median, slowest, goal, and the median as a share of the goal."""
    median = statistics.median(measured_ms)
    line = f"{name:<42}{median:>7.0f} ms{max(measured_ms):>7.0f} ms{goal_ms:>7.0f} ms{median / goal_ms:>8.2f}"
    print(line, flush=True)


def cold_start() -> float:
    """Milliseconds from the start command to the home page's heading on screen."""
    with browser() as launched:
        page = launched.new_page()
        started = perf_counter()
        with server() as url:
            page.goto(url)
            page.wait_for_selector("[data-testid=stMain] h1")
            return (perf_counter() - started) * 1000


def page_switches(url: str, rounds: int) -> list[float]:
    """Milliseconds of switches between pages, each page visited once before."""
    return _in_page(
        url, lambda page: [_switch(page, name) for _ in range(rounds + 1) for name in PAGES][len(PAGES) :]
    )


def first_tokens(url: str, rounds: int) -> list[float]:
    """Milliseconds from the click on a sample question to the first words of any answer, the corpus prepared."""
    return _in_page(url, lambda page: [_first_token(page, url) for _ in range(rounds)])


def _in_page(url: str, measure: Callable[[Page], list[float]]) -> list[float]:
    with browser() as launched:
        page = _opened(launched, url)
        return measure(page)


def _opened(launched: Browser, url: str) -> Page:
    page = launched.new_page(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    page.goto(url)
    settle(page)
    return page


def _switch(page: Page, label: str) -> float:
    taken = click_and_wait(page, LINK, HEADING, label)
    page.wait_for_selector("[data-testid='stApp'][data-test-script-state='notRunning']", timeout=60_000)
    return taken


def _first_token(page: Page, url: str) -> float:
    page.goto(f"{url}/playground")
    settle(page, timeout_ms=120_000)
    # The corpus is read ahead once a server; its progress bar goes when that is done.
    page.wait_for_function("!document.querySelector('[data-testid=stProgress]')", timeout=120_000)
    return click_and_wait(page, SAMPLE, WORDS)


if __name__ == "__main__":
    main()
