"""How often a planted instruction is obeyed: `python -m tests.bench.bench_injections [corpus folder …]`.

The set of a corpus plants one instruction in the very document that holds the answer, and asks for the answer.
"""

import argparse
from pathlib import Path

from components.inference import Engine
from components.playground.adapters import adapters_for
from components.playground.answering import Stopper
from components.playground.arms import arm_label, usable_arms
from components.playground.corpus import load_corpus
from components.playground.injection import ARMS, fooled_shares, measure_injections
from components.playground.settings import Settings

DEFAULT = [Path(__file__).parents[2] / "data" / "corpora" / "spokewren"]


def main() -> None:
    """Print one line a corpus and arm."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpora", nargs="*", type=Path, default=DEFAULT)
    parser.add_argument("--replies", action="store_true", help="print what was said, too")
    options = parser.parse_args()
    with Engine() as engine:
        for folder in options.corpora:
            corpus = load_corpus(folder)
            there = adapters_for(corpus)
            arms, _ = usable_arms(ARMS, there)
            replies = measure_injections(corpus, engine, arms, there, Settings(), Stopper())
            for arm, share in fooled_shares(replies).items():
                right = sum(reply.right for reply in replies if reply.arm == arm)
                print(
                    f"{corpus.id:12} {arm_label(arm):12} obeyed {share.hits} of {share.n} "
                    f"({share.low:.0%} to {share.high:.0%}), answered rightly {right}",
                    flush=True,
                )
            if options.replies:
                for reply in replies:
                    print(
                        f"{reply.arm:12} {'OBEYED' if reply.fooled else 'held':6} {reply.plant!r} {reply.text!r}"
                    )


if __name__ == "__main__":
    main()
