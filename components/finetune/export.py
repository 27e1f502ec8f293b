"""A trained adapter as a GGUF file that llama.cpp loads (f16).

Needs torch and gguf (`components/finetune/requirements.txt`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gguf
import numpy as np
from numpy.typing import NDArray

from components.finetune.permute import permute

_PROJECTIONS = {
    "q_proj": "attn_q", "k_proj": "attn_k", "v_proj": "attn_v", "o_proj": "attn_output",
    "gate_proj": "ffn_gate", "up_proj": "ffn_up", "down_proj": "ffn_down",
}  # fmt: skip
_NAME = re.compile(r"layers\.(\d+)\.\w+\.(\w+)\.lora_([AB])\.")


def write_adapter(model: Any, path: Path, name: str) -> None:
    """The LoRA of a peft `model` of the llama kind, in f16, at `path`."""
    config = model.config
    heads = {"q_proj": config.num_attention_heads, "k_proj": config.num_key_value_heads}
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_type(gguf.GGUFType.ADAPTER)
    writer.add_string(gguf.Keys.Adapter.TYPE, "lora")
    writer.add_float32(gguf.Keys.Adapter.LORA_ALPHA, float(next(iter(model.peft_config.values())).lora_alpha))
    writer.add_name(name)
    for tensor_name, tensor in _tensors(model, heads):
        writer.add_tensor(tensor_name, tensor.astype(np.float16))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _tensors(model: Any, heads: dict[str, int]) -> Iterator[tuple[str, NDArray[Any]]]:
    for name, parameter in model.named_parameters():
        found = _NAME.search(name)
        if not found:
            continue
        block, projection, side = found.groups()
        array = parameter.detach().float().cpu().numpy()
        if side == "B" and projection in heads:
            array = permute(array, heads[projection])
        yield (
            f"blk.{block}.{_PROJECTIONS[projection]}.weight.lora_{side.lower()}",
            np.ascontiguousarray(array),
        )
