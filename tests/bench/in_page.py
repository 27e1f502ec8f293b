"""What the benches of pages share: an app to look at, and clicks that are timed inside the page."""

import argparse
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

from playwright.sync_api import Page

from tests.browser.harness import server

# Clicks inside the page and waits there for a change: no round trip of the driver is measured.
_CLICK = """async (given) => {{
  const shown = () => {shown};
  const before = shown();
  const target = {target};
  const started = performance.now();
  target.click();
  while (shown() === before || !shown()) await new Promise(requestAnimationFrame);
  return performance.now() - started;
}}"""


def click_and_wait(page: Page, target: str, shown: str, given: str = "") -> float:
    """Milliseconds from the click on `target` until `shown` is something else; both are JavaScript about `given`."""
    return float(page.evaluate(_CLICK.format(target=target, shown=shown), given))


def app_at(url: str | None) -> AbstractContextManager[str]:
    """The app that runs at `url`, or one of our own."""
    return nullcontext(url) if url else server()


def measured(about: str | None, rounds: int, measure: Callable[[str, int], list[float]]) -> list[float]:
    """The milliseconds of `measure(url, rounds)`, with what the command line says in place of the defaults."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--rounds", type=int, default=rounds)
    parser.add_argument("--url", help="a server that already runs")
    options = parser.parse_args()
    with app_at(options.url) as url:
        return measure(url, options.rounds)
