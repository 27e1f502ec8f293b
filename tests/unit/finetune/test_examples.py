"""The checker of examples files, with good input and much bad."""

from __future__ import annotations

import json

import pytest

from components.finetune import ExamplesError, check_examples
from components.finetune.examples import LONGEST_CHARACTERS, MOST_BYTES, MOST_LINES


def chat(prompt: str, answer: str) -> str:
    messages = [{"role": "user", "content": prompt}, {"role": "assistant", "content": answer}]
    return json.dumps({"messages": messages})


def file(*lines: str) -> bytes:
    return "\n".join(lines).encode()


def test_two_hundred_different_examples_are_enough_and_one_less_is_not() -> None:
    lines = [chat(f"Question {n}", f"Reply number {n}") for n in range(200)]
    assert check_examples(file(*lines)).enough
    report = check_examples(file(*lines[:-1]))
    assert not report.enough
    assert (report.good, report.needed) == (199, 200)


def test_repeated_examples_do_not_count_twice() -> None:
    report = check_examples(file(chat("Hi  there", "Yes"), chat("hi there", "yes"), chat("Other", "Yes")))
    assert [problem.line for problem in report.repeated] == [2]
    assert report.good == 2


def test_the_same_prompt_with_two_replies_is_contradictory() -> None:
    report = check_examples(
        file(chat("Which label?", "red"), chat("Which label?", "blue"), chat("Else?", "red"))
    )
    assert [problem.line for problem in report.contradictory] == [1, 2]
    assert report.good == 1


def test_a_reply_that_stands_in_the_prompt_leaks_unless_it_is_short() -> None:
    report = check_examples(
        file(chat("The label is long enough to leak", "long enough to leak"), chat("yes?", "yes"))
    )
    assert [problem.line for problem in report.leaking] == [1]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{not json", "not JSON"),
        ("[1, 2]", "object is expected"),
        ('{"text": "x"}', "neither 'messages' nor 'prompt'"),
        ('{"messages": []}', "at least two"),
        ('{"messages": "hello"}', "at least two"),
        ('{"messages": [{"role": "user", "content": 5}]}', "content"),
        ('{"messages": [{"role": "wizard", "content": "x"}]}', "wizard"),
        ('{"messages": [{"role": "user", "content": "x"}]}', "last message"),
        ('{"messages": [{"role": "assistant", "content": "x"}]}', "no prompt"),
        ('{"prompt": "x"}', "no reply"),
        ('{"prompt": "x", "completion": "  "}', "no reply"),
        ('{"prompt": null, "completion": "x"}', "no prompt"),
        ("[" * 100_000, "not JSON"),
        (chat("x" * LONGEST_CHARACTERS, "y"), "would be cut"),
    ],
)
def test_a_bad_line_is_named_and_the_others_still_count(line: str, message: str) -> None:
    report = check_examples(file(chat("One?", "1"), line, chat("Two?", "2")))
    assert [(problem.line, message in problem.message) for problem in report.problems] == [(2, True)]
    assert report.examples == 2


def test_prompt_and_completion_blank_lines_and_a_byte_order_mark_are_fine() -> None:
    report = check_examples(
        "\ufeff".encode() + b'{"prompt": "a", "completion": "b"}\r\n\r\n' + chat("c", "d").encode()
    )
    assert (report.examples, report.problems) == (2, ())


def test_lengths_and_the_commonest_reply() -> None:
    report = check_examples(file(chat("aa", "yes"), chat("bbbb", "yes"), chat("cccccc", "no")))
    assert (report.prompt_lengths.middle, report.prompt_lengths.longest) == (4, 6)
    assert (report.commonest_reply, round(report.commonest_share, 2)) == ("yes", 0.67)


def test_lines_without_any_example_give_a_report_not_a_crash() -> None:
    report = check_examples(b"nonsense\nmore nonsense")
    assert (report.examples, report.good, report.commonest_reply) == (0, 0, "")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "empty"),
        (b"\n \n", "empty"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"x" * (MOST_BYTES + 1), "at most"),
        (b"1\n" * (MOST_LINES + 1), "at most"),
    ],
)
def test_a_file_that_cannot_be_looked_at_is_refused_with_the_reason(data: bytes, message: str) -> None:
    with pytest.raises(ExamplesError, match=message):
        check_examples(data)
