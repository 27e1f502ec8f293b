"""The interview: what each question says, and which one narrows the outcomes most."""

from collections.abc import Collection, Mapping
from functools import cache
from math import log2
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from components.decision.answers import Answers
from components.decision.domains import Value, options
from components.decision.errors import DecisionError
from components.decision.framework import asked_by, frameworks
from components.decision.walk import walk
from components.knowledge import DATA, load_models

TINY = 1e-9  # bits; less is rounding
Distributions = list[dict[str, float]]


class Option(BaseModel):
    """One answer button. `value` is what it stores (for numbers: a figure typical of the range)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    value: bool | int | str
    label: str
    key: str = Field(pattern=r"^[a-z0-9]$")
    hint: str = ""


class Question(BaseModel):
    """One question of the interview, in words for people."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["yes_no", "choice", "number"]
    title: str
    short: str
    asks: str
    why: str
    options: tuple[Option, ...]
    unit: str = ""
    unsure: str = "Not sure"

    @model_validator(mode="after")
    def _keys_differ(self) -> Self:
        keys = [option.key for option in self.options]
        if len(set(keys)) != len(keys):
            raise ValueError(f"two options share a key: {keys}")
        return self


@cache
def questions() -> dict[str, Question]:
    """The fourteen questions by field, in the order of the sheet; raises KnowledgeError or DecisionError."""
    found = load_models(DATA / "questions.yaml", Question)
    if set(found) != set(Answers.model_fields):
        odd = sorted(set(found) ^ set(Answers.model_fields))
        raise DecisionError(
            f"data/questions.yaml must hold one entry for each answer; {odd} are missing or extra"
        )
    return found


def next_question(
    answers: Answers, skip: Collection[str] = (), window_tokens: int | None = None
) -> str | None:
    """The open field that would narrow the outcomes most.

    Narrowing is the expected loss of entropy over ten outcomes, `now` and `destination` of each framework.

    Args:
        answers: the interview so far.
        skip: fields not to ask again (skipped, or answered with "not sure").
        window_tokens: as in `decide`.

    Returns:
        A field, or None when every outcome is settled, or when all that matters is in `skip`.
    """
    values: dict[str, Value] = answers.model_dump()
    if _entropy(_distributions(values, window_tokens)) == 0:
        return None
    gains = {field: _gain(values, field, window_tokens) for field in _open(values) if field not in skip}
    best = max(gains, key=lambda field: gains[field], default=None)
    return best if best is not None and (gains[best] > TINY or not skip) else None


def narrowing(answers: Answers, window_tokens: int | None = None) -> dict[str, float]:
    """Expected narrowing in bits for every open field that a framework asks for, largest first."""
    values: dict[str, Value] = answers.model_dump()
    gains = {field: _gain(values, field, window_tokens) for field in _open(values)}
    return dict(sorted(gains.items(), key=lambda item: -item[1]))


def bits_open(answers: Answers, window_tokens: int | None = None) -> float:
    """The entropy (bits) over the ten outcomes; 0 when every one is settled."""
    return _entropy(_distributions(answers.model_dump(), window_tokens))


def _open(values: Mapping[str, Value]) -> list[str]:
    return [field for field in questions() if values[field] is None and asked_by(field)]


def _gain(values: Mapping[str, Value], field: str, window_tokens: int | None) -> float:
    """Bits: entropy of the answers' mixture less the mean entropy after each answer."""
    after = [
        _distributions({**values, field: value}, window_tokens) for value in options(field, window_tokens)
    ]
    mixture = [_mixed([spread[place] for spread in after]) for place in range(len(after[0]))]
    return _entropy(mixture) - sum(map(_entropy, after)) / len(after)


def _distributions(values: Mapping[str, Value], window_tokens: int | None) -> Distributions:
    walks = [walk(name, values, window_tokens) for name in frameworks()]
    return [dict(shares) for walked in walks for shares in (walked.now, walked.destination)]


def _mixed(spreads: list[dict[str, float]]) -> dict[str, float]:
    outcomes = {outcome for spread in spreads for outcome in spread}
    return {
        outcome: sum(spread.get(outcome, 0.0) for spread in spreads) / len(spreads) for outcome in outcomes
    }


def _entropy(distributions: Distributions) -> float:
    """Bits, summed over the distributions."""
    return -sum(share * log2(share) for spread in distributions for share in spread.values() if share > 0)
