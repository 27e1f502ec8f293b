"""The engine for the tests that need the real model: one for all of them."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

os.environ.setdefault(
    "GOMP_SPINCOUNT", "10000"
)  # before llama.cpp loads into the test process: see `Limits.spin`

from components.inference import Engine
from tests.bench.engine_soak import Reference


@pytest.fixture(scope="session")
def engine() -> Iterator[Engine]:
    """The default model, ready."""
    with Engine() as engine:
        yield engine


@pytest.fixture(scope="session")
def reference(engine: Engine) -> Reference:
    """The high-level `Llama` on the same file."""
    return Reference(engine.model_path)
