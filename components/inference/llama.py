"""llama.cpp as this slice uses it: model, context, batch. Thin and typed; everything else stays behind this
module."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import llama_cpp
import numpy as np
from numpy.typing import NDArray

from components.inference.errors import AdapterMissingError, ModelCorruptError
from components.inference.pace import Pace

Tokens = NDArray[np.int32]


@llama_cpp.llama_log_callback  # type: ignore[untyped-decorator]
def _silent(level: int, text: bytes, data: Any) -> None:
    """llama.cpp logs a page per model; what matters comes back as errors."""


def start_backend() -> None:
    """Once a process."""
    llama_cpp.llama_log_set(_silent, ctypes.c_void_p())
    llama_cpp.llama_backend_init()


class LlamaModel:
    """The weights and the vocabulary."""

    def __init__(self, path: Path) -> None:
        parameters = llama_cpp.llama_model_default_params()
        self.handle = llama_cpp.llama_model_load_from_file(str(path).encode(), parameters)
        if not self.handle:
            raise ModelCorruptError(path.name, "llama.cpp cannot load it")
        self.vocab = llama_cpp.llama_model_get_vocab(self.handle)
        self.vocabulary_size: int = llama_cpp.llama_vocab_n_tokens(self.vocab)
        self.trained_window: int = llama_cpp.llama_model_n_ctx_train(self.handle)
        self.cell_bytes = self._cell_bytes()
        self._pieces: dict[int, bytes] = {}

    def tokenise(self, text: str) -> Tokens:
        """Tokens of a rendered prompt; its special tokens are read as such."""
        data = text.encode("utf-8", errors="replace")
        room = len(data) + 8
        buffer = np.empty(room, dtype=np.int32)
        pointer = buffer.ctypes.data_as(ctypes.POINTER(ctypes.c_int32))
        count = llama_cpp.llama_tokenize(self.vocab, data, len(data), pointer, room, False, True)
        if count < 0:
            raise ValueError(f"llama.cpp needs {-count} tokens for {len(data)} bytes")
        return buffer[:count].copy()

    def piece(self, token: int) -> bytes:
        """The bytes of one token; control tokens have none."""
        known = self._pieces.get(token)
        if known is None:
            buffer = ctypes.create_string_buffer(256)
            size = llama_cpp.llama_token_to_piece(self.vocab, token, buffer, 256, 0, False)
            known = self._pieces[token] = buffer.raw[: max(0, size)]
        return known

    def is_end(self, token: int) -> bool:
        """Whether the token ends an answer."""
        return bool(llama_cpp.llama_vocab_is_eog(self.vocab, token))

    def meta(self, key: str) -> str | None:
        """A value of the file's header."""
        buffer = ctypes.create_string_buffer(1 << 16)
        size = llama_cpp.llama_model_meta_val_str(self.handle, key.encode(), buffer, len(buffer))
        return buffer.value.decode("utf-8", errors="replace") if size >= 0 else None

    def token_text(self, token: int) -> str:
        """A special token as the chat template writes it."""
        if token < 0:
            return ""
        text: bytes = llama_cpp.llama_vocab_get_text(self.vocab, token)
        return text.decode("utf-8", errors="replace")

    def control_texts(self) -> tuple[str, ...]:
        """The texts of all control tokens, such as the one that ends a turn; longest first."""
        found = (
            self.token_text(token)
            for token in range(self.vocabulary_size)
            if llama_cpp.llama_vocab_is_control(self.vocab, token)
        )
        return tuple(sorted({text for text in found if text}, key=len, reverse=True))

    @property
    def begin_text(self) -> str:
        """Text of the token that begins a prompt."""
        return self.token_text(llama_cpp.llama_vocab_bos(self.vocab))

    @property
    def end_text(self) -> str:
        """Text of the token that ends a turn."""
        return self.token_text(llama_cpp.llama_vocab_eos(self.vocab))

    def adapter(self, name: str, path: Path) -> Any:
        """Load a LoRA adapter. Raises `AdapterMissingError` when there is none or it does not fit."""
        if not path.is_file():
            raise AdapterMissingError(name)
        handle = llama_cpp.llama_adapter_lora_init(self.handle, str(path).encode())
        if not handle:
            raise AdapterMissingError(name, "it was made for another model, or its file is damaged")
        return handle

    def _cell_bytes(self) -> int:
        """Bytes that one token takes in a context: keys and values of all layers, 16 bits each."""
        heads = llama_cpp.llama_model_n_head(self.handle)
        width = llama_cpp.llama_model_n_embd(self.handle) // max(1, heads)
        kept = llama_cpp.llama_model_n_head_kv(self.handle) * width
        return int(llama_cpp.llama_model_n_layer(self.handle) * kept * 2 * 2)


@dataclass(frozen=True, slots=True)
class Rows:
    """What one step computes: a token, its position and its sequence a row; `wanted` rows give logits."""

    tokens: Tokens
    positions: Tokens
    sequences: Tokens
    wanted: NDArray[np.bool_]


class LlamaContext:
    """The cells of many sequences over one model, with at most one adapter."""

    def __init__(
        self,
        model: LlamaModel,
        *,
        cells: int,
        sequences: int,
        batch: int,
        micro_batch: int,
        pace: Pace,
        adapter: Any,
    ) -> None:
        parameters = llama_cpp.llama_context_default_params()
        parameters.n_ctx, parameters.n_seq_max, parameters.kv_unified = cells, sequences, True
        parameters.n_batch, parameters.n_ubatch, parameters.n_outputs_max = batch, micro_batch, sequences
        parameters.n_threads = parameters.n_threads_batch = self._threads = pace.threads
        # The default of `Llama`, whose answers ours must equal; flash attention rounds otherwise.
        parameters.flash_attn_type = llama_cpp.LLAMA_FLASH_ATTN_TYPE_DISABLED
        parameters.no_perf = True
        self.model = model
        self.cells = cells
        self._pace = pace
        self.handle = llama_cpp.llama_init_from_model(model.handle, parameters)
        if not self.handle:
            raise MemoryError(f"no memory for a context of {cells:,} tokens")
        if adapter is not None:
            self._use(adapter)
        self.memory = llama_cpp.llama_get_memory(self.handle)
        self._batch = _Batch(batch)

    def decode(self, rows: Rows) -> None:
        """Compute one step. Raises `RuntimeError` with llama.cpp's status when it could not."""
        batch = self._batch.filled(rows)
        if self._threads != self._pace.threads:
            self._threads = self._pace.threads
            llama_cpp.llama_set_n_threads(self.handle, self._threads, self._threads)
        with self._pace.step():
            status = llama_cpp.llama_decode(self.handle, batch)
        if status != 0:
            raise RuntimeError(f"llama_decode gave {status}")

    def logits(self, row: int) -> NDArray[np.float32]:
        """Logits of a wanted row of the last step; a view that the next step overwrites. Shape
        (vocabulary,)."""
        pointer = llama_cpp.llama_get_logits_ith(self.handle, row)
        return np.ctypeslib.as_array(pointer, shape=(self.model.vocabulary_size,))

    def fork(self, source: int, target: int, length: int) -> None:
        """Let `target` share the first `length` cells of `source`."""
        llama_cpp.llama_memory_seq_cp(self.memory, source, target, 0, length)

    def cut(self, sequence: int, start: int = 0) -> None:
        """Forget a sequence from position `start` on."""
        llama_cpp.llama_memory_seq_rm(self.memory, sequence, start, -1)

    def save(self, sequence: int) -> Any:
        """A sequence's cells as bytes, for `restore`."""
        size = llama_cpp.llama_state_seq_get_size(self.handle, sequence)
        buffer = (ctypes.c_uint8 * size)()
        llama_cpp.llama_state_seq_get_data(self.handle, buffer, size, sequence)
        return buffer

    def restore(self, sequence: int, saved: Any) -> bool:
        """Put saved cells back, into the lowest free places."""
        return bool(llama_cpp.llama_state_seq_set_data(self.handle, saved, len(saved), sequence))

    def close(self) -> None:
        """Give the cells back."""
        if self.handle:
            llama_cpp.llama_free(self.handle)
            self.handle = None

    def _use(self, adapter: Any) -> None:
        adapters = (llama_cpp.llama_adapter_lora_p_ctypes * 1)(adapter)
        llama_cpp.llama_set_adapters_lora(self.handle, adapters, 1, (ctypes.c_float * 1)(1.0))


class _Batch:
    """A `llama_batch` over numpy arrays, filled without a Python loop."""

    def __init__(self, size: int) -> None:
        self._tokens = np.zeros(size, dtype=np.int32)
        self._positions = np.zeros(size, dtype=np.int32)
        self._sequences = np.zeros(size, dtype=np.int32)
        self._counts = np.ones(size, dtype=np.int32)
        self._wanted = np.zeros(size, dtype=np.int8)
        start = self._sequences.ctypes.data
        self._rows = np.array([start + 4 * row for row in range(size)], dtype=np.uintp)
        self._batch = llama_cpp.llama_batch(
            n_tokens=0,
            token=self._pointer(self._tokens, ctypes.c_int32),
            embd=None,
            pos=self._pointer(self._positions, ctypes.c_int32),
            n_seq_id=self._pointer(self._counts, ctypes.c_int32),
            seq_id=ctypes.cast(self._rows.ctypes.data, ctypes.POINTER(ctypes.POINTER(ctypes.c_int32))),
            logits=self._pointer(self._wanted, ctypes.c_int8),
        )

    def filled(self, rows: Rows) -> Any:
        """The batch holding these rows."""
        count = len(rows.tokens)
        self._tokens[:count], self._positions[:count] = rows.tokens, rows.positions
        self._sequences[:count], self._wanted[:count] = rows.sequences, rows.wanted
        self._batch.n_tokens = count
        return self._batch

    @staticmethod
    def _pointer(array: NDArray[Any], kind: Any) -> Any:
        return ctypes.cast(array.ctypes.data, ctypes.POINTER(kind))


def common_length(one: Sequence[int] | Tokens, other: Sequence[int] | Tokens) -> int:
    """How many tokens two prompts have in common from their beginning."""
    size = min(len(one), len(other))
    different = np.asarray(one[:size]) != np.asarray(other[:size])
    return int(different.argmax()) if different.any() else size
