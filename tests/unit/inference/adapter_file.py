"""Writes a small LoRA adapter that fits SmolLM2-135M: random, but the same every time."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np

_WIDTH, _RANK, _ALIGNMENT = 576, 4, 32
_STRING, _FLOAT32 = 8, 6


def write_adapter(path: Path, *, seed: int = 1, strength: float = 0.3) -> Path:
    """A GGUF with one adapted matrix in each of the first six layers."""
    rng = np.random.default_rng(seed)
    tensors: dict[str, np.ndarray] = {}
    for layer in range(6):
        name = f"blk.{layer}.attn_output.weight"
        tensors[f"{name}.lora_a"] = rng.normal(0, 1 / _WIDTH**0.5, (_RANK, _WIDTH)).astype(np.float32)
        tensors[f"{name}.lora_b"] = rng.normal(0, strength, (_WIDTH, _RANK)).astype(np.float32)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_file(tensors))
    return path


def _file(tensors: dict[str, np.ndarray]) -> bytes:
    pairs = [
        _text("general.type") + struct.pack("<I", _STRING) + _text("adapter"),
        _text("general.architecture") + struct.pack("<I", _STRING) + _text("llama"),
        _text("adapter.type") + struct.pack("<I", _STRING) + _text("lora"),
        _text("adapter.lora.alpha") + struct.pack("<If", _FLOAT32, float(_RANK)),
    ]
    head, body = b"GGUF" + struct.pack("<IQQ", 3, len(tensors), len(pairs)) + b"".join(pairs), b""
    for name, values in tensors.items():
        sizes = struct.pack(f"<{values.ndim}Q", *reversed(values.shape))
        head += _text(name) + struct.pack("<I", values.ndim) + sizes + struct.pack("<IQ", 0, len(body))
        body += _padded(values.tobytes())
    return _padded(head) + body


def _text(text: str) -> bytes:
    return struct.pack("<Q", len(text)) + text.encode()


def _padded(data: bytes) -> bytes:
    return data + b"\0" * (-len(data) % _ALIGNMENT)
