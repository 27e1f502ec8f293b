"""Puts a worker together: model, template, lanes, scheduler. Imports llama.cpp; only the worker does so."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from components.inference.errors import PromptTooLongError
from components.inference.lane import Lane
from components.inference.limits import Limits
from components.inference.llama import LlamaContext, LlamaModel, Tokens, start_backend
from components.inference.pace import Pace
from components.inference.requests import Request, request_from_wire
from components.inference.sampling import grammar_of
from components.inference.scheduler import LaneKey, Scheduler
from components.inference.template import Template

_MB = 1 << 20
_STEP = 256
"""llama.cpp rounds the cells of a context to this."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A model ready to answer."""

    template: Template
    scheduler: Scheduler
    window: int
    limits: Limits

    def request(self, message: dict[str, Any]) -> Request:
        """The tokenised request. Raises `PromptTooLongError`, `MessagesError` or `SchemaError` before
        anything runs."""
        if message["op"] == "prepare":
            return request_from_wire(
                message, self._fitting(self.template.prefix(message["messages"])), 1, None
            )
        prompt = self._fitting(self.template.prompt(message["messages"]))
        grammar = grammar_of(message["schema"]) if message["schema"] is not None else None
        room = self.window - len(prompt)
        return request_from_wire(message, prompt, min(message["max_tokens"], room), grammar)

    def _fitting(self, prompt: Tokens) -> Tokens:
        if len(prompt) >= self.window:
            raise PromptTooLongError(len(prompt), self.window)
        return prompt

    def count(self, messages: list[dict[str, Any]]) -> int:
        """Tokens of the prompt that these messages make."""
        return len(self.template.prompt(messages))


def load(path: Path, adapters: Path, limits: Limits) -> Loaded:
    """Load the model. Raises `ModelCorruptError` when llama.cpp cannot."""
    start_backend()
    model = LlamaModel(path)
    window = min(model.trained_window, _cells(limits.long_lane_mb, model))
    loras: dict[str, Any] = {}
    pace = Pace(limits.threads)

    def open_lane(key: LaneKey) -> Lane:
        if key.adapter is not None and key.adapter not in loras:
            loras[key.adapter] = model.adapter(key.adapter, adapters / key.adapter / "adapter.gguf")
        return _lane(model, limits, key, window, pace, loras.get(key.adapter or ""))

    return Loaded(Template(model), Scheduler(limits, open_lane, window), window, limits)


def _lane(model: LlamaModel, limits: Limits, key: LaneKey, window: int, pace: Pace, adapter: Any) -> Lane:
    short_mb = limits.short_lane_mb if key.adapter is None else limits.adapter_lane_mb
    cells = window if key.long else min(window, _cells(short_mb, model))
    context = LlamaContext(
        model,
        cells=cells,
        sequences=limits.running + limits.kept_prefixes + 1,
        batch=limits.piece,
        micro_batch=limits.micro_batch,
        pace=pace,
        adapter=adapter,
    )
    share = 0.75 if key.long else 0.25
    kept = min(limits.prefix_mb * _MB // model.cell_bytes, int(cells * share))
    return Lane(model, context, limits, kept_tokens=kept)


def _cells(megabytes: int, model: LlamaModel) -> int:
    return max(_STEP, megabytes * _MB // model.cell_bytes // _STEP * _STEP)
