"""Choosing the next token with llama.cpp's own samplers, under a JSON schema if wanted."""

from __future__ import annotations

import ctypes
import json
from typing import Any

import llama_cpp
import numpy as np
from llama_cpp.llama_grammar import json_schema_to_gbnf
from numpy.typing import NDArray

from components.inference.errors import SchemaError
from components.inference.llama import LlamaModel

_TOP_K, _TOP_P, _MIN_P = 40, 0.95, 0.05
"""The defaults of `Llama.create_chat_completion`."""
_CANDIDATE = np.dtype([("id", np.int32), ("logit", np.float32), ("p", np.float32)])


def grammar_of(schema: dict[str, Any]) -> str:
    """The llama.cpp grammar (GBNF) of a JSON schema. Raises `SchemaError`."""
    try:
        text: str = json_schema_to_gbnf(json.dumps(schema))
    except (AssertionError, AttributeError, KeyError, RecursionError, TypeError, ValueError) as error:
        raise SchemaError(str(error) or type(error).__name__) from error
    return text


class Sampler:
    """The samplers of one answer. `close` frees them."""

    def __init__(self, model: LlamaModel, *, temperature: float, seed: int, grammar: str | None) -> None:
        self._size = model.vocabulary_size
        self._greedy = temperature <= 0
        self._grammar = _grammar(model, grammar) if grammar else None
        self._chain = None if self._greedy else _chain(temperature, seed)

    def choose(self, logits: NDArray[np.float32]) -> int:
        """The next token of an answer with these logits, shape (vocabulary,)."""
        token = self._unconstrained(logits)
        if self._grammar is None:
            return token
        if not self._allowed(token):
            token = self._constrained(logits)
        llama_cpp.llama_sampler_accept(self._grammar, token)
        return token

    def close(self) -> None:
        """Free llama.cpp's samplers."""
        for sampler in (self._grammar, self._chain):
            if sampler is not None:
                llama_cpp.llama_sampler_free(sampler)
        self._grammar = self._chain = None

    def _unconstrained(self, logits: NDArray[np.float32]) -> int:
        # llama.cpp's greedy sampler takes the first of the largest, as argmax does, after a copy of the whole
        # vocabulary.
        return int(logits.argmax()) if self._greedy else self._sample(_candidates(logits))

    def _allowed(self, token: int) -> bool:
        """Ask the grammar about one token only: the whole vocabulary takes it milliseconds."""
        one = np.zeros(1, dtype=_CANDIDATE)
        one["id"] = token
        llama_cpp.llama_sampler_apply(self._grammar, ctypes.byref(_array(one)))
        return bool(np.isfinite(one["logit"][0]))

    def _constrained(self, logits: NDArray[np.float32]) -> int:
        candidates = _candidates(logits)
        llama_cpp.llama_sampler_apply(self._grammar, ctypes.byref(_array(candidates)))
        if self._greedy:
            return int(candidates["id"][candidates["logit"].argmax()])
        return self._sample(candidates)

    def _sample(self, candidates: NDArray[Any]) -> int:
        array = _array(candidates)
        llama_cpp.llama_sampler_apply(self._chain, ctypes.byref(array))
        token = int(array.data[array.selected].id)
        llama_cpp.llama_sampler_accept(self._chain, token)
        return token


def _candidates(logits: NDArray[np.float32]) -> NDArray[Any]:
    candidates = np.zeros(len(logits), dtype=_CANDIDATE)
    candidates["id"] = np.arange(len(logits), dtype=np.int32)
    candidates["logit"] = logits
    return candidates


def _array(candidates: NDArray[Any]) -> Any:
    pointer = ctypes.cast(candidates.ctypes.data, llama_cpp.llama_token_data_p)
    return llama_cpp.llama_token_data_array(data=pointer, size=len(candidates), selected=-1, sorted=False)


def _grammar(model: LlamaModel, text: str) -> Any:
    grammar = llama_cpp.llama_sampler_init_grammar(model.vocab, text.encode(), b"root")
    if not grammar:
        raise SchemaError("llama.cpp cannot read the grammar made from it")
    return grammar


def _chain(temperature: float, seed: int) -> Any:
    """The same samplers in the same order as the high-level `Llama`."""
    chain = llama_cpp.llama_sampler_chain_init(llama_cpp.llama_sampler_chain_default_params())
    for sampler in (
        llama_cpp.llama_sampler_init_top_k(_TOP_K),
        llama_cpp.llama_sampler_init_top_p(_TOP_P, 1),
        llama_cpp.llama_sampler_init_min_p(_MIN_P, 1),
        llama_cpp.llama_sampler_init_temp(temperature),
        llama_cpp.llama_sampler_init_dist(seed),
    ):
        llama_cpp.llama_sampler_chain_add(chain, sampler)
    return chain
