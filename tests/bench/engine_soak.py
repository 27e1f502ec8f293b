"""Long correctness runs of the engine: `python -m tests.bench.engine_soak [--equality N] [--neighbours N]
[--cancels N] [--secrets N]`.

Each prints what it counted; the exit status is 1 when one of them found a fault.
"""

from __future__ import annotations

import argparse
import concurrent.futures
import contextlib
import os
import random
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from components.inference import Engine, InferenceError, Timings
from tests.bench.engine_prompts import conversations, corpus, questions, stuffed

Message = dict[str, str]


@dataclass(frozen=True)
class Whole:
    """A finished answer."""

    text: str
    timings: Timings | None


def ask(engine: Engine, messages: list[Message], max_tokens: int, **options: Any) -> Whole:
    """All of an answer."""
    text, timings = "", None
    for event in engine.generate(messages, max_tokens=max_tokens, **options):
        text += event.text
        timings = event.timings
    return Whole(text, timings)


class Reference:
    """The high-level `Llama` on the same file, forgetting between questions."""

    def __init__(self, path: Path, window: int = 8192, lora: Path | None = None) -> None:
        from llama_cpp import Llama

        threads = (
            1 if os.getloadavg()[0] > 3 else 2
        )  # on a busy machine one is faster, and no result depends on it
        self._llama = Llama(
            str(path), n_ctx=window, n_threads=threads, n_threads_batch=threads, verbose=False,
            lora_path=str(lora) if lora else None,
        )  # fmt: skip

    def ask(self, messages: list[Message], max_tokens: int, **options: Any) -> str:
        """The greedy answer."""
        self._llama.reset()
        answer = self._llama.create_chat_completion(
            messages, max_tokens=max_tokens, **{"temperature": 0.0, "seed": 0, **options}
        )
        return str(answer["choices"][0]["message"]["content"])


def different_alone(engine: Engine, reference: Reference, count: int, max_tokens: int = 48) -> list[str]:
    """Prompts whose answer, asked alone one after another, is not that of `Llama`; prefixes are kept
    meanwhile."""
    faults = []
    for messages in conversations(count):
        ours, theirs = ask(engine, messages, max_tokens).text, reference.ask(messages, max_tokens)
        if ours != theirs:
            faults.append(f"ours   {ours!r}\ntheirs {theirs!r}")
    return faults


def different_together(engine: Engine, count: int, max_tokens: int = 48) -> tuple[int, int]:
    """How many of `count` answers change when sixteen are asked at once, and how many first words do."""
    prompts = conversations(count, seed=7)
    alone = [ask(engine, messages, max_tokens).text for messages in prompts]
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        together = list(pool.map(lambda messages: ask(engine, messages, max_tokens).text, prompts))
    pairs = list(zip(alone, together, strict=True))
    return sum(a != b for a, b in pairs), sum(a[:12] != b[:12] for a, b in pairs)


def different_with_prefix(
    engine: Engine, reference: Reference, count: int, max_tokens: int = 40
) -> tuple[int, int]:
    """How many answers over a kept corpus differ from `Llama`'s, and how many of them used the kept
    prefix."""
    text = corpus(500)
    prompts = [stuffed(text, f"{n}. What does delivery number {n} cost?") for n in range(count)]
    answers = [ask(engine, messages, max_tokens) for messages in prompts]
    used = sum(answer.timings is not None and answer.timings.cached_tokens > 0 for answer in answers)
    wrong = sum(a.text != reference.ask(m, max_tokens) for a, m in zip(answers, prompts, strict=True))
    return wrong, used


@dataclass(frozen=True)
class CancelRun:
    """What a run of random cancels left behind."""

    asked: int
    cancelled: int
    errors: int
    free_sequences: int
    sequences: int
    memory_before_mb: float
    memory_after_mb: float


def random_cancels(engine: Engine, count: int, seed: int = 5) -> CancelRun:
    """Ask from sixteen threads; close about two thirds of the answers at a random word, some before the
    first."""
    rng = random.Random(seed)
    short = [[{"role": "user", "content": question}] for question in questions(count, seed)]
    prompts = [
        long if rng.random() < 0.1 else brief
        for long, brief in zip(conversations(count, seed), short, strict=True)
    ]
    plans = [(messages, rng.choice((0, 1, 2, 5, 99, 99))) for messages in prompts]
    warm = plans[: max(32, count // 10)]
    cancelled, errors = _cancel_all(engine, warm)
    before = _settled(engine)
    more_cancelled, more_errors = _cancel_all(engine, plans[len(warm) :])
    after = _settled(engine)
    return CancelRun(
        count, cancelled + more_cancelled, errors + more_errors, after.free_sequences, after.sequences,
        before.memory_mb, after.memory_mb,
    )  # fmt: skip


def _cancel_all(engine: Engine, plans: list[tuple[list[Message], int]]) -> tuple[int, int]:
    cancelled = errors = 0
    lock = threading.Lock()

    def one(plan: tuple[list[Message], int]) -> None:
        nonlocal cancelled, errors
        messages, words = plan
        answer = engine.generate(messages, max_tokens=8, session=str(words))
        try:
            for heard, event in enumerate(answer):
                if heard >= words and event.timings is None:
                    with lock:
                        cancelled += 1
                    break
        except InferenceError:
            with lock:
                errors += 1
        finally:
            answer.close()

    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        list(pool.map(one, plans))
    return cancelled, errors


def _settled(engine: Engine) -> Any:
    """The status when nothing runs any more and the pulse is fresh."""
    time.sleep(2.5)
    deadline = time.monotonic() + 30
    while engine.status().running and time.monotonic() < deadline:
        time.sleep(0.5)
    return engine.status()


def leaked_secrets(engine: Engine, count: int, sessions: int = 15) -> int:
    """Each session has a secret word; how many of `count` interleaved answers hold another session's word."""
    words = [f"{a}{b}" for a in ("amber", "cedar", "delta", "ember", "fable") for b in ("fox", "owl", "elk")][
        :sessions
    ]

    def one(number: int) -> bool:
        mine = words[number % sessions]
        messages = [
            {"role": "system", "content": f"The secret word is {mine}. Repeat the secret word when asked."},
            {"role": "user", "content": f"({number}) What is the secret word?"},
        ]
        said = ask(engine, messages, 12, session=mine).text.lower()
        return any(word in said for word in words if word != mine)

    with concurrent.futures.ThreadPoolExecutor(sessions) as pool:
        return sum(pool.map(one, range(count)))


def main(arguments: list[str] | None = None) -> int:
    """Run what is asked for; without arguments, all of it at full length."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name, full in (
        ("equality", 100),
        ("prefix", 40),
        ("neighbours", 96),
        ("cancels", 2000),
        ("secrets", 1000),
    ):
        parser.add_argument(f"--{name}", type=int, metavar="N", help=f"{full} in the full run")
    given = vars(parser.parse_args(arguments))
    everything = not any(given.values())
    faults = 0
    with Engine() as engine, contextlib.ExitStack():
        reference = Reference(engine.model_path)
        if count := given["equality"] or (100 if everything else 0):
            wrong = different_alone(engine, reference, count)
            print(
                f"alone: {count - len(wrong)} of {count} answers are those of Llama",
                *wrong,
                sep="\n",
                flush=True,
            )
            faults += len(wrong)
        if count := given["prefix"] or (40 if everything else 0):
            differ, used = different_with_prefix(engine, reference, count)
            print(
                f"kept prefix: {count - differ} of {count} are those of Llama, {used} used the prefix",
                flush=True,
            )
            faults += differ
        if count := given["neighbours"] or (96 if everything else 0):
            changed, early = different_together(engine, count)
            print(
                f"neighbours: {changed} of {count} answers changed, {early} of them within 12 letters",
                flush=True,
            )
        if count := given["cancels"] or (2000 if everything else 0):
            run = random_cancels(engine, count)
            print(run, flush=True)
            faults += run.free_sequences != run.sequences or run.errors > 0
        if count := given["secrets"] or (1000 if everything else 0):
            leaked = leaked_secrets(engine, count)
            print(f"secrets: {leaked} of {count} answers hold another session's word", flush=True)
            faults += leaked
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
