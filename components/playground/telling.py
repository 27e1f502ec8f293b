"""The few replies that show the difference between the arms: what a brief quotes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from components.playground.report import GoldReply

MOST = 3
LONGEST = 300


def telling(replies: Sequence[GoldReply]) -> list[dict[str, Any]]:
    """Up to three questions on which the arms differ most: `{question, answers: {arm: text}}`.

    A question where half the arms are right and half are wrong comes first; one that the corpus does not answer is
    among the three when the arms differ on it.
    """
    groups: dict[str, list[GoldReply]] = {}
    for reply in replies:
        groups.setdefault(reply.question, []).append(reply)
    ranked = sorted(groups.values(), key=_difference, reverse=True)
    split = [group for group in ranked if _difference(group) > 0]
    refused = [group for group in split if group[0].knowledge is None][:1]
    chosen = [group for group in split if group not in refused][: MOST - len(refused)] + refused
    return [_example(group) for group in chosen]


def _difference(group: Sequence[GoldReply]) -> float:
    """0 when all arms are alike, 0.25 when they are split in halves."""
    right = sum(reply.right for reply in group)
    share = right / len(group)
    return share * (1 - share)


def _example(group: Sequence[GoldReply]) -> dict[str, Any]:
    answers = {reply.arm: reply.text[:LONGEST] for reply in group}
    return {"question": group[0].asked or group[0].question, "answers": answers}
