"""Loads and validates everything in `data/`, and answers "where does this number come from".

Face of the slice: no streamlit behind it. Every reader raises `KnowledgeError` with file and key named.
"""

from components.knowledge.catalogue import Approach, Arm, approaches, arms, steps
from components.knowledge.errors import KnowledgeError
from components.knowledge.loading import DATA, content, load_model, load_models, load_yaml, parse_yaml
from components.knowledge.records import Record, Source, record, records, source, sources

__all__ = [
    "DATA",
    "Approach",
    "Arm",
    "KnowledgeError",
    "Record",
    "Source",
    "approaches",
    "arms",
    "content",
    "load_model",
    "load_models",
    "load_yaml",
    "parse_yaml",
    "record",
    "records",
    "source",
    "sources",
    "steps",
]
