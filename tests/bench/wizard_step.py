"""From click to new question, in a real Chromium: `python -m tests.bench.wizard_step [--rounds N]`."""

import statistics
from time import perf_counter

from playwright.sync_api import Page

from components.decision import Answers, decide, flips, next_question, roadmap
from tests.bench.in_page import click_and_wait, measured
from tests.browser.harness import browser, settle

GOAL_MS = 300
ANSWER = "document.querySelector('.st-key-answers button')"
QUESTION = "document.querySelector('[data-testid=stMain] h2')?.innerText"


def main() -> None:
    """Print the median, the slowest step, and what the rules alone take."""
    steps = measured(__doc__, 6, measure)
    median = statistics.median(steps)
    print(
        f"one step, click to new question: median {median:.0f} ms (goal {GOAL_MS}), slowest {max(steps):.0f} ms"
    )
    print(f"steps measured: {len(steps)}; of a step, the rules take {rules_ms():.1f} ms")


def measure(url: str, rounds: int) -> list[float]:
    """Milliseconds of every step of `rounds` interviews in fresh sessions; one more warms up."""
    steps: list[float] = []
    with browser() as launched:
        for number in range(rounds + 1):
            page = launched.new_page(reduced_motion="reduce")
            page.goto(f"{url}/decide")
            settle(page)
            found = walk(page)
            steps += found if number else []
            page.close()
    return steps


def walk(page: Page) -> list[float]:
    """Milliseconds of every step until the interview says that it is settled."""
    steps = []
    while page.locator("[class*=st-key-see_answer]").count() == 0:
        steps.append(click_and_wait(page, ANSWER, QUESTION))
        page.wait_for_selector("[data-testid='stApp'][data-test-script-state='notRunning']")
    return steps


def rules_ms() -> float:
    """Milliseconds that the pure rules take for one step, files already read."""
    flips(Answers()), next_question(Answers()), roadmap(decide(Answers()))
    started = perf_counter()
    answers = Answers(failure_mode="both", kb_tokens=5, labelled_examples=300)
    flips(answers), next_question(answers), roadmap(decide(answers))
    return (perf_counter() - started) * 1000


if __name__ == "__main__":
    main()
