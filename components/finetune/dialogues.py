"""Training dialogues: questions about short documents, with replies in the strict format.

A group shares its system prompt and passages among several questions: the trainer reads them once, and the
model sees that the same passages answer one question and not another.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from components.finetune import composing, documents, pages, templates
from components.finetune.companies import Company, company, words
from components.finetune.documents import Written
from components.finetune.names import invented
from components.finetune.prompts import Passage
from components.finetune.values import person

REFUSAL = "not in the documents"
PASSAGE_WEIGHTS = (68, 13, 12, 4, 3)
"""How often one, two, … five passages are shown: the search hands over one to three."""

NO_PASSAGES = 0.04
"""Share of groups without any passage; what cannot be known is refused."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A question, the sentence of the documents that answers it, and the document; a refusal has no source."""

    question: str
    answer: str
    source: str | None


@dataclass(frozen=True, slots=True)
class Group:
    """Passages with several questions about them."""

    system_prompt: str
    passages: tuple[Passage, ...]
    turns: tuple[Turn, ...]


def support_groups(seed: int) -> Iterator[Group]:
    """Groups without end, the same for the same seed."""
    rng = random.Random(seed)
    while True:
        yield support_group(rng)


def support_group(rng: Random) -> Group:
    """One invented company, some of its documents, questions with and without an answer in them."""
    firm = company(rng)
    shown = _documents(firm, rng, rng.choices(range(1, 6), PASSAGE_WEIGHTS)[0])
    others = _documents(firm, rng, 2)
    turns = _answered(shown, rng) + _refused(shown, others, firm, rng)
    if rng.random() < NO_PASSAGES:
        turns, shown = [Turn(turn.question, REFUSAL, None) for turn in turns], []
    rng.shuffle(turns)
    passages = tuple((document.id, document.text) for document in shown)
    return Group(_system_prompt(firm, rng), passages, tuple(turns))


def _documents(firm: Company, rng: Random, count: int) -> list[Written]:
    """Documents with distinct ids; now and then two of one kind, whose rows differ."""
    found: dict[str, Written] = {}
    while len(found) < count:
        kind = rng.random()
        if kind < 0.66:
            document = pages.page_document(rng.choice(pages.pages()), firm, rng)
        elif kind < 0.78:
            document = composing.composed_document(firm, rng)
        elif kind < 0.87:
            document = documents.table_document(rng.choice(templates.tables()), firm, rng)
        else:
            document = documents.topic_document(rng.choice(templates.topics()), firm, rng)
        found.setdefault(document.id, document)
    return list(found.values())


def _answered(shown: list[Written], rng: Random) -> list[Turn]:
    asks = [Turn(_spoken(q, rng), answer, document.id) for document in shown for q, answer in document.asks]
    return rng.sample(asks, min(len(asks), rng.randint(4, 6)))


def _refused(shown: list[Written], others: list[Written], firm: Company, rng: Random) -> list[Turn]:
    near = [question for document in shown for question in document.unanswered]
    elsewhere = [question for document in others for question, _ in document.asks]
    nothing = rng.choice(words()["questions_about_nothing"])
    chosen = rng.sample(near, min(len(near), rng.choice((0, 0, 1, 1, 2))))
    if rng.random() < 0.15:
        chosen.append(nothing.format(co=firm.name, city=invented(rng), person=person(rng)))
    if rng.random() < 0.15 and not _same_kind(shown, others):
        chosen.append(rng.choice(elsewhere))
    return [Turn(_spoken(question, rng), REFUSAL, None) for question in chosen]


def _same_kind(shown: list[Written], others: list[Written]) -> bool:
    """Whether a question about the other documents could be answered by those that are shown."""
    asked = {question for document in shown for question, _ in document.asks}
    return any(question in asked for document in others for question, _ in document.asks)


def _spoken(question: str, rng: Random) -> str:
    """Small differences in how people type."""
    shape = rng.random()
    if shape < 0.06:
        return question.lower()
    if shape < 0.1:
        return question.rstrip("?")
    if shape < 0.14:
        opening = rng.choice(("Hi", "Hello", "Quick question", "Please tell me", "Sorry"))
        return f"{opening}, {question[0].lower()}{question[1:]}"
    return question


def _system_prompt(firm: Company, rng: Random) -> str:
    template = rng.choice(words()["system_prompts"])
    return template.replace("{co}", firm.name).replace("{kind}", firm.kind)
