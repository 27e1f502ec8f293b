"""Groups as tokens: the shared prefix once, then every question with its reply as a branch.

A branch sees the prefix and itself, never another branch, and counts its positions from the end of the prefix:
each reply is trained exactly as if its dialogue stood alone, for a quarter of the work.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

import torch

from components.finetune.dialogues import Group, Turn
from components.finetune.prompts import build_messages, reply

MOST_TOKENS = 1400
ROUND_TO = 64
"""Lengths are filled up to a multiple of this: oneDNN compiles its kernels anew for every length that it meets."""
END = "<|im_end|>"


@dataclass(frozen=True, slots=True)
class Packed:
    """One sequence of length n; `mask` is n × n, True where a row may look; `targets` is -100 but in replies.

    What fills up the end is a branch that nobody looks at and that is not trained.
    """

    tokens: torch.Tensor
    positions: torch.Tensor
    mask: torch.Tensor
    targets: torch.Tensor
    replies: int


def pack(group: Group, tokenizer: Any) -> Packed | None:
    """The tokens of a group; None when it is empty or too long."""
    branches = [_branch(group, turn, tokenizer) for turn in group.turns]
    if not branches:
        return None
    shared = _shared([prompt for prompt, _ in branches])
    tails = [(prompt[shared:], answer) for prompt, answer in branches]
    total = shared + sum(len(prompt) + len(answer) for prompt, answer in tails)
    return _lay_out(branches[0][0][:shared], tails) if total <= MOST_TOKENS else None


def packed_stream(groups: Iterator[Group], tokenizer: Any) -> Iterator[Packed]:
    """Packed groups, without those that are too long."""
    return (packed for packed in (pack(group, tokenizer) for group in groups) if packed is not None)


def _branch(group: Group, turn: Turn, tokenizer: Any) -> tuple[list[int], list[int]]:
    """Tokens of the prompt and of the reply, as the chat template puts them."""
    messages = build_messages(group.system_prompt, turn.question, group.passages)
    prompt = tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True)
    answer = reply(turn.answer, turn.source) + END
    return _encode(tokenizer, prompt), _encode(tokenizer, answer)


def _encode(tokenizer: Any, text: str) -> list[int]:
    return list(tokenizer(text, add_special_tokens=False).input_ids)


def _shared(prompts: list[list[int]]) -> int:
    """How many tokens all prompts begin with; a lone one keeps a token of its own."""
    same = takewhile(lambda column: len(set(column)) == 1, zip(*prompts, strict=False))
    return min(sum(1 for _ in same), min(map(len, prompts)) - 1)


def _lay_out(prefix: list[int], tails: list[tuple[list[int], list[int]]]) -> Packed:
    tokens, positions, targets = list(prefix), list(range(len(prefix))), [-100] * len(prefix)
    owner = [0] * len(prefix)
    for number, (prompt, answer) in enumerate(tails, 1):
        branch = prompt + answer
        # The target of a position is the token after it: the last prompt token predicts the reply's first.
        targets += [-100] * (len(prompt) - 1) + answer + [-100]
        positions += range(len(prefix), len(prefix) + len(branch))
        owner += [number] * len(branch)
        tokens += branch
    empty = -len(tokens) % ROUND_TO
    tokens += [tokens[-1]] * empty
    positions += [positions[-1]] * empty
    targets += [-100] * empty
    owner += [len(tails) + 1] * empty
    return Packed(
        torch.tensor(tokens),
        torch.tensor(positions),
        _mask(torch.tensor(owner)),
        torch.tensor(targets),
        len(tails),
    )


def _mask(owner: torch.Tensor) -> torch.Tensor:
    causal = torch.ones(len(owner), len(owner), dtype=torch.bool).tril()
    return causal & ((owner[:, None] == owner[None, :]) | (owner[None, :] == 0))
