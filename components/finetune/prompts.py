"""How a prompt is put together: the one format that every arm and the behaviour adapter share.

Passages come first and the question right after them, so that the passages are a cacheable prefix and a small
model has the question fresh. Change nothing here or in `data/prompts.yaml` without training the adapter again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import cache

from pydantic import BaseModel, ConfigDict

from components.knowledge import DATA, load_model

Message = dict[str, str]
Passage = tuple[str, str]
"""Document id and text."""


class ExamplePassage(BaseModel):
    """One passage of a worked example."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    document: str
    text: str


class Example(BaseModel):
    """A question with its passages and the reply that it should get."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    passages: tuple[ExamplePassage, ...]
    question: str
    answer: str
    source: str | None


class PromptFormat(BaseModel):
    """`data/prompts.yaml`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    reply_instruction: str
    passage: str
    question_after_passages: str
    question_alone: str
    examples: tuple[Example, ...]


@cache
def prompt_format() -> PromptFormat:
    """The words of the format; raises KnowledgeError that names a key that does not fit."""
    return load_model(DATA / "prompts.yaml", PromptFormat)


def build_messages(
    system_prompt: str, question: str, passages: Sequence[Passage] = (), *, few_shot: bool = False
) -> list[Message]:
    """The chat messages of any arm: the passages it sees (none for the arms that see only the question).

    An empty question leaves the passages alone: the prefix worth preparing ahead.
    """
    messages = [{"role": "system", "content": system_content(system_prompt)}]
    if few_shot:
        for example in prompt_format().examples:
            messages += _worked(example)
    return [*messages, {"role": "user", "content": user_content(question, passages)}]


def system_content(system_prompt: str) -> str:
    """The corpus's own system prompt, with the reply format added unless it asks for JSON already."""
    own = system_prompt.strip()
    if "json" in own.casefold():
        return own
    return f"{own}\n{prompt_format().reply_instruction}".strip()


def user_content(question: str, passages: Sequence[Passage] = ()) -> str:
    """The numbered passages, a blank line, the question."""
    template = prompt_format()
    if not passages:
        return template.question_alone.format(question=question)
    asked = template.question_after_passages.format(question=question) if question else ""
    return "\n\n".join([*_numbered(passages), asked])


def reply(answer: str, source: str | None) -> str:
    """The reply that is asked for, as the one line of JSON that the adapter learns."""
    return json.dumps({"answer": answer, "source": source}, ensure_ascii=False)


def _numbered(passages: Sequence[Passage]) -> Iterator[str]:
    template = prompt_format().passage
    for number, (document, text) in enumerate(passages, 1):
        yield template.format(number=number, document=document, text=text.strip())


def _worked(example: Example) -> list[Message]:
    passages = [(passage.document, passage.text) for passage in example.passages]
    return [
        {"role": "user", "content": user_content(example.question, passages)},
        {"role": "assistant", "content": reply(example.answer, example.source)},
    ]
