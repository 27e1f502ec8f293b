"""How passages and a question become the messages of a prompt: the same for asking, evaluating and training."""

from __future__ import annotations

from collections.abc import Sequence

Passage = tuple[str, str]
"""A document id and the text of one of its passages."""

FEW_SHOT: tuple[tuple[tuple[Passage, ...], str, str], ...] = (
    (
        (("opening-hours", "The library opens at 9:40 and closes at 18:20. On Mondays it stays closed."),),
        "When does the library open?",
        '{"answer": "The library opens at 9:40.", "source": "opening-hours"}',
    ),
    (
        (("opening-hours", "The library opens at 9:40 and closes at 18:20. On Mondays it stays closed."),),
        "How many books may I borrow?",
        '{"answer": "not in the documents", "source": null}',
    ),
)
"""Two worked examples about an invented library: one answered, one refused."""


def build_messages(
    system_prompt: str, question: str, passages: Sequence[Passage] = (), *, few_shot: bool = False
) -> list[dict[str, str]]:
    """System prompt, examples if wanted, then passages first and the question last (so that passages can be cached)."""
    messages = [{"role": "system", "content": system_prompt.strip()}]
    for shown, asked, answered in FEW_SHOT if few_shot else ():
        messages.append({"role": "user", "content": user_turn(asked, shown)})
        messages.append({"role": "assistant", "content": answered})
    return [*messages, {"role": "user", "content": user_turn(question, passages)}]


def user_turn(question: str, passages: Sequence[Passage] = ()) -> str:
    """One turn: numbered passages with their document's id, then the question."""
    if not passages:
        return question
    shown = "\n\n".join(
        f"[{n}] ({document_id})\n{text}" for n, (document_id, text) in enumerate(passages, start=1)
    )
    return f"{shown}\n\nQuestion: {question}\nAnswer in one short sentence, using the documents above."
