"""How fast a label is, and what suggestions are worth on the worked set of 40 failures.

`python -m tests.bench.labelling [--url URL] [--no-browser] [--no-model]`
"""

import argparse
import statistics
from collections import Counter
from collections.abc import Sequence
from time import perf_counter

from playwright.sync_api import expect

from components.diagnosis import Suggestion, agreement, by_key_words, diagnose, sample_failures, suggest
from components.inference import DEFAULT_MODEL, Engine
from tests.bench.in_page import app_at, click_and_wait
from tests.browser.harness import browser, settle

LABEL = "document.querySelector('.st-key-give_knowledge button')"
FAILURE = "document.querySelector('[data-testid=failure-text]')?.innerText"


def main() -> None:
    """Print all figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", help="a server that already runs")
    parser.add_argument("--no-browser", action="store_true", help="leave the speed of labelling out")
    parser.add_argument("--no-model", action="store_true", help="leave the suggestions of the model out")
    options = parser.parse_args()
    failures = sample_failures()
    started = perf_counter()
    diagnose(failures)
    print(f"arithmetic of one label: {(perf_counter() - started) * 1000:.1f} ms")
    report("key words", [by_key_words(item.text) for item in failures])
    if not options.no_model:
        model_suggestions()
    if not options.no_browser:
        labelling_speed(options.url)


def model_suggestions() -> None:
    """Every failure of the worked set, labelled by the model that ships."""
    with Engine(DEFAULT_MODEL) as engine:
        suggest(engine, "Said the shop opens at 8.")  # reads the instructions once
        started = perf_counter()
        made = [suggest(engine, item.text) for item in sample_failures()]
        seconds = (perf_counter() - started) / len(made)
    report(f"{DEFAULT_MODEL}, {seconds:.2f} s each", made)


def report(name: str, made: Sequence[Suggestion | None]) -> None:
    """Agreement with the first rater, beside what always saying the commonest label would reach."""
    given = [item.label for item in sample_failures()]
    hits, count = agreement(made, given)
    commonest, often = Counter(given).most_common(1)[0]
    print(f"{name}: {hits} of {count} suggestions agree; always '{commonest}': {often} of {len(given)}")
    for (label, guess), times in sorted(Counter(pairs(made)).items()):
        print(f"  a person says {label:<10} suggested {guess:<10} {times:>3}")


def pairs(made: Sequence[Suggestion | None]) -> list[tuple[str, str]]:
    """(label given, label suggested) for every failure of the worked set."""
    return [
        (item.label or "none", guess.label if guess else "none")
        for item, guess in zip(sample_failures(), made, strict=True)
    ]


def labelling_speed(url: str | None) -> None:
    """Milliseconds from click to the next failure, over a whole worked set."""
    with app_at(url) as app, browser() as launched:
        page = launched.new_page(reduced_motion="reduce")
        page.goto(f"{app}/diagnose")
        settle(page)
        page.get_by_role("button", name="Label the same ones yourself").click()
        expect(page.get_by_test_id("failure-text")).to_be_visible()
        steps = [click_and_wait(page, LABEL, FAILURE) for _ in range(39)]
    print(
        f"one label, click to next failure: median {statistics.median(steps):.0f} ms, slowest {max(steps):.0f} ms"
    )


if __name__ == "__main__":
    main()
