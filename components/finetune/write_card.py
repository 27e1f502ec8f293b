"""Put a trained adapter into `data/adapters/` with its card: `python -m components.finetune.write_card`.

Reads the run that training left behind, the reports of the evaluation before and after, and the prose of the card.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import yaml

from components.finetune.cards import ADAPTERS, Card, sha256
from components.knowledge import DATA, load_yaml

METRICS = ("knowledge", "attribution", "behaviour", "refusal")
ARMS = ("fine_tuned", "hybrid")
BASE_OF = {"fine_tuned": "prompt_only", "hybrid": "retrieved", "fine_tuned_on_facts": "prompt_only"}


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; returns the exit code."""
    options = _options(arguments)
    folder = ADAPTERS / options.name
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("adapter.gguf", "loss.csv"):
        if options.run.resolve() != folder.resolve():
            shutil.copyfile(options.run / name, folder / name)
    card = card_data(options, folder)
    Card.model_validate(card)
    text = yaml.safe_dump(card, sort_keys=False, allow_unicode=True, width=110)
    (folder / "card.yaml").write_text(text, encoding="utf-8")
    print(f"Wrote {folder.name}/card.yaml")
    return 0


def card_data(options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """The whole card as plain data."""
    run = json.loads((options.run / "run.json").read_text(encoding="utf-8"))
    prose = load_yaml(DATA / "training" / "cards.yaml")[options.name]
    adapter = folder / "adapter.gguf"
    measured = [row for path in options.report for row in _from_report(path)]
    measured += [row for path in options.facts_report for row in _from_facts(path)]
    return {
        **prose,
        "training": {
            **{key: run[key] for key in ("recipe", "seed", "steps", "examples", "tokens", "rank", "alpha")},
            "learning_rate": run["learning_rate"],
            "minutes": round(run["seconds"] / 60, 1),
            "machine": options.machine or machine(),
            "command": options.command,
        },
        "adapter": {"name": adapter.name, "size_bytes": adapter.stat().st_size, "sha256": sha256(adapter)},
        "measured": measured,
    }


def machine() -> str:
    """What trained it, in words."""
    cpu = next((line.partition(":")[2].strip() for line in _cpu_lines() if line.startswith("model name")), "")
    return f"{os.cpu_count()} CPU cores ({cpu or platform.machine()})"


def _cpu_lines() -> list[str]:
    try:
        return Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return []


def _from_report(path: Path) -> Iterator[dict[str, Any]]:
    """Rows of one evaluation report (`components.playground.evaluate --json`)."""
    report = json.loads(path.read_text(encoding="utf-8"))
    arms = report["arms"]
    for arm in (arm for arm in ARMS if arm in arms):
        for metric in METRICS:
            before = arms.get(BASE_OF[arm], {}).get(metric)
            yield {
                "questions": path.stem,
                "arm": arm,
                "metric": metric,
                "before": _counted(before) if before else None,
                "after": _counted(arms[arm][metric]),
            }


def _from_facts(path: Path) -> Iterator[dict[str, Any]]:
    """Rows of `components.finetune.measure_facts`."""
    for wording, counts in json.loads(path.read_text(encoding="utf-8")).items():
        label = {"seen": "wordings that were trained", "held_out": "wordings that were held out"}[wording]
        yield {
            "questions": label,
            "arm": "fine_tuned_on_facts",
            "metric": "knowledge",
            "before": _counted(counts["before"]),
            "after": _counted(counts["after"]),
        }


def _counted(metric: dict[str, Any]) -> dict[str, Any]:
    rounded = {
        key: round(metric[key], 4) if metric[key] is not None else None for key in ("value", "low", "high")
    }
    return {"hits": metric["hits"], "n": metric["n"], **rounded}


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m components.finetune.write_card", description=__doc__)
    parser.add_argument(
        "--name", required=True, help="folder in data/adapters, key in data/training/cards.yaml"
    )
    parser.add_argument("--run", type=Path, required=True, help="the --out folder of the training")
    parser.add_argument("--command", required=True, help="the very command that trained it")
    parser.add_argument(
        "--report", type=Path, action="append", default=[], help="evaluate --json, named after its corpus"
    )
    parser.add_argument("--facts-report", type=Path, action="append", default=[], help="measure_facts --json")
    parser.add_argument("--machine", help="what trained it; found out when left out")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    raise SystemExit(main())
