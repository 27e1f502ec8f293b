"""A label suggested for a failure, with its reason: by the local model, or by key words that anyone can read.

A suggestion is only ever shown; nothing here changes a failure.
"""

import json
import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple, Protocol

from pydantic import BaseModel, ConfigDict, ValidationError

from components.diagnosis.labels import LABELS, Label
from components.knowledge import DATA, load_model, load_yaml

MAX_PROMPT_TEXT = 1_200  # characters of the failure that the model reads; a label rarely needs more
MAX_REASON = 120  # characters
MAX_TOKENS = 64


class Event(Protocol):
    """A piece of generated text."""

    @property
    def text(self) -> str:
        """What it adds to the reply."""
        ...


class LanguageModel(Protocol):
    """What a suggestion needs of an inference engine: `generate` of `components.inference.Engine`."""

    def generate(
        self,
        messages: list[dict[str, str]],
        *,
        schema: dict[str, Any] | None = None,
        max_tokens: int,
        session: str = "",
    ) -> Iterator[Event]:
        """The reply to `messages`, piece by piece."""
        ...


class Suggestion(NamedTuple):
    """A label somebody might give, and why."""

    label: Label
    reason: str


class _Reply(BaseModel):
    model_config = ConfigDict(extra="ignore")

    reason: str
    wrong: str


class _Example(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    failure: str
    label: Label
    reason: str


class _Brief(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    system: str
    words: dict[Label, str]
    examples: tuple[_Example, ...]


def suggest(engine: LanguageModel, text: str, session: str = "") -> Suggestion | None:
    """What the model would label a failure, or None when its reply is no label; takes as long as one answer.

    `session` lets the engine share its turns fairly between people.
    The text is data for the model, not instructions: whatever it says, the reply can only name one of two labels.
    """
    events = engine.generate(prompt(text), schema=schema(), max_tokens=MAX_TOKENS, session=session)
    return parse("".join(event.text for event in events))


@cache
def schema() -> dict[str, Any]:
    """The JSON that the model must reply with: a reason, then one of the words that stand for labels."""
    return {
        "type": "object",
        "properties": {
            "reason": {"type": "string", "maxLength": MAX_REASON},
            "wrong": {"type": "string", "enum": list(_brief().words.values())},
        },
        "required": ["reason", "wrong"],
        "additionalProperties": False,
    }


def prompt(text: str) -> list[dict[str, str]]:
    """The messages that ask for a label: instructions, worked examples, then the failure."""
    messages = [{"role": "system", "content": _brief().system}]
    for example in _brief().examples:
        reply = json.dumps({"reason": example.reason, "wrong": _brief().words[example.label]})
        messages += [{"role": "user", "content": example.failure}, {"role": "assistant", "content": reply}]
    return [*messages, {"role": "user", "content": text[:MAX_PROMPT_TEXT]}]


def parse(reply: str) -> Suggestion | None:
    """The suggestion in a model's reply; None when there is none (cut short, not JSON, no such label)."""
    found = re.search(r"\{.*\}", reply, re.DOTALL)
    try:
        read = _Reply.model_validate_json(found.group() if found else "")
    except ValidationError:
        return None
    label = next((label for label, word in _brief().words.items() if word == read.wrong), None)
    return Suggestion(label, " ".join(read.reason.split())[:MAX_REASON]) if label else None


def by_key_words(text: str) -> Suggestion | None:
    """The label that more of the known words speak for ("both" on a draw), with these words as the reason."""
    found = {label: _found(label, text) for label in _key_words()}
    knowledge, behaviour = len(found["knowledge"]), len(found["behaviour"])
    if not knowledge and not behaviour:
        return _because("unclear", found["unclear"])
    if knowledge == behaviour:
        return _because("both", [*found["knowledge"], *found["behaviour"]])
    winner: Label = "knowledge" if knowledge > behaviour else "behaviour"
    return _because(winner, found[winner])


def agreement(suggested: Sequence[Suggestion | None], given: Sequence[Label | None]) -> tuple[int, int]:
    """(hits, suggestions made) against the labels that a person gave."""
    made = [(guess.label, label) for guess, label in zip(suggested, given, strict=True) if guess and label]
    return sum(guess == label for guess, label in made), len(made)


def _because(label: Label, words: Sequence[str]) -> Suggestion | None:
    return Suggestion(label, "it says " + ", ".join(f"“{word}”" for word in words[:3])) if words else None


def _found(label: Label, text: str) -> list[str]:
    return [word for word in _key_words()[label] if re.search(rf"\b{re.escape(word)}\b", text, re.IGNORECASE)]


@cache
def _key_words() -> dict[Label, list[str]]:
    words = load_yaml(DATA / "diagnosis" / "keywords.yaml")
    return {label: words.get(label, []) for label in LABELS}


@cache
def _brief() -> _Brief:
    return load_model(DATA / "diagnosis" / "suggestions.yaml", _Brief)
