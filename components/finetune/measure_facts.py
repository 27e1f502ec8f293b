"""How well a facts adapter knows its facts: `python -m components.finetune.measure_facts --corpus FOLDER`.

Asks every fact in each wording that was trained and in each that was held out, without any document, with the
adapter and without. Prints counts as JSON.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from math import sqrt
from pathlib import Path

from components.finetune.cards import Count
from components.finetune.facts import taught_facts
from components.finetune.prompts import build_messages
from components.inference import DEFAULT_MODEL, Engine
from components.knowledge import load_yaml

MOST_TOKENS = 60
ASKED_AT_ONCE = 8
_Z_95 = 1.959963984540054


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m components.finetune.measure_facts", description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--adapter", required=True, help="name of the adapter, as in data/adapters")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args(arguments)
    found = measure(options.corpus, options.adapter)
    text = json.dumps(found, indent=1)
    print(text)
    if options.json:
        options.json.write_text(text, encoding="utf-8")
    return 0


def measure(corpus: Path, adapter: str) -> dict[str, dict[str, dict[str, float | int | None]]]:
    """`{wording: {before, after}}` of counts, for the wordings `seen` and `held_out`."""
    system_prompt = str(load_yaml(corpus / "corpus.yaml")["system_prompt"])
    facts = taught_facts(corpus)
    asked = {
        "seen": [(question, fact.accept) for fact in facts for question in fact.seen],
        "held_out": [(question, fact.accept) for fact in facts for question in fact.held_out],
    }
    with Engine(DEFAULT_MODEL) as engine:
        return {
            wording: {
                "before": _ask(engine, system_prompt, questions, None),
                "after": _ask(engine, system_prompt, questions, adapter),
            }
            for wording, questions in asked.items()
        }


def count(outcomes: Iterable[bool]) -> Count:
    """A share with its 95% Wilson interval."""
    counted = list(outcomes)
    hits, n = sum(counted), len(counted)
    if n == 0:
        return Count(hits=0, n=0, value=None, low=0.0, high=1.0)
    share, z2 = hits / n, _Z_95**2
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = _Z_95 / (1 + z2 / n) * sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    return Count(hits=hits, n=n, value=share, low=max(0.0, middle - half), high=min(1.0, middle + half))


def _ask(
    engine: Engine, system_prompt: str, questions: list[tuple[str, tuple[str, ...]]], adapter: str | None
) -> dict[str, float | int | None]:
    def right(asked: tuple[str, tuple[str, ...]]) -> bool:
        question, accept = asked
        events = engine.generate(
            build_messages(system_prompt, question), adapter=adapter, max_tokens=MOST_TOKENS, temperature=0
        )
        said = "".join(event.text for event in events).casefold()
        return any(text.casefold() in said for text in accept)

    with ThreadPoolExecutor(ASKED_AT_ONCE) as pool:
        return count(pool.map(right, questions)).model_dump()


if __name__ == "__main__":
    raise SystemExit(main())
