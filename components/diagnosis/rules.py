"""The thresholds of the diagnosis, read from `data/facts/diagnosis.yaml`."""

from functools import cache
from typing import NamedTuple

from components.knowledge import Record, record, records


class Rules(NamedTuple):
    """Shares and probabilities, 0..1: the two borders, the probability that settles, the interval's level.

    `border_from` is a number of labels: below it, a ratio on a border is no verdict yet.
    """

    behaviour_up_to: float
    knowledge_from: float
    settled_from: float
    interval_level: float
    border_from: float


@cache
def rules() -> Rules:
    """The rules as data; raises KnowledgeError when a record is missing."""
    return Rules(*(record(f"diagnosis.{name}").central for name in Rules._fields))


def rule_records() -> dict[str, Record]:
    """The records behind the diagnosis, for the "where does this come from" table."""
    return {key: item for key, item in records().items() if key.startswith("diagnosis.")}
