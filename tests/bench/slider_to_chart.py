"""A slider moved to the chart redrawn, in the browser: `python -m tests.bench.slider_to_chart`.

Presses an arrow key on the slider and waits until the chart's own drawing has changed; prints the median.
"""

import argparse
import statistics
import time

from playwright.sync_api import Page

from tests.browser.harness import browser, server, settle

GOAL_MS = 400
# Counts redraws: plotly rewrites the path of the first line.
_WATCH = """() => {
  const line = document.querySelector('.js-plotly-plot .scatterlayer .trace path.js-line');
  return line ? line.getAttribute('d') : '';
}"""


def main() -> int:
    """Print the median of each slider; 1 when one misses the goal."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--moves", type=int, default=15)
    parser.add_argument("--url", help="a server that already runs")
    options = parser.parse_args()
    if options.url:
        return _measure(options.url, options.moves)
    with server() as url:
        return _measure(url, options.moves)


def _measure(url: str, moves: int) -> int:
    with browser() as launched:
        page = launched.new_page(viewport={"width": 1280, "height": 900})
        page.goto(f"{url}/lifecycle")
        settle(page)
        page.wait_for_selector(".js-plotly-plot .scatterlayer path.js-line")
        page.wait_for_timeout(1_000)
        worst = 0.0
        for name in ("Requests a month", "Months"):
            times = [
                _move(page, name, "ArrowRight" if step % 2 else "ArrowLeft") for step in range(moves + 2)
            ][2:]
            median = statistics.median(times)
            worst = max(worst, median)
            print(f"{name:18} median {median:4.0f} ms  ({min(times):.0f} to {max(times):.0f}, {moves} moves)")
    return int(worst > GOAL_MS)


def _move(page: Page, name: str, key: str) -> float:
    """Milliseconds from the key to the changed drawing."""
    before = page.evaluate(_WATCH)
    page.get_by_role("slider", name=name).focus()
    start = time.perf_counter()
    page.keyboard.press(key)
    page.wait_for_function(f"before => ({_WATCH})() !== before", arg=before, polling=10, timeout=20_000)
    taken = (time.perf_counter() - start) * 1000
    settle(page)
    page.wait_for_timeout(250)
    return taken


if __name__ == "__main__":
    raise SystemExit(main())
