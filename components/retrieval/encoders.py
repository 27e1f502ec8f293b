"""The two neural models on onnxruntime: texts to unit vectors, and question-passage pairs to scores.

Both run one text at a time, in as many single-threaded calls at once as there are cores (at most two). That
is faster than batching (no padding, no waiting inside a layer: 20 pairs of 150 tokens took 162 ms,
as one batch 194 ms, on two cores), and a text's numbers never depend on what else was in the batch, as they
would with these int8 models.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from components.retrieval.errors import ModelFileError
from components.retrieval.model_files import EMBEDDER, RERANKER, ModelFile, locate

if TYPE_CHECKING:
    import onnxruntime
    from tokenizers import Encoding, Tokenizer

Vector = NDArray[np.float32]
Item = TypeVar("Item")
Out = TypeVar("Out")
Model = TypeVar("Model")

DIMENSIONS = 384
WINDOW_TOKENS = 512
QUESTION_TOKENS = 160
"""Of a pair's 512 tokens the question gets at most these, so that a passage always has room."""

QUERY_PREFIX = "Represent this sentence for searching relevant passages: "

_THREADS = min(2, os.cpu_count() or 1)
_loading = Lock()


@dataclass(frozen=True, slots=True)
class PairScore:
    """The cross-encoder's logit for a pair (higher is better); `truncated`: the passage did not fit."""

    score: float
    truncated: bool


class Embedder(Protocol):
    """Texts to unit vectors."""

    def embed_question(self, question: str) -> Vector:
        """A unit vector of shape (384,)."""

    def embed_passage(self, passage: str) -> Vector:
        """A unit vector of shape (384,)."""


class Reranker(Protocol):
    """Question and passages to scores."""

    def score(self, question: str, passages: Sequence[str], deadline: float | None) -> list[PairScore | None]:
        """One score a passage; None after `deadline` (`time.perf_counter()` seconds), never for the first."""


class OnnxEmbedder:
    """bge-small-en-v1.5: first token's last hidden state, normalised; questions carry the model's prefix."""

    def __init__(self, folder: Path) -> None:
        self._session = _session(folder)
        self._tokenizer = _tokenizer(folder)
        self._tokenizer.enable_truncation(WINDOW_TOKENS)

    def embed_question(self, question: str) -> Vector:
        """A unit vector of shape (384,) for a question."""
        return self.embed_passage(QUERY_PREFIX + question)

    def embed_passage(self, passage: str) -> Vector:
        """A unit vector of shape (384,); text after 512 tokens is not seen."""
        hidden = _run(self._session, self._tokenizer.encode(passage))
        vector: Vector = hidden[0, 0].astype(np.float32)
        return vector / np.float32(np.linalg.norm(vector))


class OnnxReranker:
    """ms-marco-MiniLM-L-12-v2: reads question and passage together."""

    def __init__(self, folder: Path) -> None:
        self._session = _session(folder)
        self._tokenizer = _tokenizer(folder)
        self._tokenizer.enable_truncation(WINDOW_TOKENS, strategy="only_second")
        self._cutter = _tokenizer(folder)

    def score(self, question: str, passages: Sequence[str], deadline: float | None) -> list[PairScore | None]:
        """One score a passage in order; None for those that the deadline left out (never the first)."""
        short = self._shorten(question)

        def one(numbered: tuple[int, str]) -> PairScore | None:
            number, passage = numbered
            if number and deadline is not None and time.perf_counter() >= deadline:
                return None
            encoding = self._tokenizer.encode(short, passage)
            logit = float(_run(self._session, encoding)[0, 0])
            return PairScore(logit, truncated=bool(encoding.overflowing))

        return in_parallel(one, list(enumerate(passages)))

    def _shorten(self, question: str) -> str:
        encoding = self._cutter.encode(question, add_special_tokens=False)
        return (
            question[: encoding.offsets[QUESTION_TOKENS - 1][1]]
            if len(encoding) > QUESTION_TOKENS
            else question
        )


def load_embedder() -> OnnxEmbedder:
    """The process's one embedder (it keeps nothing of what it embeds).

    Raises:
        ModelFileError: onnxruntime, the tokenizer or the model file is missing or wrong.
    """
    with _loading:
        return _load_embedder()


def load_reranker() -> OnnxReranker:
    """The process's one reranker (it keeps nothing of what it scores).

    Raises:
        ModelFileError: onnxruntime, the tokenizer or the model file is missing or wrong.
    """
    with _loading:
        return _load_reranker()


@cache
def _load_embedder() -> OnnxEmbedder:
    return _opened(EMBEDDER, OnnxEmbedder)


@cache
def _load_reranker() -> OnnxReranker:
    return _opened(RERANKER, OnnxReranker)


def _opened(model: ModelFile, build: Callable[[Path], Model]) -> Model:
    folder = locate(model)
    try:
        return build(folder)
    except ImportError as error:
        advice = "Install the pinned requirements again."
        raise ModelFileError(f"{model.name}: the package {error.name} is not installed. {advice}") from error
    except Exception as error:  # onnxruntime and tokenizers raise bare and private kinds on unreadable files
        raise ModelFileError(
            f"{model.name}: the model in {folder.name} cannot be opened ({error})."
        ) from error


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(_THREADS, thread_name_prefix="retrieval")


def in_parallel(work: Callable[[Item], Out], items: Sequence[Item]) -> list[Out]:
    """`work` on every item, in order, on the process's few model threads."""
    if len(items) < 2:
        return [work(item) for item in items]
    return list(_pool().map(work, items))


def _session(folder: Path) -> onnxruntime.InferenceSession:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    # Idle threads that spin would take the cores from the language model.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(
        str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
    )


def _tokenizer(folder: Path) -> Tokenizer:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def _run(session: onnxruntime.InferenceSession, encoding: Encoding) -> NDArray[Any]:
    ids = np.array([encoding.ids], dtype=np.int64)
    types = np.array([encoding.type_ids], dtype=np.int64)
    feed = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": types}
    output: NDArray[Any] = session.run(None, feed)[0]
    return output
