"""What a worker makes of orders that do not fit."""

from __future__ import annotations

import os
from typing import Any, cast

import numpy as np
import pytest

from components.inference import InferenceError, Limits, PromptTooLongError
from components.inference.errors import from_wire
from components.inference.loading import Loaded
from components.inference.scheduler import Scheduler
from components.inference.template import Template
from components.inference.worker import _Worker

WINDOW = 64


class CountingTemplate:
    """A token a word."""

    def prefix(self, messages: list[dict[str, Any]]) -> Any:
        return np.arange(sum(len(message["content"].split()) for message in messages), dtype=np.int32)

    prompt = prefix


class Wire:
    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []

    def send(self, messages: list[dict[str, Any]]) -> None:
        self.sent += messages


def loaded() -> Loaded:
    return Loaded(cast(Template, CountingTemplate()), cast(Scheduler, None), WINDOW, Limits())


def order(words: int, op: str = "prepare") -> dict[str, Any]:
    turns = [{"role": "user", "content": "word " * words}]
    return {
        "op": op,
        "id": 1,
        "messages": turns,
        "session": "",
        "adapter": None,
        "timeout_s": 1.0,
        "max_tokens": 4,
        "schema": None,
    }


@pytest.mark.parametrize("op", ["ask", "prepare"])
def test_what_does_not_fit_the_window_is_refused_and_not_cut(op: str) -> None:
    with pytest.raises(PromptTooLongError) as caught:
        loaded().request(order(WINDOW, op))
    assert (caught.value.prompt_tokens, caught.value.window_tokens) == (WINDOW, WINDOW)


def test_what_just_fits_is_prepared_whole() -> None:
    assert len(loaded().request(order(WINDOW - 1)).prompt) == WINDOW - 1


def test_an_order_that_cannot_be_read_is_answered_and_the_next_one_is_heard(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(os, "_exit", lambda _: None)
    worker, wire = _Worker.__new__(_Worker), Wire()
    worker._wire, worker._loaded = cast(Any, wire), loaded()
    fine = [{"role": "user", "content": "one two"}]
    worker.listen(
        [
            {"op": "count", "id": 7, "messages": None},
            {"op": "ping"},
            {"op": "count", "id": 8, "messages": fine},
        ]
    )
    refused, counted = wire.sent
    assert refused["error"] == 7
    error = from_wire(refused)
    assert type(error) is InferenceError
    assert "TypeError" in str(error)
    assert counted == {"count": 8, "tokens": 2}
