"""The evaluation without a browser, and the gate on every version.

    python -m components.playground.evaluate --corpus FOLDER [--arms a,b] [--json FILE]
        [--min arm.metric=value …]

Exits with 0, with 1 when a minimum is missed, with 2 when nothing could be measured or the file cannot be written.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from components.finetune import FinetuneError
from components.inference import DEFAULT_MODEL, Engine, InferenceError
from components.knowledge import KnowledgeError
from components.playground.adapters import adapters_for
from components.playground.arms import DEFAULT_ARMS, base_arm
from components.playground.corpus import Corpus, load_corpus
from components.playground.errors import PlaygroundError, UnknownArmError
from components.playground.evaluation import Evaluation
from components.playground.report import Report, check_minimums, missed_minimums
from components.playground.scoring import METRICS, Metric
from components.playground.settings import MOST_CHUNKS_IN_PROMPT, Settings
from components.retrieval import LocalIndex, RetrievalError

DOMAIN_ERRORS = (FinetuneError, PlaygroundError, InferenceError, RetrievalError, KnowledgeError)


def main(argv: Sequence[str] | None = None) -> int:
    """Run from a command line; returns the exit status."""
    options = _parser().parse_args(argv)
    try:
        corpus = load_corpus(options.corpus)
        arms = _arms(options.arms, corpus)
        check_minimums(options.min, arms)
        if options.json:
            _check_writable(options.json)
        report = evaluate_corpus(corpus, arms, options.model, _settings(options))
        print(table(report))
        if options.json:
            with _writing(options.json):
                text = json.dumps(report.full(), indent=2, ensure_ascii=False)
                options.json.write_text(text + "\n", encoding="utf-8")
    except DOMAIN_ERRORS as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    missed = missed_minimums(report, options.min)
    for line in missed:
        print(f"missed: {line}", file=sys.stderr)
    return 1 if missed else 0


def evaluate_corpus(corpus: Corpus, arms: Sequence[str], model: str, settings: Settings) -> Report:
    """Load the model, index the corpus, ask everything; progress goes to stderr."""
    with LocalIndex(corpus.documents, chunker=settings.chunker) as index, Engine(model) as engine:
        evaluation = Evaluation(corpus, index, engine, model, adapters_for(corpus), settings, _Progress())
        return evaluation.run(arms)


def table(report: Report) -> str:
    """The report for a terminal."""
    width = max((len(arm) for arm in report.arms), default=0)
    head = f"{report.title}: {report.questions} questions, {report.documents} documents, {report.model}"
    names = "  ".join(f"{name:^21}" for name in METRICS)
    lines = [head, "", f"{'arm':{width}}  {names}  first token  total  prompt"]
    for arm, found in report.arms.items():
        if found.infeasible:
            lines.append(f"{arm:{width}}  cannot be asked: {found.infeasible.reason}")
            continue
        cells = "  ".join(f"{_cell(metric):^21}" for metric in found.metrics().values())
        first, total, prompt = found.first_token_s or 0, found.total_s or 0, found.prompt_tokens or 0
        lines.append(f"{arm:{width}}  {cells}  {first:9.2f} s {total:5.1f}s {prompt:7.0f}")
    lines += ["", "retrieval  recall@1  recall@3  recall@5    MRR   nDCG"]
    for stage, s in report.retrieval.items():
        recall = f"{s.recall_at_1:8.3f}  {s.recall_at_3:8.3f}  {s.recall_at_5:8.3f}"
        lines.append(f"{stage:9}  {recall}  {s.mrr:.3f}  {s.ndcg:.3f}")
    return "\n".join([*lines, *(f"note: {note}" for note in report.notes)])


def _cell(metric: Metric) -> str:
    if metric.value is None:
        return "nothing to measure"
    return f"{metric.value:.2f} ({metric.low:.2f}-{metric.high:.2f}) {metric.hits}/{metric.n}"


class _Progress:
    """One line on stderr for each step, rewritten in place where somebody watches."""

    def __init__(self) -> None:
        self._step, self._start = "", time.monotonic()

    def __call__(self, step: str, done: int, total: int) -> None:
        if step != self._step:
            self._step, self._start = step, time.monotonic()
        seconds = time.monotonic() - self._start
        if sys.stderr.isatty():
            end = "\n" if done == total else ""
            print(f"\r{step}: {done}/{total}, {seconds:.0f} s ", end=end, file=sys.stderr)
        elif done == total:
            print(f"{step}: {done}/{total} in {seconds:.1f} s", file=sys.stderr)


def _check_writable(path: Path) -> None:
    """Refuse a file that cannot be written before any time is spent; leaves no empty one behind."""
    with _writing(path):
        new = not path.exists()
        path.open("a", encoding="utf-8").close()
        if new:
            path.unlink()


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise PlaygroundError(f"{path} cannot be written: {error.strerror}.") from error


def _arms(wanted: str | None, corpus: Corpus) -> tuple[str, ...]:
    if wanted is not None:
        arms = tuple(arm.strip() for arm in wanted.split(",") if arm.strip())
        for arm in arms:
            base_arm(arm)
        if not arms:
            raise UnknownArmError("--arms names no arm.")
        return arms
    return DEFAULT_ARMS + (("fine_tuned_on_facts",) if adapters_for(corpus).facts else ())


def _settings(options: argparse.Namespace) -> Settings:
    return Settings(
        few_shot=options.few_shot,
        constrained=options.constrained,
        rerank=not options.no_rerank,
        lexical=not options.no_lexical,
        dense=not options.no_dense,
        chunker=options.chunker,
        top_k=options.top_k,
    )


def _parser() -> argparse.ArgumentParser:
    layout = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=layout)
    parser.add_argument("--corpus", type=Path, required=True, help="folder of the corpus")
    parser.add_argument("--arms", help="comma-separated; 'retrieved+schema' decodes constrained")
    parser.add_argument("--json", type=Path, help="write the whole report here")
    parser.add_argument("--min", nargs="+", action="extend", default=[], metavar="arm.metric=value")
    parser.add_argument("--model", default=DEFAULT_MODEL)
    parser.add_argument("--few-shot", action="store_true")
    parser.add_argument("--constrained", action="store_true", help="decode every arm within the schema")
    parser.add_argument("--no-rerank", action="store_true")
    parser.add_argument("--no-lexical", action="store_true")
    parser.add_argument("--no-dense", action="store_true")
    parser.add_argument("--chunker", choices=("structure", "fixed"), default="structure")
    parser.add_argument(
        "--top-k",
        type=int,
        choices=range(1, MOST_CHUNKS_IN_PROMPT + 1),
        metavar="N",
        help="passages in the prompt",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
