"""Times the engine against what people would otherwise use: `python -m tests.bench.bench_engine [--only a,b,c,d,e,f]`.

Everything runs on the same file in one run. "Locked Llama" is `llama_cpp.Llama` behind a lock, two threads, as an app
with several users would use it. Figures are seconds unless said; a ratio is ours over theirs.
"""

from __future__ import annotations

import argparse
import concurrent.futures
import ctypes
import os
import platform
import statistics
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

os.environ.setdefault("GOMP_SPINCOUNT", "10000")  # the same for theirs as for ours; see `Limits.spin`

from components.inference import Engine
from tests.bench.engine_prompts import Message, corpus, questions, stuffed

USERS = 16
_WORDS = 24


@dataclass(frozen=True)
class Line:
    """A row of the table: ours, theirs (None where there is nothing to compare), and the goal."""

    name: str
    ours: float
    theirs: float | None = None
    goal: str = ""
    unit: str = "s"

    def text(self) -> str:
        """As Markdown."""
        theirs = f"{self.theirs:.2f} {self.unit}" if self.theirs is not None else "–"
        ratio = f"{self.ours / self.theirs:.2f}" if self.theirs else "–"
        return f"| {self.name} | {self.ours:.2f} {self.unit} | {theirs} | {ratio} | {self.goal} |"


@dataclass(frozen=True)
class Crowd:
    """What many askers at once saw."""

    total_s: float
    slowest_first_s: float
    generated_tokens: int


class LockedLlama:
    """The usual way: one `Llama`, one lock."""

    def __init__(self, path: Path) -> None:
        from llama_cpp import Llama

        self._llama = Llama(str(path), n_ctx=8192, n_threads=2, n_threads_batch=2, verbose=False)
        self._lock = threading.Lock()

    def reset(self) -> None:
        """Forget what it has read."""
        self._llama.reset()

    def ask(self, messages: list[Message], max_tokens: int) -> tuple[float, int]:
        """Seconds to the first token, tokens of the answer."""
        began = time.perf_counter()
        first, tokens = 0.0, 0
        with self._lock:
            for chunk in self._llama.create_chat_completion(
                messages, max_tokens=max_tokens, temperature=0.0, stream=True
            ):
                if chunk["choices"][0]["delta"].get("content"):
                    first = first or time.perf_counter() - began
                    tokens += 1
        return first, tokens


def ask_engine(
    engine: Engine, messages: list[Message], max_tokens: int, session: str = ""
) -> tuple[float, int]:
    """Seconds to the first token, tokens of the answer."""
    last = list(engine.generate(messages, max_tokens=max_tokens, session=session))[-1].timings
    assert last is not None
    return last.first_token_s, last.generated_tokens


def crowd(ask: Callable[[list[Message], int], tuple[float, int]], prompts: Sequence[list[Message]]) -> Crowd:
    """All prompts at once, each from its own thread."""
    began = time.perf_counter()
    with concurrent.futures.ThreadPoolExecutor(len(prompts)) as pool:
        seen = list(pool.map(lambda messages: ask(messages, _WORDS), prompts))
    total_s = time.perf_counter() - began
    return Crowd(total_s, max(first for first, _ in seen), sum(tokens for _, tokens in seen))


def stuffed_crowd(engine: Engine, llama: LockedLlama) -> list[Line]:
    """(a) Sixteen at once over one stuffed corpus of about 1,300 tokens, cold and warm."""
    prompts = [stuffed(corpus(860, seed=31), question) for question in questions(USERS)]
    tokens = engine.count_tokens(prompts[0])
    llama.reset()
    theirs = crowd(llama.ask, prompts)
    cold = crowd(lambda messages, most: ask_engine(engine, messages, most), prompts)
    warm = crowd(lambda messages, most: ask_engine(engine, messages, most), prompts)
    return [
        Line(
            f"(a) {USERS} at once, {tokens:,} prompt tokens, cold: all answers",
            cold.total_s,
            theirs.total_s,
            "≤ 0.50",
        ),
        Line(
            "(a) the same: first token of the slowest", cold.slowest_first_s, theirs.slowest_first_s, "< 2 s"
        ),
        Line("(a) the same, asked again: all answers", warm.total_s, theirs.total_s),
        Line(
            "(a) the same, asked again: first token of the slowest",
            warm.slowest_first_s,
            theirs.slowest_first_s,
        ),
        Line("(a) tokens answered", cold.generated_tokens, theirs.generated_tokens, unit="tokens"),
    ]


def single_stream(engine: Engine, rounds: int = 5, tokens: int = 120) -> list[Line]:
    """(b) One answer's rate against a bare loop over the low-level API with nothing around it."""
    messages = [{"role": "user", "content": "Write a long story about a lighthouse keeper and his dog."}]
    bare = _BareLoop(engine.model_path)
    ours, theirs = [], []
    for _ in range(rounds):
        last = list(engine.generate(messages, max_tokens=tokens))[-1].timings
        assert last is not None
        ours.append(last.tokens_per_s)
        theirs.append(bare.rate(tokens))
    return [Line("(b) one stream", statistics.median(ours), statistics.median(theirs), "≥ 0.95", "tokens/s")]


class _BareLoop:
    """`llama_decode` and an argmax in a loop."""

    def __init__(self, path: Path) -> None:
        import llama_cpp
        import numpy as np

        self._lib: Any = llama_cpp
        self._np = np
        model = llama_cpp.llama_model_load_from_file(
            str(path).encode(), llama_cpp.llama_model_default_params()
        )
        parameters = llama_cpp.llama_context_default_params()
        parameters.n_ctx, parameters.n_threads, parameters.n_threads_batch = 4096, 2, 2
        parameters.flash_attn_type = llama_cpp.LLAMA_FLASH_ATTN_TYPE_DISABLED
        self._context = llama_cpp.llama_init_from_model(model, parameters)
        self._size = llama_cpp.llama_vocab_n_tokens(llama_cpp.llama_model_get_vocab(model))

    def rate(self, tokens: int, prompt: int = 45) -> float:
        """Tokens a second after a prompt of 45."""
        lib = self._lib
        lib.llama_memory_clear(lib.llama_get_memory(self._context), True)
        token = self._decode(list(range(1000, 1000 + prompt)))
        began = time.perf_counter()
        for _ in range(tokens):
            token = self._decode([token])
        return tokens / (time.perf_counter() - began)

    def _decode(self, tokens: list[int]) -> int:
        lib = self._lib
        array = (ctypes.c_int32 * len(tokens))(*tokens)
        lib.llama_decode(self._context, lib.llama_batch_get_one(array, len(tokens)))
        logits = self._np.ctypeslib.as_array(lib.llama_get_logits_ith(self._context, -1), (self._size,))
        return int(logits.argmax())


def second_question(engine: Engine) -> list[Line]:
    """(c) A second question over a corpus of about 4,000 tokens."""
    text = corpus(2650, seed=33)
    prompts = [stuffed(text, question) for question in questions(4, seed=8)]
    tokens = engine.count_tokens(prompts[0])
    cold, *warm = [ask_engine(engine, messages, 4)[0] for messages in prompts]
    return [
        Line(
            f"(c) first token, {tokens:,} prompt tokens: second question against first",
            min(warm),
            cold,
            "≤ 0.10",
        )
    ]


def three_arms(engine: Engine, llama: LockedLlama) -> list[Line]:
    """(d) One question's three arms side by side, against one after another on `Llama`."""
    text = corpus(860, seed=34)
    question = "What does delivery number 7 cost?"
    chunks = "\n".join(text.splitlines()[3:9])
    arms = [
        [{"role": "user", "content": question}],
        stuffed(text, question),
        [{"role": "user", "content": f"Use these passages.\n{chunks}\n\n{question}"}],
    ]
    llama.reset()
    began = time.perf_counter()
    for messages in arms:
        llama.ask(messages, 48)
    theirs = time.perf_counter() - began
    began = time.perf_counter()
    with concurrent.futures.ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda messages: ask_engine(engine, messages, 48), arms))
    return [Line("(d) three arms of one question", time.perf_counter() - began, theirs)]


def nothing_shared(engine: Engine, llama: LockedLlama) -> list[Line]:
    """(e) Sixteen different prompts of about 200 tokens."""
    prompts = [[{"role": "user", "content": f"{corpus(80, seed=50 + n)}\n\nSum up."}] for n in range(USERS)]
    llama.reset()
    theirs = crowd(llama.ask, prompts)
    ours = crowd(lambda messages, most: ask_engine(engine, messages, most), prompts)
    return [
        Line(f"(e) {USERS} at once, nothing shared: all answers", ours.total_s, theirs.total_s),
        Line("(e) the same: first token of the slowest", ours.slowest_first_s, theirs.slowest_first_s),
    ]


def memory(engine: Engine) -> list[Line]:
    """(f) Resident memory of the worker, after all of the above."""
    time.sleep(2.5)
    return [Line("(f) worker's resident memory", engine.status().memory_mb, None, "app < 1,000 MB", "MB")]


def machine() -> str:
    """The machine in a line."""
    info = Path("/proc/cpuinfo").read_text(encoding="utf-8") if Path("/proc/cpuinfo").exists() else ""
    names = {line.partition(":")[2].strip() for line in info.splitlines() if line.startswith("model name")}
    wide = "AVX-512" if "avx512f" in info else "no AVX-512"
    return f"{', '.join(names) or platform.processor()}, {os.cpu_count()} cores, {wide}, {platform.system()}"


def main(arguments: list[str] | None = None) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", default="a,b,c,d,e,f", help="letters of the parts to run")
    wanted = parser.parse_args(arguments).only.split(",")
    with Engine() as engine:
        llama = LockedLlama(engine.model_path)
        llama.ask([{"role": "user", "content": "Hello."}], 4)
        ask_engine(engine, [{"role": "user", "content": "Hello."}], 4)
        parts: dict[str, Callable[[], list[Line]]] = {
            "a": lambda: stuffed_crowd(engine, llama),
            "b": lambda: single_stream(engine),
            "c": lambda: second_question(engine),
            "d": lambda: three_arms(engine, llama),
            "e": lambda: nothing_shared(engine, llama),
            "f": lambda: memory(engine),
        }
        print(f"{machine()}; load before: {os.getloadavg()[0]:.1f}; {engine.model_path.name}\n")
        print("| what | engine | against | ratio | goal |\n|---|---|---|---|---|")
        for name in wanted:
            print("\n".join(line.text() for line in parts[name]()), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
