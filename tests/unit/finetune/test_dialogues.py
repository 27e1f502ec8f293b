"""The training dialogues: the same for the same seed, grounded, varied, and about no shipped corpus."""

from __future__ import annotations

import json
import re
from itertools import islice

import pytest

from components.finetune import build_messages, reply
from components.finetune.dialogues import REFUSAL, Group, support_groups
from components.finetune.documents import quote, quote_from_asked
from components.finetune.errors import TemplateError
from components.finetune.templates import parse_fact, tables, topics
from components.knowledge import DATA

GROUPS: list[Group] = list(islice(support_groups(11), 400))
TURNS = [(group, turn) for group in GROUPS for turn in group.turns]


def flat(text: str) -> str:
    return " ".join(text.replace("**", "").split())


def test_the_same_seed_gives_the_same_dialogues_and_another_seed_others() -> None:
    assert list(islice(support_groups(11), 20)) == GROUPS[:20]
    assert list(islice(support_groups(12), 20)) != GROUPS[:20]


def test_every_answer_is_a_quotation_of_the_document_it_names() -> None:
    for group, turn in TURNS:
        if turn.source is not None:
            assert flat(turn.answer) in flat(dict(group.passages)[turn.source]), turn


def test_refusals_are_there_but_do_not_rule() -> None:
    refused = [turn for _, turn in TURNS if turn.source is None]
    assert all(turn.answer == REFUSAL for turn in refused)
    assert 0.15 < len(refused) / len(TURNS) < 0.35


def test_a_group_without_passages_only_refuses() -> None:
    bare = [group for group in GROUPS if not group.passages]
    assert bare
    assert all(turn.source is None for group in bare for turn in group.turns)


def test_one_to_five_passages_with_the_right_one_at_any_place() -> None:
    places = {
        [name for name, _ in group.passages].index(turn.source)
        for group, turn in TURNS
        if turn.source is not None
    }
    assert {len(group.passages) for group in GROUPS} >= {0, 1, 2, 3, 4, 5}
    assert places == {0, 1, 2, 3, 4}


def test_document_ids_within_a_group_differ() -> None:
    assert all(len(dict(group.passages)) == len(group.passages) for group in GROUPS)


def test_questions_repeat_seldom_across_groups() -> None:
    asked = [turn.question for _, turn in TURNS]
    assert len(set(asked)) > 0.45 * len(asked)


def test_replies_are_the_strict_json() -> None:
    for _, turn in TURNS[:500]:
        assert json.loads(reply(turn.answer, turn.source)) == {"answer": turn.answer, "source": turn.source}


def test_no_name_of_a_shipped_corpus_is_in_the_dialogues() -> None:
    names = {"spokewren", "kelpway", "vessarby", "ossuvane", "lanternpost", "saltmarsh", "harrowmouth"}
    text = " ".join(f"{group.system_prompt} {group.passages} {group.turns}" for group in GROUPS).casefold()
    assert not {name for name in names if name in text}


def test_the_question_follows_the_passages_and_json_is_asked_for_once() -> None:
    group = next(group for group in GROUPS if group.passages)
    system, user = build_messages(group.system_prompt, "How much?", group.passages)
    assert user["content"].endswith("How much?")
    assert user["content"].index(group.passages[0][1]) < user["content"].index("How much?")
    assert "json" in system["content"].casefold()
    own = build_messages("Reply as JSON, please.", "How much?")[0]["content"]
    assert own == "Reply as JSON, please."


def test_examples_stand_before_the_question_when_switched_on() -> None:
    roles = [message["role"] for message in build_messages("You help.", "Why?", [("a", "b")], few_shot=True)]
    assert roles == ["system", "user", "assistant", "user", "assistant", "user"]


@pytest.mark.parametrize(
    ("statement", "value", "answer"),
    [
        ("Ring **5** by day. Write to a@b.test.", "5", "5 by day"),
        ("Basic costs 4 a month, Plus 9.", "9", "9"),
        ("Basic costs 4 a month, Plus 9.", "4", "4 a month, Plus 9"),
        ("You hear from us in 3 days.", "3 days", "3 days"),
        ("Three copies are kept.", "three copies", "Three copies are kept"),
    ],
)
def test_a_quotation_runs_from_the_value_to_the_end_of_its_sentence(
    statement: str, value: str, answer: str
) -> None:
    assert quote(statement, [value]) == answer


def test_a_quotation_for_yes_or_no_holds_the_not() -> None:
    said = quote_from_asked(
        "We ship. Text messages are not supported here.", ["not"], "Do you support text messages?"
    )
    assert said == "Text messages are not supported here"
    assert quote_from_asked("It does not cover rust.", ["rust"], "Is rust covered?") == "not cover rust"


@pytest.mark.parametrize(
    "line", ["a=plan | Only a statement.", "no bars at all", "a=plan | Said {a}. | {a} : How?"]
)
def test_a_fact_line_of_the_wrong_shape_is_named(line: str) -> None:
    with pytest.raises(TemplateError, match="Expected 'slots"):
        parse_fact(line)


def test_every_slot_of_every_fact_is_declared_and_every_statement_holds_its_answers() -> None:
    free = {"co", "r", "u", "z"}
    for topic in topics():
        for fact in topic.facts:
            declared = {name for name, _, _ in fact.slots} | free
            texts = [
                *fact.statements,
                *fact.unanswered,
                *(q for _, questions in fact.asks for q in questions),
            ]
            used = set(re.findall(r"{(\w+)}", " ".join([*texts, *(answer for answer, _ in fact.asks)])))
            assert used <= declared, (fact.statements[0], used - declared)
            for statement in fact.statements:
                for answer, _ in fact.asks:
                    assert set(re.findall(r"{\w+}", answer)) <= set(re.findall(r"{\w+}", statement)), (
                        statement
                    )


def test_the_building_blocks_are_many() -> None:
    assert sum(len(topic.facts) for topic in topics()) >= 150
    assert sum(len(table.attributes) for table in tables()) >= 50
    assert (DATA / "training" / "vocabulary.yaml").is_file()
