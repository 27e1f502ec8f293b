"""Look through somebody's own training examples (JSONL) before any money is spent on them.

One example a line: `{"messages": [{"role": …, "content": …}, …]}` with the assistant's reply last, or
`{"prompt": …, "completion": …}`. The file is untrusted: nothing in it is run, and its size is bounded.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from statistics import median
from typing import Any

from components.finetune.errors import ExamplesError
from components.knowledge import record

MOST_BYTES = 20_000_000
MOST_LINES = 50_000
LONGEST_CHARACTERS = 32_000
MOST_PROBLEMS = 200
LEAK_CHARACTERS = 12
"""A reply shorter than this stands in many a prompt by chance."""

ROLES = ("system", "user", "assistant", "tool")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one line (counted from 1)."""

    line: int
    message: str


@dataclass(frozen=True, slots=True)
class Example:
    """What the model would see, and the reply that it would learn."""

    line: int
    prompt: str
    reply: str


@dataclass(frozen=True, slots=True)
class Lengths:
    """Characters: the middle and the longest."""

    middle: int
    longest: int


@dataclass(frozen=True, slots=True)
class Report:
    """What the file holds. `good` examples are readable, not repeated, not contradictory and do not leak."""

    lines: int
    examples: int
    good: int
    needed: int
    problems: tuple[Problem, ...]
    """The first `MOST_PROBLEMS` of them."""
    problem_count: int
    repeated: tuple[Problem, ...]
    contradictory: tuple[Problem, ...]
    leaking: tuple[Problem, ...]
    prompt_lengths: Lengths
    reply_lengths: Lengths
    commonest_reply: str
    commonest_share: float

    @property
    def enough(self) -> bool:
        """Whether as many good examples are there as fine-tuning needs at the least."""
        return self.good >= self.needed


def check_examples(data: bytes) -> Report:
    """Everything worth knowing about an examples file.

    Raises:
        ExamplesError: not text in UTF-8, empty, or too large to look at.
    """
    lines = _lines(data)
    found: list[Example] = []
    problems: list[Problem] = []
    for number, line in lines:
        example = _example(number, line)
        (found if isinstance(example, Example) else problems).append(example)  # type: ignore[arg-type]
    return _report(len(lines), found, problems)


def _report(lines: int, found: list[Example], problems: list[Problem]) -> Report:
    repeated, contradictory, leaking = _repeated(found), _contradictory(found), _leaking(found)
    spoilt = {problem.line for problem in (*repeated, *contradictory, *leaking)}
    reply, count = (
        Counter(_folded(example.reply) for example in found).most_common(1)[0] if found else ("", 0)
    )
    return Report(
        lines=lines,
        examples=len(found),
        good=sum(example.line not in spoilt for example in found),
        needed=_needed(),
        problems=tuple(problems[:MOST_PROBLEMS]),
        problem_count=len(problems),
        repeated=repeated,
        contradictory=contradictory,
        leaking=leaking,
        prompt_lengths=_lengths([len(example.prompt) for example in found]),
        reply_lengths=_lengths([len(example.reply) for example in found]),
        commonest_reply=reply,
        commonest_share=count / len(found) if found else 0.0,
    )


def _needed() -> int:
    return round(record("training.minimum_examples").mode or 0)


def _lines(data: bytes) -> list[tuple[int, str]]:
    if len(data) > MOST_BYTES:
        raise ExamplesError(
            f"The file has {len(data):,} bytes; at most {MOST_BYTES:,} are looked at. Split it."
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ExamplesError(
            f"The file is not text in UTF-8 (byte {error.start:,}). Save it as UTF-8."
        ) from error
    lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    if not lines:
        raise ExamplesError("The file is empty. One example a line is expected (JSONL).")
    if len(lines) > MOST_LINES:
        raise ExamplesError(
            f"The file has {len(lines):,} lines; at most {MOST_LINES:,} are looked at. Split it."
        )
    return lines


def _example(number: int, line: str) -> Example | Problem:
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError) as error:
        reason = error.msg if isinstance(error, json.JSONDecodeError) else "nested too deep or not a number"
        return Problem(number, f"not JSON: {reason}")
    if not isinstance(entry, dict):
        return Problem(number, "a JSON object is expected on every line")
    if "messages" in entry:
        return _from_messages(number, entry["messages"])
    for prompt, reply in (("prompt", "completion"), ("input", "output"), ("question", "answer")):
        if prompt in entry:
            return _checked(number, entry.get(prompt), entry.get(reply), reply)
    return Problem(number, "neither 'messages' nor 'prompt' is there")


def _from_messages(number: int, messages: Any) -> Example | Problem:
    if not isinstance(messages, list) or not messages:
        return Problem(number, "'messages' must be a list with at least two entries")
    for message in messages:
        if not isinstance(message, dict) or not isinstance(message.get("content"), str):
            return Problem(number, "every message needs a 'role' and a 'content' that is text")
        if message.get("role") not in ROLES:
            return Problem(
                number, f"the role {str(message.get('role'))[:40]!r} is none of {', '.join(ROLES)}"
            )
    if messages[-1]["role"] != "assistant":
        return Problem(number, "the last message must be the assistant's: it is what the model learns")
    prompt = "\n".join(message["content"] for message in messages[:-1])
    return _checked(number, prompt, messages[-1]["content"], "content")


def _checked(number: int, prompt: Any, reply: Any, key: str) -> Example | Problem:
    if not isinstance(prompt, str) or not prompt.strip():
        return Problem(number, "there is no prompt")
    if not isinstance(reply, str) or not reply.strip():
        return Problem(number, f"there is no reply (in '{key}')")
    length = len(prompt) + len(reply)
    if length > LONGEST_CHARACTERS:
        return Problem(
            number, f"{length:,} characters; more than {LONGEST_CHARACTERS:,} would be cut in training"
        )
    return Example(number, prompt, reply)


def _repeated(found: Iterable[Example]) -> tuple[Problem, ...]:
    """Examples that stand in the file before, case and spaces aside."""
    first: dict[tuple[str, str], int] = {}
    again: list[Problem] = []
    for example in found:
        key = (_folded(example.prompt), _folded(example.reply))
        if key in first:
            again.append(Problem(example.line, f"the same as line {first[key]}"))
        first.setdefault(key, example.line)
    return tuple(again)


def _contradictory(found: Iterable[Example]) -> tuple[Problem, ...]:
    """Examples whose prompt has several different replies."""
    by_prompt: dict[str, list[Example]] = defaultdict(list)
    for example in found:
        by_prompt[_folded(example.prompt)].append(example)
    return tuple(sorted(_disagreeing(by_prompt.values()), key=lambda problem: problem.line))


def _disagreeing(groups: Iterable[list[Example]]) -> Iterator[Problem]:
    for group in groups:
        if len({_folded(example.reply) for example in group}) > 1:
            first = group[0].line
            yield from (
                Problem(e.line, f"asks what line {first} asks, and one of the replies differs") for e in group
            )


def _leaking(found: Iterable[Example]) -> tuple[Problem, ...]:
    """Examples whose whole reply stands in the prompt: the model learns to copy, not to answer."""
    return tuple(
        Problem(example.line, "the whole reply stands in the prompt")
        for example in found
        if len(example.reply.strip()) >= LEAK_CHARACTERS and _folded(example.reply) in _folded(example.prompt)
    )


def _lengths(values: list[int]) -> Lengths:
    return Lengths(round(median(values)), max(values)) if values else Lengths(0, 0)


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
