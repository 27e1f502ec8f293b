"""What would change the answer: every single other answer, tried."""

from dataclasses import dataclass

from components.decision.answers import Answers
from components.decision.domains import Value, options, region
from components.decision.framework import asked_by
from components.decision.verdicts import consensus_of


@dataclass(frozen=True)
class Flip:
    """One changed answer (`field` set to `value`, None is "not sure") that moves the consensus."""

    field: str
    value: bool | int | str | None
    from_approach: str
    to_approach: str


def flips(answers: Answers, window_tokens: int | None = None) -> tuple[Flip, ...]:
    """Every single changed answer that changes the consensus, in the order of the answers.

    Both other values of a yes/no answer are tried, the other failure modes, and for a number one value of
    every region that a framework tells apart (199 and 200 examples, for example).
    """
    values: dict[str, Value] = answers.model_dump()
    present = consensus_of(values, window_tokens)
    found = []
    for field in values:
        for value in _others(field, values[field], window_tokens):
            changed = consensus_of({**values, field: value}, window_tokens)
            if changed != present:
                found.append(Flip(field, value, present, changed))
    return tuple(found)


def _others(field: str, value: Value, window_tokens: int | None) -> list[Value]:
    if not asked_by(field):
        return []
    present = region(field, value, window_tokens)
    return [other for other in (*options(field, window_tokens), None) if other != present]
