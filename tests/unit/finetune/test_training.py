"""Training end to end on a tiny setting. Needs torch: `make test-train`, skipped elsewhere."""

from __future__ import annotations

import csv
import json
import subprocess
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

torch = pytest.importorskip("torch")
pytestmark = [pytest.mark.train, pytest.mark.filterwarnings("ignore")]

from components.finetune import export, packing, train, weights  # noqa: E402
from components.finetune.dialogues import Group, support_groups  # noqa: E402
from components.finetune.prompts import build_messages, reply  # noqa: E402

ROOT = Path(__file__).resolve().parents[3]
APP_PYTHON = ROOT / ".venv" / "bin" / "python"
TINY = ["--recipe", "support-json", "--seed", "5", "--groups-per-step", "1", "--rank", "2", "--warmup", "1",
        "--checkpoint-every", "1"]  # fmt: skip


@pytest.fixture(scope="module")
def trainee() -> weights.Trainee:
    torch.set_num_threads(1)
    return weights.load(weights.base_file(), rank=4, alpha=8, seed=1, dtype=torch.float32)


def small_group() -> Group:
    return min(
        islice((g for g in support_groups(3) if len(g.turns) > 2 and g.passages), 40),
        key=lambda g: len(str(g)),
    )


def test_a_few_steps_write_adapter_curve_and_run_and_a_stopped_run_goes_on(tmp_path: Path) -> None:
    whole, halves = tmp_path / "whole", tmp_path / "halves"
    assert train.main([*TINY, "--steps", "3", "--out", str(whole)]) == 0
    assert (whole / "adapter.gguf").read_bytes()[:4] == b"GGUF"
    assert json.loads((whole / "run.json").read_text())["step"] == 3
    rows = list(csv.DictReader((whole / "loss.csv").open()))
    assert [row["step"] for row in rows] == ["1", "2", "3"]
    assert float(rows[0]["loss"]) > 0.2
    _stop_after(2, halves)
    assert train.main([*TINY, "--steps", "3", "--out", str(halves)]) == 0
    assert (halves / "adapter.gguf").read_bytes() == (whole / "adapter.gguf").read_bytes()
    assert train.main([*TINY, "--steps", "9", "--out", str(halves)]) == 1


def _stop_after(steps: int, out: Path) -> None:
    def stop(*arguments: Any) -> None:
        saved(*arguments)
        if arguments[-1].step == steps:
            raise KeyboardInterrupt

    saved, patch = train._save, pytest.MonkeyPatch()
    patch.setattr(train, "_save", stop)
    with pytest.raises(KeyboardInterrupt):
        train.main([*TINY, "--steps", "3", "--out", str(out)])
    patch.undo()


def test_a_packed_branch_costs_what_its_dialogue_costs_alone(trainee: weights.Trainee) -> None:
    group = small_group()
    packed = packing.pack(group, trainee.tokenizer)
    assert packed is not None
    alone = [
        packing.pack(Group(group.system_prompt, group.passages, (turn,)), trainee.tokenizer)
        for turn in group.turns
    ]
    with torch.no_grad():
        together = train.packed_loss(trainee.model, packed).item()
        apart = sum(train.packed_loss(trainee.model, one).item() for one in alone if one is not None)
    assert together == pytest.approx(apart, rel=1e-3)


def test_only_the_reply_is_learnt(trainee: weights.Trainee) -> None:
    group = small_group()
    packed = packing.pack(group, trainee.tokenizer)
    assert packed is not None
    learnt = trainee.tokenizer.decode(packed.targets[packed.targets >= 0])
    assert learnt == "".join(reply(turn.answer, turn.source) + packing.END for turn in group.turns)


@pytest.mark.skipif(not APP_PYTHON.exists(), reason="needs llama.cpp in .venv")
def test_llama_cpp_computes_with_the_exported_adapter_what_torch_computes(
    trainee: weights.Trainee, tmp_path: Path
) -> None:
    torch.manual_seed(4)
    for name, parameter in trainee.model.named_parameters():
        if "lora_B" in name:  # fresh adapters change nothing
            torch.nn.init.normal_(parameter, std=0.1)
    export.write_adapter(trainee.model, tmp_path / "adapter.gguf", "test")
    prompt = trainee.tokenizer.apply_chat_template(
        build_messages("You help.", "When do you close?", [("hours", "We close at 17:40.")]), tokenize=False
    )
    tokens = trainee.tokenizer(prompt, add_special_tokens=False).input_ids[:60]
    ours = _torch_logits(trainee.model, tokens)
    with trainee.model.disable_adapter():
        plain = _torch_logits(trainee.model, tokens)
    theirs = _llama_logits(trainee.base, tmp_path / "adapter.gguf", tokens, tmp_path)
    assert (ours - plain).abs().mean() > 0.3  # the adapter matters
    assert (ours - theirs).abs().mean() < 0.05 * (ours - plain).abs().mean()


def _torch_logits(model: Any, tokens: list[int]) -> Any:
    with torch.no_grad():
        return model(input_ids=torch.tensor([tokens])).logits[0, -1].float()


def _llama_logits(base: Path, adapter: Path, tokens: list[int], folder: Path) -> Any:
    script = Path(__file__).with_name("llama_logits.py")
    command = [APP_PYTHON, script, base, adapter, ",".join(map(str, tokens)), folder]
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=True)
    return torch.tensor(json.loads(done.stdout.splitlines()[-1]))
