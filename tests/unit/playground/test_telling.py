"""The brief quotes the replies that show a difference."""

from components.playground.report import GoldReply
from components.playground.telling import MOST, telling


def reply(arm: str, question: str, right: bool | None, refusal: bool | None = None) -> GoldReply:
    return GoldReply(
        arm=arm,
        question=question,
        asked=f"{question}?",
        text=f"{arm} says",
        behaviour=True,
        knowledge=right,
        refusal=refusal,
    )


def test_questions_that_split_the_arms_come_first_and_alike_ones_never() -> None:
    replies = [reply("prompt_only", "same", False), reply("hybrid", "same", False)]
    replies += [reply("prompt_only", "split", False), reply("hybrid", "split", True)]
    assert [example["question"] for example in telling(replies)] == ["split?"]


def test_a_refusal_that_differs_is_among_the_few() -> None:
    replies = [reply(arm, f"q{n}", arm == "hybrid") for n in range(9) for arm in ("prompt_only", "hybrid")]
    replies += [reply("prompt_only", "absent", None, False), reply("hybrid", "absent", None, True)]
    found = telling(replies)
    assert len(found) == MOST
    assert found[-1] == {
        "question": "absent?",
        "answers": {"prompt_only": "prompt_only says", "hybrid": "hybrid says"},
    }


def test_nothing_asked_is_nothing_telling() -> None:
    assert telling([]) == []
