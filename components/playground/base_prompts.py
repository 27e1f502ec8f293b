"""The prompt of the arms on the base weights.

A base model of this size needs other words than one that was trained on a format: which ones was measured
(`python -m tests.bench.bench_prompts`), the choice stands in `data/playground.yaml`. The arms with an adapter keep
the format of their training (`prompts`).
"""

from __future__ import annotations

from collections.abc import Sequence

from components.playground.prompts import Message, Passage, build_messages
from components.playground.settings import BasePrompt, playground_data


def base_messages(
    system_prompt: str,
    question: str,
    passages: Sequence[Passage] = (),
    *,
    few_shot: bool = False,
    sentence: str | None = None,
    words: BasePrompt | None = None,
) -> list[Message]:
    """Passages first, the question last; an empty question leaves the passages alone, to prepare them ahead.

    `sentence` is the one that the search pinpointed in the passages.
    """
    words = words or playground_data().base_prompt
    system, *examples, _ = build_messages(system_prompt, question, passages, few_shot=few_shot)
    reply = build_messages("", "")[0]["content"]
    told = words.system.format(own=system["content"], instruction=words.instruction, reply=reply)
    return [
        {"role": "system", "content": told.strip() if passages else system["content"]},
        *examples,
        {"role": "user", "content": _turn(words, question, passages, sentence)},
    ]


def _turn(words: BasePrompt, question: str, passages: Sequence[Passage], sentence: str | None) -> str:
    if not passages:
        return question
    shown = [words.passage.format(document=document, text=text.strip()) for document, text in passages]
    pointer = words.pointer.format(sentence=sentence) if sentence and question else ""
    return "\n\n".join([*shown, pointer + words.question.format(question=question) if question else ""])
