"""What each answer can be: for spreading "not sure", and for trying other answers."""

from functools import cache
from typing import get_args

from components.decision.answers import Answers, FailureMode
from components.decision.framework import frameworks

Value = bool | int | str | None

MODES: tuple[str, ...] = get_args(FailureMode)
NUMBERS = ("kb_tokens", "labelled_examples")
LARGEST = {"kb_tokens": 10**12, "labelled_examples": 10**9}  # as in Answers
BOOLS = tuple(name for name in Answers.model_fields if name not in (*NUMBERS, "failure_mode"))


@cache
def options(field: str, window_tokens: int | None = None) -> tuple[Value, ...]:
    """One value for each answer that the frameworks can tell apart, such as 99,999 beside a threshold."""
    if field == "failure_mode":
        return MODES
    if field in BOOLS:
        return (True, False)
    edges = _edges(field, window_tokens)
    return (*(edge - 1 for edge in edges), edges[-1])


def unsure(field: str, window_tokens: int | None = None) -> tuple[Value, ...]:
    """The equally likely answers behind "not sure"; a knowledge base of unknown size does not fit."""
    return (None,) if field == "kb_tokens" else options(field, window_tokens)


def region(field: str, value: Value, window_tokens: int | None = None) -> Value:
    """The value of `options` that the frameworks cannot tell from `value`; None stays None."""
    if field not in NUMBERS or value is None:
        return value
    below = [edge for edge in _edges(field, window_tokens) if int(value) < edge]
    return below[0] - 1 if below else _edges(field, window_tokens)[-1]


@cache
def _edges(field: str, window_tokens: int | None) -> tuple[int, ...]:
    """The smallest number of every region but the first, ascending."""
    found = set()
    for framework in frameworks().values():
        for node in framework.nodes.values():
            if node.field == field and (limit := framework.limit(node, window_tokens)):
                found.add(limit[1] + (limit[0] == "at_most"))
    return tuple(sorted(found))
