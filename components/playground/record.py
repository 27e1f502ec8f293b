"""Record real answers for machines on which no model loads.

`python -m components.playground.record [corpus …]` writes data/recorded/<corpus>.yaml;
`python -m components.playground.record --scoreboard` measures the default corpus and writes scoreboard.json, which the
home page shows.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import platform
import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import yaml

from components.inference import DEFAULT_MODEL, Engine, Generates, InferenceError, Timings
from components.knowledge import arms as arm_entries
from components.playground.adapters import adapters_for
from components.playground.arms import Adapters, plan, search_for, usable_arms
from components.playground.corpus import Corpus, Question, load_corpus, shipped_corpora
from components.playground.errors import CorpusError
from components.playground.evaluate import evaluate_corpus
from components.playground.live import ArmLane, LiveRun
from components.playground.recorded import RECORDED
from components.playground.samples import sample_questions
from components.playground.settings import Settings, playground_data
from components.retrieval import LocalIndex


def main(argv: Sequence[str] | None = None) -> int:
    """Run from a command line; returns the exit status."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpora", nargs="*", help="ids of shipped corpora")
    parser.add_argument("--model", default=DEFAULT_MODEL)
    parser.add_argument("--scoreboard", action="store_true", help="the whole gold set of the default corpus")
    options = parser.parse_args(argv)
    try:
        if options.scoreboard:
            record_scoreboard(options.model)
            return 0
        with Engine(options.model) as engine:
            for corpus_id in options.corpora or shipped_corpora():
                record(load_corpus(shipped_corpora()[corpus_id]), engine, options.model)
    except (InferenceError, CorpusError, KeyError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    return 0


def record(corpus: Corpus, engine: Generates, model: str) -> None:
    """Ask every sample question of every arm that can run, and write what came."""
    there, now = adapters_for(corpus), Settings()
    arms, notes = usable_arms(arm_entries(), there)
    for note in notes:
        print(f"note: {note}", file=sys.stderr)
    with LocalIndex(corpus.documents) as index:
        asked = [
            _ask(corpus, question, arms, there, now, index, engine) for question in sample_questions(corpus)
        ]
    text = yaml.safe_dump(_file(corpus, model, asked), sort_keys=False, allow_unicode=True, width=100)
    RECORDED.mkdir(exist_ok=True)
    (RECORDED / f"{corpus.id}.yaml").write_text(_HEAD + text, encoding="utf-8")
    print(f"data/recorded/{corpus.id}.yaml: {len(asked)} questions, {len(arms)} arms")


def record_scoreboard(model: str) -> None:
    """Measure every arm that can run over the default corpus, and write the report."""
    corpus = load_corpus(shipped_corpora()[playground_data().default_corpus])
    arms, _ = usable_arms(arm_entries(), adapters_for(corpus))
    report = evaluate_corpus(corpus, arms, model, Settings())
    text = json.dumps(report.slim(), indent=1, ensure_ascii=False)
    (RECORDED / "scoreboard.json").write_text(text + "\n", encoding="utf-8")
    print(f"data/recorded/scoreboard.json: {len(corpus.questions)} questions, {len(arms)} arms")


_HEAD = "# Written by `python -m components.playground.record`; shown where no model loads.\n"


def _ask(
    corpus: Corpus,
    question: Question,
    arms: Sequence[str],
    there: Adapters,
    now: Settings,
    index: LocalIndex,
    engine: Generates,
) -> dict[str, Any]:
    found = search_for(index, question.question, now, arms)
    plans = [plan(arm, corpus, question.question, now, there, found) for arm in arms]
    with LiveRun(engine, plans) as run:
        run.join(timeout_s=300)
    done = [_reply(arm, lane, lane.timings) for arm, lane in run.lanes.items() if lane.timings is not None]
    return {"id": question.id, "question": question.question, "replies": done}


def _reply(arm: str, lane: ArmLane, timings: Timings) -> dict[str, Any]:
    rounded = {k: round(v, 3) if isinstance(v, float) else v for k, v in asdict(timings).items()}
    return {"arm": arm, "text": lane.text, "timings": rounded}


def _file(corpus: Corpus, model: str, asked: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "corpus": corpus.id,
        "recorded": dt.datetime.now(dt.UTC).date(),
        "model": model,
        "machine": f"{os.cpu_count()} CPU cores, {platform.machine()}, {platform.system()}",
        "questions": asked,
    }


if __name__ == "__main__":
    sys.exit(main())
