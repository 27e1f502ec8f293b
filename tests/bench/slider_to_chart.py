"""A slider moved to the chart redrawn, in the browser: `python -m tests.bench.slider_to_chart`.

Presses an arrow key on the slider and waits until the chart's own drawing has changed; prints the median.
"""

import statistics
import time

from playwright.sync_api import Page

from tests.bench.in_page import measured
from tests.browser.harness import browser, settle

GOAL_MS = 400
SLIDERS = ("Requests a month", "Months")
# Counts redraws: plotly rewrites the path of the first line.
_WATCH = """() => {
  const line = document.querySelector('.js-plotly-plot .scatterlayer .trace path.js-line');
  return line ? line.getAttribute('d') : '';
}"""


def main() -> int:
    """Print the median of all moves; 1 when it misses the goal."""
    times = measured(__doc__, 12, measure)
    median = statistics.median(times)
    print(
        f"slider to chart redrawn: median {median:.0f} ms ({min(times):.0f} to {max(times):.0f}, {len(times)} moves)"
    )
    return int(median > GOAL_MS)


def measure(url: str, rounds: int) -> list[float]:
    """Milliseconds of `rounds` moves of either slider, after two that warm up."""
    with browser() as launched:
        page = launched.new_page(viewport={"width": 1280, "height": 900})
        page.goto(f"{url}/lifecycle")
        settle(page)
        page.wait_for_selector(".js-plotly-plot .scatterlayer path.js-line")
        page.wait_for_timeout(1_000)
        keys = ["ArrowRight" if step % 2 else "ArrowLeft" for step in range(rounds + 2)]
        return [_move(page, name, key) for name in SLIDERS for key in keys][2:]


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
