"""The building blocks of the training dialogues, read from `data/training/` and checked."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from components.finetune.errors import TemplateError
from components.knowledge import DATA, load_yaml

TOPIC_FILES = ("support_1.yaml", "support_2.yaml", "support_3.yaml")


@dataclass(frozen=True, slots=True)
class Fact:
    """A statement in several wordings; each answer template with the questions that it answers.

    `unanswered` are questions near the statement that it does not answer.
    """

    slots: tuple[tuple[str, str, tuple[str, ...]], ...]
    statements: tuple[str, ...]
    asks: tuple[tuple[str, tuple[str, ...]], ...]
    unanswered: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Topic:
    """A kind of document: possible ids, titles, and the facts that it may hold."""

    ids: tuple[str, ...]
    titles: tuple[str, ...]
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Attribute:
    """A column: heading, kind of value with arguments, questions about `{e}`."""

    heading: str
    kind: str
    arguments: tuple[str, ...]
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Things of one kind with attributes; `things` is a list or the name of a kind that is made up."""

    ids: tuple[str, ...]
    titles: tuple[str, ...]
    things: str | tuple[str, ...]
    attributes: tuple[Attribute, ...]


@cache
def topics() -> tuple[Topic, ...]:
    """Every topic; raises TemplateError that names the line which does not fit."""
    folder = DATA / "training"
    entries = [
        entry for name in TOPIC_FILES if (folder / name).exists() for entry in load_yaml(folder / name)
    ]
    return tuple(
        Topic(
            _texts(entry["ids"]), _texts(entry["titles"]), tuple(parse_fact(line) for line in entry["facts"])
        )
        for entry in entries
    )


@cache
def tables() -> tuple[Table, ...]:
    """Every table; raises TemplateError that names the line which does not fit."""
    return tuple(_table(entry) for entry in load_yaml(DATA / "training" / "tables.yaml"))


@dataclass(frozen=True, slots=True)
class Composed:
    """An attribute that any subject may have: its name, kind of value, and its own questions and statements."""

    name: str
    kind: str
    arguments: tuple[str, ...]
    questions: tuple[str, ...]
    statements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grammar:
    """Subjects, attributes, and the ways to state and ask that fit all of them."""

    subjects: tuple[str, ...]
    attributes: tuple[Composed, ...]
    statements: tuple[str, ...]
    pairs: tuple[str, ...]
    doubles: tuple[str, ...]
    questions: tuple[str, ...]


@cache
def grammar() -> Grammar:
    """`compose.yaml`; raises TemplateError that names the line which does not fit."""
    entry = load_yaml(DATA / "training" / "compose.yaml")
    texts = {key: _texts(entry[key]) for key in ("subjects", "statements", "pairs", "doubles", "questions")}
    return Grammar(attributes=tuple(_composed(line) for line in entry["attributes"]), **texts)


@cache
def fillers() -> tuple[str, ...]:
    """Sentences that answer nothing."""
    return _texts(load_yaml(DATA / "training" / "fillers.yaml"))


def parse_fact(line: str) -> Fact:
    """A fact from its line: `slots | statements | answer :: questions | … | - :: questions`.

    Raises:
        TemplateError: the line has no such shape, or a slot is not declared.
    """
    slots, statements, *asks = [part.strip() for part in f"{line} | ".split(" | ")]
    asks = [ask for ask in asks if ask]
    if not asks or any(" :: " not in ask for ask in asks):
        raise TemplateError(f"Expected 'slots | statements | answer :: questions', found: {line}")
    pairs = [(answer.strip(), questions) for answer, questions in (ask.split(" :: ", 1) for ask in asks)]
    return Fact(
        slots=tuple(_slot(declared) for declared in _declared(slots)),
        statements=_split(statements),
        asks=tuple((answer.lstrip("="), _split(questions)) for answer, questions in pairs if answer != "-"),
        unanswered=tuple(q for answer, questions in pairs if answer == "-" for q in _split(questions)),
    )


def _declared(slots: str) -> list[list[str]]:
    """`a=dur days 2 9 b=plan` as [["a", "dur", "days", "2", "9"], ["b", "plan"]]."""
    found: list[list[str]] = []
    for word in slots.split():
        name, equals, kind = word.partition("=")
        if equals:
            found.append([name, kind])
        else:
            found[-1].append(word)
    return found


def _slot(words: list[str]) -> tuple[str, str, tuple[str, ...]]:
    return words[0], words[1], tuple(words[2:])


def _split(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(" / ") if part.strip())


def _table(entry: dict[str, Any]) -> Table:
    things = entry["things"]
    return Table(
        _texts(entry["ids"]),
        _texts(entry["titles"]),
        things if isinstance(things, str) else _texts(things),
        tuple(_attribute(line) for line in entry["attributes"]),
    )


def _attribute(line: str) -> Attribute:
    try:
        heading, kind, questions = line.split(" | ")
    except ValueError as error:
        raise TemplateError(f"Expected 'heading | kind | questions', found: {line}") from error
    name, *arguments = kind.split()
    return Attribute(heading, name, tuple(arguments), _split(questions))


def _composed(line: str) -> Composed:
    try:
        name, kind, questions, statements = line.split(" | ")
    except ValueError as error:
        raise TemplateError(f"Expected 'name | kind | questions | statements', found: {line}") from error
    made, *arguments = kind.split()
    return Composed(name, made, tuple(arguments), _split(questions), _split(statements))


def _texts(values: list[Any]) -> tuple[str, ...]:
    return tuple(str(value) for value in values)
