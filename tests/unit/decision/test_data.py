"""The data files hold together: every citation resolves, every figure is a record, mistakes are named."""

from pathlib import Path

import pytest

from components.decision import (
    Answers,
    asked_by,
    decide,
    disagreements,
    frameworks,
    questions,
)
from components.decision.framework import Framework
from components.decision.roadmap import roadmap_texts
from components.knowledge import KnowledgeError, load_model, record, source

NODE = """
title: t
source: khan
sentence: s
now: a
destination: a
nodes:
  a: {{field: {field}, asks: q, says: s, cite: {{source: khan, where: w}}, outcomes: {outcomes}}}
"""


def test_every_node_cites_a_known_source_and_a_place_in_it() -> None:
    for name, framework in frameworks().items():
        assert framework.source == name
        assert source(framework.source).title
        for node in framework.nodes.values():
            assert node.cite.source == name
            assert node.cite.where.strip()


def test_every_position_cites_and_every_figure_is_a_record() -> None:
    for point in disagreements().values():
        assert len({position.cite.source for position in point.positions}) >= 2
        for position in point.positions:
            assert source(position.cite.source)
            assert all(record(record_id).label for record_id in position.records)


def test_the_points_that_the_brief_asks_for_are_there() -> None:
    wanted = {"what_comes_first", "examples_needed", "lora_cost", "context_threshold", "schema_needs_tune"}
    assert wanted <= set(disagreements())


def test_the_roadmap_cites_and_times_are_records() -> None:
    texts = roadmap_texts()
    assert tuple(texts.steps) == ("prompt", "evals", "rag", "fine_tune", "distil")
    for step in texts.steps.values():
        assert source(step.cite.source)
        assert all(source(gate.cite.source) for gate in step.gates)
        assert step.time_record is None or record(step.time_record)
    assert all(source(caution.cite.source) for caution in texts.warnings.values())


def test_the_number_options_are_one_per_region_that_the_frameworks_tell_apart() -> None:
    answers = Answers(
        failure_mode="knowledge", knowledge_changes=False, needs_citations=False, access_controlled=False
    )
    outcomes = [
        tuple(
            tuple(verdict.destination)
            for verdict in decide(answers.model_copy(update={"kb_tokens": option.value})).verdicts.values()
        )
        for option in questions()["kb_tokens"].options
    ]
    assert len(set(outcomes)) == len(outcomes) == 3


def test_a_question_that_no_framework_asks_says_so() -> None:
    for field, question in questions().items():
        assert ("changes no verdict" in question.why) == (not asked_by(field))


@pytest.mark.parametrize(
    ("field", "outcomes", "words"),
    [
        ("has_evals", "{'yes': {to: rag, says: s}}", "outcomes must be exactly"),
        ("no_such_answer", "{'yes': {to: rag, says: s}, 'no': {to: rag, says: s}}", "is no answer"),
        (
            "has_evals",
            "{'yes': {to: nowhere, says: s}, 'no': {to: rag, says: s}}",
            "neither nodes nor outcome",
        ),
        ("has_evals", "{'yes': {to: a, says: s}, 'no': {to: rag, says: s}}", "leads back to itself"),
    ],
)
def test_a_broken_framework_is_named(tmp_path: Path, field: str, outcomes: str, words: str) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text(NODE.format(field=field, outcomes=outcomes), encoding="utf-8")
    with pytest.raises(KnowledgeError, match=words):
        load_model(path, Framework)
