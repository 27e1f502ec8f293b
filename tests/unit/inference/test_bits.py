"""Kept prefixes change no bit of what is asked alone: logits compared, not texts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from components.inference import catalogue
from components.inference.files import runnable_file
from components.inference.limits import Limits
from tests.bench.engine_prompts import conversations

pytestmark = pytest.mark.model


class Bare:
    """A scheduler in this process, whose logits can be looked at."""

    def __init__(self, seen: list[np.ndarray], **limits: int) -> None:
        from components.inference.loading import load

        self._seen = seen
        path = runnable_file(catalogue().default).path
        self._loaded = load(path, Path("none"), Limits(short_lane_mb=48, long_lane_mb=24, **limits))

    def submit(self, messages: list[dict[str, str]], number: int) -> None:
        order: dict[str, Any] = {"op": "ask", "id": number, "session": "", "adapter": None, "timeout_s": 60}
        self._loaded.scheduler.submit(
            self._loaded.request({**order, "messages": messages, "schema": None, "max_tokens": 2})
        )

    def run(self) -> list[np.ndarray]:
        self._seen.clear()
        while self._loaded.scheduler.busy:
            self._loaded.scheduler.step()
        return list(self._seen)

    def kept(self) -> int:
        return self._loaded.scheduler.snapshot()["kept_prefixes"]

    def close(self) -> None:
        self._loaded.scheduler.close()


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> list[np.ndarray]:
    from components.inference.sampling import Sampler

    seen: list[np.ndarray] = []
    choose = Sampler.choose

    def noting(self: Sampler, logits: np.ndarray) -> int:
        seen.append(logits.copy())
        return choose(self, logits)

    monkeypatch.setattr(Sampler, "choose", noting)
    return seen


@pytest.fixture
def keeping(seen: list[np.ndarray]) -> Iterator[Bare]:
    bare = Bare(seen)
    yield bare
    bare.close()


@pytest.fixture
def forgetful(seen: list[np.ndarray]) -> Iterator[Bare]:
    bare = Bare(seen, smallest_prefix=1_000_000)
    yield bare
    bare.close()


def test_one_after_another_with_prefixes_kept_moved_and_dropped(keeping: Bare, forgetful: Bare) -> None:
    """Among these are several that share a long system prompt, and more kept than there is room for."""
    for number, messages in enumerate(conversations(28)):
        keeping.submit(messages, number)
        forgetful.submit(messages, number)
        ours, theirs = keeping.run(), forgetful.run()
        assert all(np.array_equal(one, other) for one, other in zip(ours, theirs, strict=True)), number
    assert keeping.kept()


def test_after_a_crowd_has_left_its_prefixes_anywhere(keeping: Bare, forgetful: Bare) -> None:
    prompts = conversations(40, seed=3)
    for number, messages in enumerate(prompts[:12]):
        keeping.submit(messages, number)
    keeping.run()
    kept = keeping.kept()
    for number, messages in enumerate(prompts[12:24], 100):
        keeping.submit(messages, number)
        forgetful.submit(messages, number)
        ours, theirs = keeping.run(), forgetful.run()
        # A prefix that was itself read in company carries that company's rounding; anything else must be the same.
        if not _shares(messages, prompts[:12]):
            assert all(np.array_equal(one, other) for one, other in zip(ours, theirs, strict=True)), number
    assert kept


def _shares(messages: list[dict[str, str]], others: list[list[dict[str, str]]]) -> bool:
    long = [
        message["content"]
        for message in messages
        if message["role"] == "system" and len(message["content"]) > 500
    ]
    return any(message["content"] in long for other in others for message in other)
