"""Pictures of every page at two widths and in both themes.

Run it: `python -m tests.browser.screenshots [--out FOLDER] [page …]`.
"""

import argparse
from pathlib import Path

from playwright.sync_api import Page

from components.ui import page_entries
from tests.browser.harness import browser, server, settle

WIDTHS = {1280: 900, 390: 844}


def main() -> None:
    """Take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", nargs="*", help="page ids; all without any")
    parser.add_argument("--out", type=Path, default=Path("screenshots"))
    parser.add_argument("--query", default="", help="query string of a shared link, without ?")
    parser.add_argument("--url", help="a server that already runs")
    parser.add_argument("--themes", default="light,dark")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    if options.url:
        shoot(options.url, options)
    else:
        with server() as url:
            shoot(url, options)


def shoot(url: str, options: argparse.Namespace) -> None:
    """One picture of the whole page for every page, width and theme."""
    with browser() as launched:
        for theme in options.themes.split(","):
            for width, height in WIDTHS.items():
                context = launched.new_context(
                    viewport={"width": width, "height": height}, color_scheme=theme, reduced_motion="reduce"
                )
                page = context.new_page()
                for page_id in options.pages or page_entries():
                    path = "" if page_id == "home" else page_id
                    page.goto(f"{url}/{path}?{options.query}")
                    settle(page)
                    page.wait_for_timeout(600)
                    _stretch(page, height)
                    target = options.out / f"{page_id}-{width}-{theme}.png"
                    page.screenshot(path=target)
                    page.set_viewport_size({"width": width, "height": height})
                    print(target)
                context.close()


def _stretch(page: Page, height: int) -> None:
    """Streamlit scrolls inside its main element: grow the viewport until the whole page shows."""
    tall = page.evaluate(
        "Math.max(...[...document.querySelectorAll('[data-testid=stMain]')].map(e => e.scrollHeight), 0)"
    )
    size = page.viewport_size or {"width": 1280}
    page.set_viewport_size({"width": size["width"], "height": min(max(int(tall), height), 6000)})
    page.wait_for_timeout(400)


if __name__ == "__main__":
    main()
