"""Documents put together word by word from a grammar, so that only the words asked about lead to the answer."""

from __future__ import annotations

from random import Random

from components.finetune import templates
from components.finetune.companies import Company
from components.finetune.documents import Written, as_sentence, document_id, in_bold, prose, quote, titled
from components.finetune.templates import Composed
from components.finetune.values import value

OWN_WORDS = 0.75
"""Share of statements and questions in the attribute's own words rather than those that fit all."""


def composed_document(company: Company, rng: Random) -> Written:
    """A document about a few subjects, near misses among them: same subject, or same attribute."""
    grammar = templates.grammar()
    subjects = rng.sample(grammar.subjects, rng.randint(2, 5))
    attributes = rng.sample(grammar.attributes, rng.randint(2, 5))
    document = Written(document_id(tuple(_id(subject) for subject in subjects), rng), "")
    told: set[tuple[str, str]] = set()
    sentences = [_fact(subjects, attributes, company, rng, document, told) for _ in range(rng.randint(2, 5))]
    sentences = [sentence for sentence in sentences if sentence]
    document.unanswered = _not_told(told, subjects, attributes, rng)
    document.text = titled(as_sentence(subjects[0]).rstrip("."), prose(sentences, rng), rng)
    return document


def _fact(
    subjects: list[str],
    attributes: list[Composed],
    company: Company,
    rng: Random,
    into: Written,
    told: set[tuple[str, str]],
) -> str:
    """One statement of one fact or two, its questions put `into` the document; empty when it is told already."""
    shape = rng.random()
    (s, t), (a, b) = rng.sample(subjects, 2), rng.sample(attributes, 2)
    pairs = [(s, a)] if shape < 0.6 else [(s, a), (t, a)] if shape < 0.85 else [(s, a), (s, b)]
    if any((subject, attribute.name) in told for subject, attribute in pairs):
        return ""
    told.update((subject, attribute.name) for subject, attribute in pairs)
    values = _values([attribute for _, attribute in pairs], company, rng)
    slots = {"s": s, "t": t, "a": a.name, "b": b.name, "A": _upper(a.name), "S": _upper(s)}
    slots |= {"v": values[0], "w": values[-1]}
    statement = as_sentence(_template(pairs, a, rng).format_map(slots))
    for (subject, attribute), made in zip(pairs, values, strict=True):
        question = _question(subject, attribute, rng)
        into.asks.append((question, quote(statement, [made])))
    return in_bold(statement, values, rng)


def _template(pairs: list[tuple[str, Composed]], attribute: Composed, rng: Random) -> str:
    grammar = templates.grammar()
    if len(pairs) == 1:
        return rng.choice(attribute.statements if rng.random() < OWN_WORDS else grammar.statements)
    return rng.choice(grammar.pairs if pairs[0][1] is pairs[1][1] else grammar.doubles)


def _question(subject: str, attribute: Composed, rng: Random) -> str:
    shapes = attribute.questions if rng.random() < OWN_WORDS else templates.grammar().questions
    return _upper(rng.choice(shapes).format(s=subject, a=attribute.name))


def _values(attributes: list[Composed], company: Company, rng: Random) -> list[str]:
    """A value for each, no two the same."""
    made: dict[str, None] = {}
    for attribute in attributes:
        wanted = len(made) + 1
        while len(made) < wanted:
            made.setdefault(value(attribute.kind, attribute.arguments, company, rng))
    return list(made)


def _not_told(
    told: set[tuple[str, str]], subjects: list[str], attributes: list[Composed], rng: Random
) -> list[str]:
    """Near misses: an attribute that a subject is not given, and a subject that the document does not have."""
    missing = [(s, a) for s in subjects for a in attributes if (s, a.name) not in told and _apart(s, a, told)]
    stranger = rng.choice([subject for subject in templates.grammar().subjects if subject not in subjects])
    chosen = [*rng.sample(missing, min(2, len(missing))), (stranger, rng.choice(attributes))]
    return [_question(subject, attribute, rng) for subject, attribute in chosen]


def _apart(subject: str, attribute: Composed, told: set[tuple[str, str]]) -> bool:
    """Whether no told attribute of the subject is of the same kind: a price would answer a question for a fee."""
    kinds = {entry.name: entry.kind for entry in templates.grammar().attributes}
    return all(kinds[name] != attribute.kind for other, name in told if other == subject)


def _id(subject: str) -> str:
    return subject.lower().replace("'", "").replace(" ", "-")


def _upper(text: str) -> str:
    return text[0].upper() + text[1:]
