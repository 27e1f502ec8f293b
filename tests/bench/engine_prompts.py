"""Prompts for the engine's tests and benches: varied, made from a seed, nothing from the network."""

from __future__ import annotations

import random

Message = dict[str, str]

_TOPICS = (
    "tides", "bread", "bridges", "chess openings", "a support ticket",
    "volcanoes", "a leaking roof", "train timetables",
    "the colour blue", "bees", "mortgage rates", "a broken printer", "jazz", "soil acidity",
    "naïve café menus", "lighthouses",
)  # fmt: skip
_ASKS = (
    "Explain {} in two sentences.",
    "Write a short list about {}.",
    "What should a beginner know about {}?",
    "Answer as JSON with the key answer: what is special about {}?",
    "Translate into French: I like {}.",
    "Give three words that go with {}.",
    "Ask me a question about {}.",
)
_SYSTEMS = (
    None,
    "You are a terse assistant.",
    "You answer customers of a shop. Be kind, be short, and never promise a refund. " * 12,
)


def conversations(count: int, seed: int = 1) -> list[list[Message]]:
    """Different conversations: with and without a system prompt (one of them long), one turn or three."""
    rng = random.Random(seed)
    return [_conversation(rng, number) for number in range(count)]


def corpus(words: int, seed: int = 2) -> str:
    """A made-up handbook of about that many words, the same for the same seed."""
    rng = random.Random(seed)
    lines: list[str] = []
    while sum(len(line.split()) for line in lines) < words:
        lines.append(
            f"{rng.choice(_TOPICS).capitalize()} number {rng.randint(1, 999)} costs {rng.randint(2, 99)} euros "
            "a month, "
            f"is delivered within {rng.randint(1, 30)} days and is looked after by the {rng.choice(_TOPICS)} team."
        )
    return "\n".join(lines)


def stuffed(text: str, question: str) -> list[Message]:
    """A question over a corpus, the corpus first."""
    return [
        {"role": "system", "content": f"Answer from this handbook only.\n\n{text}"},
        {"role": "user", "content": question},
    ]


def questions(count: int, seed: int = 3) -> list[str]:
    """Different short questions."""
    rng = random.Random(seed)
    return [f"Question {n}: {rng.choice(_ASKS).format(rng.choice(_TOPICS))}" for n in range(1, count + 1)]


def _conversation(rng: random.Random, number: int) -> list[Message]:
    system = rng.choice(_SYSTEMS)
    messages = [{"role": "system", "content": system}] if system else []
    if rng.random() < 0.3:
        messages += [
            {"role": "user", "content": rng.choice(_ASKS).format(rng.choice(_TOPICS))},
            {"role": "assistant", "content": f"That depends on the {rng.choice(_TOPICS)}, mostly."},
        ]
    ask = rng.choice(_ASKS).format(rng.choice(_TOPICS))
    padding = f" Mind this: {corpus(rng.randint(20, 250), number)}" if rng.random() < 0.3 else ""
    return [*messages, {"role": "user", "content": f"{ask}{padding}"}]
