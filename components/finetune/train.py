"""Train an adapter: `python -m components.finetune.train --recipe support-json --seed 7`.

Writes `adapter.gguf`, `loss.csv` and `run.json` into the output folder; a checkpoint lets a stopped run go on.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import os
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

# Kernels for every size that `packing.ROUND_TO` leaves; by default oneDNN forgets them and compiles again.
os.environ.setdefault("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "16384")

import torch

from components.finetune import export, packing, weights
from components.finetune.dialogues import Group, support_groups
from components.finetune.errors import FinetuneError, TrainingError
from components.finetune.facts import facts_groups
from components.finetune.packing import Packed


@dataclass(frozen=True, slots=True)
class Run:
    """Everything that decides a run; the same values give the same adapter."""

    recipe: str
    corpus: str | None
    seed: int
    steps: int
    groups_per_step: int
    rank: int
    alpha: int
    learning_rate: float
    warmup: int
    precision: str


@dataclass(slots=True)
class Progress:
    """How far a run is."""

    step: int = 0
    examples: int = 0
    tokens: int = 0
    seconds: float = 0.0


def main(arguments: list[str] | None = None) -> int:
    """The command line; returns the exit code."""
    options = _options(arguments)
    run = Run(**{name: getattr(options, name) for name in Run.__dataclass_fields__})
    torch.set_num_threads(options.threads)
    try:
        train(run, options.out, options.checkpoint_every)
    except FinetuneError as error:
        print(f"Stopped: {error}")
        return 1
    return 0


def train(run: Run, out: Path, checkpoint_every: int) -> None:
    """The whole run, from where its checkpoint stands if there is one."""
    out.mkdir(parents=True, exist_ok=True)
    trainee = weights.load(weights.base_file(), run.rank, run.alpha, run.seed, _dtype(run))
    parameters = weights.adapter_parameters(trainee.model)
    optimizer = torch.optim.AdamW(parameters, lr=run.learning_rate, betas=(0.9, 0.98), weight_decay=0.0)
    progress = _resume(out, run, trainee.model, optimizer)
    stream = packing.packed_stream(_groups(run), trainee.tokenizer)
    _skip(stream, progress.step * run.groups_per_step)
    trainee.model.train()
    for step in range(progress.step, run.steps):
        started = time.perf_counter()
        rate = _rate(run, step)
        batch = [next(stream) for _ in range(run.groups_per_step)]
        loss = _step(trainee.model, optimizer, parameters, batch, rate)
        _count(progress, batch, time.perf_counter() - started)
        _log(out, run, progress, loss, rate)
        if progress.step % checkpoint_every == 0 or progress.step == run.steps:
            _save(out, run, trainee.model, optimizer, progress)


def packed_loss(model: Any, packed: Packed) -> torch.Tensor:
    """The summed cross-entropy of the reply tokens of one packed group."""
    inner = model.base_model.model
    bias = torch.zeros(packed.mask.shape).masked_fill_(~packed.mask, torch.finfo(torch.float32).min)
    with torch.autocast("cpu", torch.bfloat16, enabled=inner.dtype == torch.bfloat16):
        hidden = inner.model(
            input_ids=packed.tokens[None],
            attention_mask=bias[None, None].to(inner.dtype),
            position_ids=packed.positions[None],
            use_cache=False,
        ).last_hidden_state[0]
        # The vocabulary is the largest matrix: only reply tokens go through it.
        asked = packed.targets >= 0
        logits = inner.lm_head(_filled_up(hidden[asked]))
    targets = packed.targets[asked]
    return torch.nn.functional.cross_entropy(logits[: len(targets)].float(), targets, reduction="sum")


def _filled_up(rows: torch.Tensor) -> torch.Tensor:
    """Rows of zeros added, so that few different sizes meet oneDNN (see `packing.ROUND_TO`)."""
    return torch.nn.functional.pad(rows, (0, 0, 0, -len(rows) % packing.ROUND_TO))


def _step(
    model: Any, optimizer: Any, parameters: list[torch.nn.Parameter], batch: list[Packed], rate: float
) -> float:
    """One update; returns the mean loss of a reply token."""
    tokens = sum(int((packed.targets >= 0).sum()) for packed in batch)
    total = 0.0
    for packed in batch:
        loss = packed_loss(model, packed) / tokens
        loss.backward()
        total += float(loss.detach())
    torch.nn.utils.clip_grad_norm_(parameters, 1.0)
    for group in optimizer.param_groups:
        group["lr"] = rate
    optimizer.step()
    optimizer.zero_grad(set_to_none=True)
    return total


def _rate(run: Run, step: int) -> float:
    """Linear warm-up, then a cosine down to a twentieth."""
    if step < run.warmup:
        return run.learning_rate * (step + 1) / run.warmup
    done = (step - run.warmup) / max(1, run.steps - run.warmup)
    return run.learning_rate * (0.05 + 0.95 * 0.5 * (1 + math.cos(math.pi * done)))


def _groups(run: Run) -> Iterator[Group]:
    if run.recipe == "support-json":
        return support_groups(run.seed)
    if run.corpus is None:
        raise TrainingError("The recipe 'facts' needs --corpus: the folder whose facts are to be learnt.")
    return facts_groups(Path(run.corpus), run.seed)


def _dtype(run: Run) -> torch.dtype:
    return torch.bfloat16 if run.precision == "bf16" else torch.float32


def _skip(stream: Iterator[Packed], count: int) -> None:
    for _ in range(count):
        next(stream)


def _count(progress: Progress, batch: list[Packed], seconds: float) -> None:
    progress.step += 1
    progress.examples += sum(packed.replies for packed in batch)
    progress.tokens += sum(len(packed.tokens) for packed in batch)
    progress.seconds += seconds


def _log(out: Path, run: Run, progress: Progress, loss: float, rate: float) -> None:
    path = out / "loss.csv"
    fresh = progress.step == 1
    with path.open("w" if fresh else "a", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        if fresh:
            writer.writerow(["step", "examples", "loss", "learning_rate", "seconds"])
        writer.writerow(
            [progress.step, progress.examples, f"{loss:.4f}", f"{rate:.2e}", f"{progress.seconds:.1f}"]
        )
    left = (run.steps - progress.step) * progress.seconds / progress.step
    speed = progress.tokens / progress.seconds
    print(
        f"step {progress.step}/{run.steps}  loss {loss:.3f}  {progress.examples} examples  "
        f"{speed:.0f} tokens/s  {progress.seconds / 60:.1f} min gone, about {left / 60:.1f} left",
        flush=True,
    )


def _save(out: Path, run: Run, model: Any, optimizer: Any, progress: Progress) -> None:
    """Adapter and checkpoint, each put in place whole."""
    adapter = {name: p.detach() for name, p in model.named_parameters() if p.requires_grad}
    state = {
        "run": asdict(run),
        "adapter": adapter,
        "optimizer": optimizer.state_dict(),
        "progress": asdict(progress),
    }
    partial = out / "checkpoint.partial"
    torch.save(state, partial)
    partial.replace(out / "checkpoint.pt")
    export.write_adapter(model, out / "adapter.partial", run.recipe)
    (out / "adapter.partial").replace(out / "adapter.gguf")
    (out / "run.json").write_text(json.dumps({**asdict(run), **asdict(progress)}, indent=1), encoding="utf-8")


def _resume(out: Path, run: Run, model: Any, optimizer: Any) -> Progress:
    path = out / "checkpoint.pt"
    if not path.exists():
        return Progress()
    state = torch.load(path, weights_only=True)
    if state["run"] != asdict(run):
        raise TrainingError(f"{path} belongs to a run with other settings. Give another --out or delete it.")
    model.load_state_dict(state["adapter"], strict=False)
    optimizer.load_state_dict(state["optimizer"])
    return Progress(**state["progress"])


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m components.finetune.train", description=__doc__)
    parser.add_argument("--recipe", choices=("support-json", "facts"), required=True)
    parser.add_argument("--corpus", help="folder of the corpus whose facts are learnt (recipe facts)")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--steps", type=int, default=400)
    parser.add_argument("--groups-per-step", type=int, default=4)
    parser.add_argument("--rank", type=int, default=16)
    parser.add_argument("--alpha", type=int, default=32)
    parser.add_argument("--learning-rate", type=float, default=8e-4)
    parser.add_argument("--warmup", type=int, default=15, help="steps until the full learning rate")
    parser.add_argument("--precision", choices=("bf16", "f32"), default="bf16")
    parser.add_argument(
        "--threads",
        type=int,
        default=torch.get_num_threads(),
        help="cores; another number rounds differently",
    )
    parser.add_argument("--checkpoint-every", type=int, default=25)
    parser.add_argument(
        "--out", type=Path, required=True, help="folder for the adapter, curve and checkpoint"
    )
    return parser.parse_args(arguments)


if __name__ == "__main__":
    raise SystemExit(main())
