"""Labelled failures in, a decision with its uncertainty out.

`share_of_knowledge` and `diagnose` are the arithmetic, `verdict` puts it in words, `cohens_kappa` compares
two raters, `read_failures` and `to_csv` carry tables in and out, `suggest` asks a model for a label.
"""

from components.diagnosis.errors import DiagnosisError
from components.diagnosis.kappa import cohens_kappa, disagreements, kappa_of, kappa_word
from components.diagnosis.labelling import sample_failures
from components.diagnosis.labels import LABELS, Failure, Label, Rater, label_entries, parse_label
from components.diagnosis.ratio import Share, share_of_knowledge
from components.diagnosis.reading import Columns, Reading, read_failures
from components.diagnosis.rules import Rules, rule_records, rules
from components.diagnosis.suggesting import Suggestion, agreement, by_key_words, suggest
from components.diagnosis.tables import Problem, Table, read_table
from components.diagnosis.verdicts import Diagnosis, Verdict, diagnose, sentence_parts, verdict
from components.diagnosis.writing import to_csv

__all__ = [
    "LABELS",
    "Columns",
    "Diagnosis",
    "DiagnosisError",
    "Failure",
    "Label",
    "Problem",
    "Rater",
    "Reading",
    "Rules",
    "Share",
    "Suggestion",
    "Table",
    "Verdict",
    "agreement",
    "by_key_words",
    "cohens_kappa",
    "diagnose",
    "disagreements",
    "kappa_of",
    "kappa_word",
    "label_entries",
    "parse_label",
    "read_failures",
    "read_table",
    "rule_records",
    "rules",
    "sample_failures",
    "sentence_parts",
    "share_of_knowledge",
    "suggest",
    "to_csv",
    "verdict",
]
