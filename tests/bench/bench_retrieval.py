"""What retrieval costs on this machine: `python -m tests.bench.bench_retrieval [--json FILE] [--chunks N]`.

1. One question over 10,000 chunks before reranking, against `bm25s` plus brute-force numpy in the same run.
   Texts are made up (varied words, Zipf's law); chunk vectors are random unit vectors, as embedding 10,000 chunks takes
   minutes and their values do not change the time. The question is embedded by the real model on both sides.
2. Reranking 20 passages of about 150 tokens, and finding the sentence within one of them.
3. Indexing a page of text (500 words) again after an edit of one word, and after one of every paragraph.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import bm25s
import numpy as np

from components.retrieval import Chunk, Document, LocalIndex, Models, SearchResult
from components.retrieval.encoders import DIMENSIONS, Vector, load_embedder, load_reranker
from components.retrieval.pinpoint import best_sentence, sentences

GOAL_SEARCH_MS, GOAL_RERANK_MS, GOAL_REPLACE_MS = 100.0, 300.0, 300.0
QUESTIONS = 30
REPEATS = 7


class RandomPassages:
    """The real question encoder; passages get random unit vectors."""

    def __init__(self, seed: int) -> None:
        self._random = np.random.default_rng(seed)
        self._real = load_embedder()

    def embed_question(self, question: str) -> Vector:
        return self._real.embed_question(question)

    def embed_passage(self, passage: str) -> Vector:
        vector = self._random.standard_normal(DIMENSIONS).astype(np.float32)
        return vector / np.float32(np.linalg.norm(vector))


class Texts:
    """Made-up text with words as uneven in frequency as real ones."""

    def __init__(self, seed: int) -> None:
        self._random = np.random.default_rng(seed)
        syllables = [a + b for a in "bdfgklmnprst" for b in ("a", "e", "i", "o", "u", "en", "ar")]
        self._words = ["".join(self._random.choice(syllables, 3)) for _ in range(20_000)]
        weights = 1.0 / np.arange(1, len(self._words) + 1)
        self._cumulative = np.cumsum(weights / weights.sum())

    def sentence(self, words: int = 12) -> str:
        places = np.searchsorted(self._cumulative, self._random.random(words) * self._cumulative[-1])
        return " ".join(self._words[place] for place in places).capitalize() + "."

    def paragraph(self, sentences: int) -> str:
        return " ".join(self.sentence() for _ in range(sentences))


def median_ms(work: Callable[[], object], repeats: int = REPEATS) -> float:
    """Median of several runs after one to warm up, in milliseconds."""
    work()
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1000


def baseline(passages: list[str], matrix: np.ndarray) -> Callable[[str], object]:
    """`bm25s` and a whole-matrix product: what one would write in an afternoon."""
    ranker = bm25s.BM25()
    ranker.index(bm25s.tokenize(passages, show_progress=False), show_progress=False)
    embedder = load_embedder()

    def ask(question: str) -> object:
        words = ranker.retrieve(bm25s.tokenize(question, show_progress=False), k=100, show_progress=False)
        scores = matrix @ embedder.embed_question(question)
        best = np.argpartition(-scores, 100)[:100]
        return words, best[np.argsort(-scores[best])]

    return ask


def bench_search(count: int) -> dict[str, float]:
    """Medians over the questions, in milliseconds, each question asked on both sides in turn."""
    texts, embedder = Texts(1), RandomPassages(2)
    passages = [texts.paragraph(6) for _ in range(count)]
    documents = [Document(f"d{n}", f"Document {n}", text, "text") for n, text in enumerate(passages)]
    index = LocalIndex(documents, models=Models(lambda: embedder, load_reranker))
    matrix = np.stack([embedder.embed_passage(text) for text in passages])
    other = baseline(passages, matrix)
    questions = [texts.sentence(9) for _ in range(QUESTIONS)]
    results: list[SearchResult] = []
    theirs = []
    for question in questions:
        index.search(question, rerank=False)
        results.append(index.search(question, rerank=False))
        theirs.append(median_ms(partial(other, question), repeats=1))
    ours = sorted(result.timings_s["total"] * 1000 for result in results)
    stages = {
        f"{stage}_ms": statistics.median(result.timings_s[stage] for result in results) * 1000
        for stage in ("lexical", "embed_question", "dense", "fusion")
    }
    median = statistics.median(ours)
    reference = statistics.median(theirs)
    return {
        "chunks": len(index), "search_ms": median, "search_worst_ms": ours[-1], **stages,
        "bm25s_numpy_ms": reference, "ratio": median / reference,
    }  # fmt: skip


def english_words() -> list[str]:
    """The words of the corpora that the tests use (made-up words break into thrice as many word pieces)."""
    docs = sorted((Path(__file__).parents[1] / "fixtures" / "corpora").glob("*/docs/*.md"))
    words = " ".join(path.read_text(encoding="utf-8") for path in docs).split()
    return [word for word in words if not word.startswith("#")]


def bench_rerank() -> dict[str, float]:
    """20 passages of some 150 tokens each, and the sentence within the best of them."""
    reranker, words, question = load_reranker(), english_words(), "What does an adult return cost?"
    passages = [" ".join(words[n * 60 : n * 60 + 108]) for n in range(20)]
    tokens = statistics.mean(len(reranker._cutter.encode(passage)) for passage in passages)
    cost = median_ms(lambda: reranker.score(question, passages, None))
    chunk = Chunk("d", 0, passages[0], 0, len(passages[0]))
    sentence = median_ms(lambda: best_sentence(question, chunk, reranker, None))
    return {
        "rerank_20_ms": cost, "rerank_mean_tokens": tokens,
        "sentence_ms": sentence, "sentences": len(sentences(chunk)),
    }  # fmt: skip


def bench_replace() -> dict[str, float]:
    """One page of 500 English words among others."""
    words = english_words()
    starts = range(0, len(words) - 500, 500)
    pages = [
        "\n\n".join(" ".join(words[at : at + 50]) for at in range(start, start + 500, 50)) for start in starts
    ]
    index = LocalIndex([Document(f"d{n}", f"Page {n}", page, "text") for n, page in enumerate(pages)])
    page = index.documents[0]
    counter = iter(range(1_000))

    def edit_word() -> None:
        index.replace(page.with_text(f"{page.text} {next(counter)}"))

    def edit_all() -> None:
        index.replace(page.with_text(page.text.replace("\n\n", f" {next(counter)}\n\n")))

    return {"replace_one_edit_ms": median_ms(edit_word), "replace_whole_page_ms": median_ms(edit_all)}


def report(figures: dict[str, float]) -> str:
    """The figures beside their goals."""
    goals = {
        "search_ms": GOAL_SEARCH_MS,
        "rerank_20_ms": GOAL_RERANK_MS,
        "replace_one_edit_ms": GOAL_REPLACE_MS,
        "replace_whole_page_ms": GOAL_REPLACE_MS,
    }
    lines = []
    for name, value in figures.items():
        goal = goals.get(name)
        verdict = "" if goal is None else f"  goal {goal:g}: {'met' if value < goal else 'MISSED'}"
        lines.append(f"{name:24}{value:10.2f}{verdict}")
    return "\n".join(lines)


def main() -> None:
    """Run all three and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--chunks", type=int, default=10_000, help="chunks in the searched index")
    parser.add_argument("--json", type=Path, help="also write the figures here")
    chosen = parser.parse_args()
    # A busy machine shows in every figure below: two cores carry a load of 2.
    load = {"load_at_start": os.getloadavg()[0]}
    figures = {**load, **bench_search(chosen.chunks), **bench_rerank(), **bench_replace()}
    print(report(figures))
    if chosen.json:
        chosen.json.write_text(json.dumps(figures, indent=2), encoding="utf-8")


if __name__ == "__main__":
    main()
