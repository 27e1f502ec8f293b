"""Memory of the whole app in use: `python -m tests.bench.app_memory`.

Starts the real server, opens sessions in Chromium (not counted), asks a question of all arms, and adds up the
proportional set size (shared pages counted once) of the server and its worker after each stage.
"""

import argparse
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.browser.harness import browser, free_port, server, settle

GOAL_MB = 1_000
QUESTION = "What does the Strider cost per month in Harrowmouth?"
ANSWER_MS = 180_000


def main() -> None:
    """Print a line a stage: the server, its workers, both together, and the share of the goal."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sessions", type=int, default=3)
    sessions = parser.parse_args().sessions
    port = free_port()
    print(f"{'stage':<46}{'server':>10}{'worker':>10}{'together':>10}{'of 1 GB':>9}")
    with server(port) as url, browser() as launched:
        root = _listening_on(port)
        page = _opened(launched, url)
        _report("home page open", root)
        pages = [page, *(_opened(launched, url) for _ in range(sessions - 1))]
        for place, each in enumerate(pages):
            _ask(each, url)
            _report(f"playground, {place + 1} session{'s' if place else ''}, all arms asked", root)
        for path in ("lifecycle", "decide", "scoreboard", "brief"):
            page.goto(f"{url}/{path}")
            settle(page, timeout_ms=60_000)
        _report("every heavy page visited", root)


def _opened(launched: Browser, url: str) -> Page:
    page = launched.new_page(viewport={"width": 1280, "height": 900})
    page.goto(url)
    settle(page)
    return page


def _ask(page: Page, url: str) -> None:
    page.goto(f"{url}/playground")
    settle(page, timeout_ms=ANSWER_MS)
    box = page.get_by_placeholder("Ask about these documents").last
    box.fill(QUESTION)
    box.press("Enter")
    page.locator("[class*=st-key-cards_]", has_text="first token").nth(4).wait_for(timeout=ANSWER_MS)
    settle(page, timeout_ms=ANSWER_MS)


def _report(stage: str, root: int) -> None:
    server_mb, worker_mb = _pss_mb(root), sum(_pss_mb(child) for child in _children(root))
    total = server_mb + worker_mb
    print(
        f"{stage:<46}{server_mb:>7.0f} MB{worker_mb:>7.0f} MB{total:>7.0f} MB{total / GOAL_MB:>9.2f}",
        flush=True,
    )


def _listening_on(port: int) -> int:
    """The process id of the server that was started with this port."""
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = entry.read_bytes().split(b"\0")
        except OSError:
            continue
        if str(port).encode() in words and b"streamlit" in words:
            return int(entry.parent.name)
    raise SystemExit("The server's process was not found; this bench needs Linux.")


def _children(root: int) -> list[int]:
    found = Path(f"/proc/{root}/task").glob("*/children")
    return [int(child) for path in found for child in path.read_text(encoding="ascii").split()]


def _pss_mb(process: int) -> float:
    lines = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


if __name__ == "__main__":
    main()
