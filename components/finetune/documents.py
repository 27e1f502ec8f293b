"""Short documents of an invented company, with the questions that they answer and those that they do not."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass, field
from random import Random

from components.finetune import templates
from components.finetune.companies import Company
from components.finetune.names import invented
from components.finetune.templates import Attribute, Fact, Table, Topic
from components.finetune.values import value

Ask = tuple[str, str]
"""A question and its answer."""

_COMMON = frozenset(
    {
        "a", "an", "and", "are", "as", "at", "be", "by", "can", "do", "does", "for", "from", "how", "i",
        "if", "in", "is", "it", "its", "me", "my", "of", "on", "or", "so", "that", "the", "their", "there",
        "they", "to", "up", "was", "we", "what", "when", "where", "which", "who", "will", "with", "you",
        "your", "much", "many", "long", "far",
    }
)  # fmt: skip
"""Words that say nothing about what a question asks for."""


@dataclass(slots=True)
class Written:
    """One document: id, text, what it answers, and near questions that it does not answer."""

    id: str
    text: str
    asks: list[Ask] = field(default_factory=list)
    unanswered: list[str] = field(default_factory=list)


def topic_document(topic: Topic, company: Company, rng: Random) -> Written:
    """A document about one topic; facts that it leaves out turn into questions without an answer."""
    facts = list(topic.facts)
    rng.shuffle(facts)
    kept = facts[: rng.randint(min(2, len(facts)), len(facts))] if rng.random() < 0.85 else facts[:1]
    document = Written(document_id(topic.ids, rng), "")
    sentences = [_state(fact, company, rng, document) for fact in kept]
    for fact in facts[len(kept) :]:
        left_out = Written("", "")
        _state(fact, company, rng, left_out)
        document.unanswered += [question for question, _ in left_out.asks]
    document.text = titled(rng.choice(topic.titles), prose(sentences, rng), rng)
    return document


def quote(statement: str, values: list[str]) -> str:
    """The part of a statement that answers: from the value to the end of its sentence.

    A model that reads from left to right can find a value by what stands before it, hardly the start of the
    sentence, which says nothing yet; and by quoting on it says what the value belongs to.
    """
    whole = statement.replace("**", "")
    sentence = _holding(_sentences_of(whole), values) or whole
    places = [sentence.lower().find(value.lower()) for value in values]
    return sentence[max(0, min(places, default=0)) :].rstrip(".!? ")


def quote_from_asked(statement: str, values: list[str], question: str) -> str:
    """For a question of yes or no: from the first word that was asked about, so that the "not" is quoted too."""
    whole = statement.replace("**", "")
    sentence = _holding(_sentences_of(whole), values) or whole
    asked = {_stem(word) for word in re.findall(r"[\w-]+", question.lower())} - _COMMON
    words = re.finditer(r"[\w-]+", sentence)
    start = next((word.start() for word in words if _stem(word.group().lower()) in asked), 0)
    before = re.search(r"\b(No|not|never|only|Only)\b", sentence[:start])
    return sentence[before.start() if before else start :].rstrip(".!? ")


def _sentences_of(text: str) -> list[str]:
    return re.split(r"(?<=[.!?])\s+", text)


def _holding(parts: list[str], values: list[str]) -> str | None:
    return next((part for part in parts if all(value.lower() in part.lower() for value in values)), None)


def _stem(word: str) -> str:
    for ending in ("ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            return word[: -len(ending)]
    return word


def table_document(table: Table, company: Company, rng: Random) -> Written:
    """A document about several things of one kind, as a table, a list or sentences."""
    things = _things(table, company, rng)
    shape = rng.choice((_grid, _grid, _lines, _sentences))
    # Sentences about every cell grow long: fewer of them.
    most = 2 if shape is _sentences else 4
    columns = rng.sample(table.attributes, rng.randint(1, min(most, len(table.attributes))))
    rows = things[: rng.randint(2, min(most + 1, len(things) - 1))]
    cells = {
        (row, column): value(column.kind, column.arguments, company, rng)
        for row in rows
        for column in columns
    }
    document = Written(document_id(table.ids, rng), "")
    text, said = shape(rows, columns, cells, rng)
    for row in rows:
        document.asks += [(_about(column, row, rng), said[row, column]) for column in columns]
    missing = [attribute for attribute in table.attributes if attribute not in columns]
    document.unanswered = [
        _about(rng.choice(columns), thing, rng) for thing in things[len(rows) : len(rows) + 3]
    ]
    document.unanswered += [_about(attribute, rng.choice(rows), rng) for attribute in missing[:3]]
    document.text = titled(rng.choice(table.titles), text, rng)
    return document


def _state(fact: Fact, company: Company, rng: Random, into: Written) -> str:
    """One wording of a fact with fresh values; its questions go `into` the document."""
    slots = _fill(fact, company, rng)
    statement = as_sentence(rng.choice(fact.statements).format_map(slots))
    for answer, questions in fact.asks:
        values = [slots[name] for name in re.findall(r"{(\w+)}", answer)]
        question = rng.choice(questions).format_map(slots)
        into.asks.append((question, _said(statement, values, question, answer)))
    into.unanswered += [question.format_map(slots) for question in fact.unanswered]
    return in_bold(statement, list(slots.values()), rng)


def _said(statement: str, values: list[str], question: str, answer: str) -> str:
    """The quotation, from the value or, for a question of yes or no, from what was asked about."""
    if re.match(r"(Yes|No)\b", answer):
        return quote_from_asked(statement, values, question)
    return quote(statement, values)


def as_sentence(text: str) -> str:
    """The text with a capital and a full stop."""
    shown = text[0].upper() + text[1:]
    return shown if shown[-1] in ".!?" else shown + "."


def in_bold(statement: str, values: list[str], rng: Random) -> str:
    """The statement with one value in bold now and then; quotes leave the asterisks out."""
    inside = [value for value in values if value in statement]
    if not inside or rng.random() > 0.08:
        return statement
    value = rng.choice(inside)
    return statement.replace(value, f"**{value}**", 1)


def _fill(fact: Fact, company: Company, rng: Random) -> dict[str, str]:
    """A value for every slot; no two the same, so that a question has one answer."""
    filled: dict[str, str] = {"co": company.name}
    declared = (*fact.slots, ("r", "plan", ()), ("u", "svc", ()), ("z", "product", ()))
    for name, kind, arguments in declared:
        for _ in range(20):
            filled[name] = value(kind, arguments, company, rng)
            if list(filled.values()).count(filled[name]) == 1:
                break
        if kind == "pick" and rng.random() < 0.06:
            filled[name] = f'"{filled[name]}"'  # a quotation mark has to be escaped in the reply
    return filled


def _things(table: Table, company: Company, rng: Random) -> list[str]:
    if not isinstance(table.things, str):
        return rng.sample(table.things, min(9, len(table.things)))
    if table.things == "plans":
        return rng.sample(company.plans, len(company.plans))
    if table.things in company.words:
        return rng.sample(company.words[table.things], 9)
    made = dict.fromkeys(invented(rng) for _ in range(9))
    return [name.lower() if table.things == "services" else name for name in made]


def _about(attribute: Attribute, thing: str, rng: Random) -> str:
    question = rng.choice(attribute.questions).format(e=thing)
    return question[0].upper() + question[1:]


Cells = dict[tuple[str, Attribute], str]


Shown = tuple[str, Cells]
"""A text, and for every cell the part of it that answers a question about the cell."""


def _grid(rows: list[str], columns: list[Attribute], cells: Cells, rng: Random) -> Shown:
    corner = rng.choice(("", "Name", "What", "Item"))
    lines = ["| " + " | ".join([corner, *(column.heading for column in columns)]) + " |"]
    lines.append("|" + "---|" * (len(columns) + 1))
    lines += [f"| {row} | " + " | ".join(cells[row, column] for column in columns) + " |" for row in rows]
    said = {row: " | ".join([row, *(cells[row, column] for column in columns)]) for row in rows}
    return "\n".join(lines), {(row, column): said[row] for row in rows for column in columns}


def _lines(rows: list[str], columns: list[Attribute], cells: Cells, rng: Random) -> Shown:
    mark = rng.choice(("- ", "", "* "))
    said = {
        row: f"{row}: " + ", ".join(f"{c.heading.lower()} {cells[row, c]}" for c in columns) for row in rows
    }
    text = "\n".join(mark + line for line in said.values())
    return text, {(row, column): said[row] for row in rows for column in columns}


def _sentences(rows: list[str], columns: list[Attribute], cells: Cells, rng: Random) -> Shown:
    shapes = (
        "For {e}, the {h} is {v}.",
        "{e} has {v} as {h}.",
        "{e}: {h} is {v}.",
        "The {h} for {e} is {v}.",
    )
    shape = rng.choice(shapes)
    said = {
        (row, column): as_sentence(shape.format(e=row, h=column.heading.lower(), v=cells[row, column]))
        for row in rows
        for column in columns
    }
    return " ".join(said.values()), {key: quote(sentence, [cells[key]]) for key, sentence in said.items()}


def prose(sentences: list[str], rng: Random) -> str:
    """Sentences as a paragraph, paragraphs or a list, with one that says nothing now and then."""
    ended = list(sentences)
    if rng.random() < 0.4:
        ended.insert(rng.randint(0, len(ended)), rng.choice(templates.fillers()))
    shape = rng.random()
    if shape < 0.6 or len(ended) < 2:
        return wrapped(" ".join(ended), rng)
    if shape < 0.75:
        return "\n\n".join(ended)
    if shape < 0.9:
        return "\n".join(f"- {text}" for text in ended)
    return "\n".join(f"{number}. {text}" for number, text in enumerate(ended, 1))


def wrapped(text: str, rng: Random) -> str:
    """Lines as people type them: whole, or all broken at some width; rows of a table are never broken."""
    if rng.random() < 0.6:
        return text
    width = rng.choice((60, 72, 80, 100, 110))
    return "\n".join(
        line
        if line.startswith("|")
        else textwrap.fill(line, width, break_on_hyphens=False, break_long_words=False)
        for line in text.split("\n")
    )


def titled(title: str, body: str, rng: Random) -> str:
    """The body under a title in one of several styles, or without."""
    shapes = (
        "# {t}\n\n{b}",
        "# {t}\n\n{b}",
        "## {t}\n\n{b}",
        "{t}\n{b}",
        "{b}",
        "{o} > {t}\n{b}",
        "**{t}**\n\n{b}",
    )
    return rng.choice(shapes).format(t=title, b=body, o=rng.choice(("Handbook", "Help", "Terms", "Guide")))


def document_id(ids: tuple[str, ...], rng: Random) -> str:
    """A document id of one of many shapes."""
    base = rng.choice(ids)
    shape = rng.random()
    if shape < 0.55:
        return base
    plain = base.lstrip("0123456789-")
    made = (
        f"{rng.randint(1, 30):02d}-{plain}", f"doc_{rng.randint(1, 60):02d}", f"{plain}-{rng.randint(2, 9)}",
        plain.replace("-", "_"), f"{rng.choice(('faq', 'help', 'policy', 'page', 'kb'))}-{plain}",
        f"{plain}.{rng.randint(1, 9)}", invented(rng).lower() + f"-{plain}", f"KB{rng.randint(100, 9999)}",
    )  # fmt: skip
    return rng.choice(made)
