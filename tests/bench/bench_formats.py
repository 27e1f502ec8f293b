"""Which encoding of the default model: `python -m tests.bench.bench_formats [--corpus FOLDER …] [--arms a,b]`.

For each encoding its size, how fast it reads and writes, sixteen at once, and the answers over the gold sets.
"""

from __future__ import annotations

import argparse
import concurrent.futures
import sys
import tempfile
import time
from pathlib import Path

from components.inference import DEFAULT_MODEL, Engine, find_model
from components.inference.catalogue import source_file
from components.inference.files import cache_folder, encode
from components.playground.adapters import adapters_for
from components.playground.corpus import load_corpus
from components.playground.evaluation import Evaluation
from components.playground.settings import Settings
from components.retrieval import LocalIndex
from tests.bench.bench_engine import ask_engine, machine
from tests.bench.engine_prompts import corpus, questions, stuffed

ENCODINGS = ("Q4_1", "Q8_0", "Q6_K", "Q4_0", "F16")
_CORPORA = sorted(Path("data/corpora").iterdir()) if Path("data/corpora").is_dir() else []


def speed(engine: Engine) -> tuple[float, float, float]:
    """Tokens a second read (1,300 at once), tokens a second written, seconds for sixteen at once over them."""
    ask_engine(engine, [{"role": "user", "content": "Hello."}], 4)
    prompts = [stuffed(corpus(620, seed=31), question) for question in questions(16)]
    last = list(engine.generate(prompts[0], max_tokens=1))[-1].timings
    assert last is not None
    read = last.prompt_tokens / last.first_token_s
    last = list(engine.generate([{"role": "user", "content": "Write a long story."}], max_tokens=100))[
        -1
    ].timings
    assert last is not None
    fresh = [stuffed(corpus(620, seed=37), question) for question in questions(16)]
    began = time.perf_counter()
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda messages: ask_engine(engine, messages, 24), fresh))
    return read, last.tokens_per_s, time.perf_counter() - began


def quality(engine: Engine, folders: list[Path], arms: list[str]) -> list[str]:
    """Right answers, and valid replies, of each arm over all gold sets."""
    cells = []
    totals = {arm: [0, 0, 0, 0] for arm in arms}
    for folder in folders:
        gold = load_corpus(folder)
        with LocalIndex(gold.documents) as index:
            report = Evaluation(gold, index, engine, DEFAULT_MODEL, adapters_for(gold), Settings()).run(arms)
        for arm, measured in report.arms.items():
            for place, metric in enumerate((measured.knowledge, measured.behaviour)):
                if metric is not None:
                    totals[arm][2 * place] += metric.hits
                    totals[arm][2 * place + 1] += metric.n
    for arm in arms:
        right, asked, valid, replies = totals[arm]
        cells.append(f"{right}/{asked} right, {valid}/{replies} valid")
    return cells


def main(arguments: list[str] | None = None) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--corpus", type=Path, action="append", help="a folder with a gold.yaml")
    parser.add_argument("--arms", default="full_context,retrieved")
    parser.add_argument("--encodings", default=",".join(ENCODINGS))
    given = parser.parse_args(arguments)
    arms = given.arms.split(",")
    source = source_file(find_model(DEFAULT_MODEL), cache_folder())
    print(machine(), "\n")
    print(f"| encoding | MB | reads tokens/s | writes tokens/s | 16 at once s | {' | '.join(arms)} |")
    print("|---" * (5 + len(arms)) + "|")
    with tempfile.TemporaryDirectory() as folder:
        for name in given.encodings.split(","):
            path = source if name == "Q4_1" else Path(folder) / f"{name}.gguf"
            if path != source:
                encode(source, path, name)
            with Engine(path=path) as engine:
                read, written, crowd_s = speed(engine)
                cells = quality(engine, given.corpus or _CORPORA, arms)
            figures = [f"{path.stat().st_size / 1e6:.0f}", f"{read:.0f}", f"{written:.0f}", f"{crowd_s:.2f}"]
            print(f"| {' | '.join([name, *figures, *cells])} |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
