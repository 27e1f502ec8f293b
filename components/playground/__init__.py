"""The proof: one question answered by every arm, and the whole gold set scored.

Face of the slice: no streamlit behind it, see `view`. The gate without a browser is
`python -m components.playground.evaluate`; what it writes is a `Report`, which the scenario keeps as plain JSON data.
"""

from components.playground.arms import CONSTRAINED, Adapters, Plan, arm_label, plan
from components.playground.corpus import Corpus, Question, load_corpus, shipped_corpora
from components.playground.errors import (
    CorpusError,
    GateError,
    NoAnswerError,
    PlaygroundError,
    UnknownArmError,
)
from components.playground.evaluation import Evaluation
from components.playground.recorded import recorded_report
from components.playground.report import ArmReport, Report, read_report
from components.playground.scoring import METRICS, Metric, Score, parse_reply, score, wilson
from components.playground.settings import Settings

__all__ = [
    "CONSTRAINED",
    "METRICS",
    "Adapters",
    "ArmReport",
    "Corpus",
    "CorpusError",
    "Evaluation",
    "GateError",
    "Metric",
    "NoAnswerError",
    "Plan",
    "PlaygroundError",
    "Question",
    "Report",
    "Score",
    "Settings",
    "UnknownArmError",
    "arm_label",
    "load_corpus",
    "parse_reply",
    "plan",
    "read_report",
    "recorded_report",
    "score",
    "shipped_corpora",
    "wilson",
]
