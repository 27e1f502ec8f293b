"""Trees, drawings, panel and sentences say what the decision says."""

import re

import pytest

from components.decision import Answers, Decision, decide, frameworks
from components.decision.charts import Palette, tree_alt, tree_dot
from components.decision.contrast import contrasts
from components.decision.errors import DecisionError
from components.decision.framework import Entry
from components.decision.markup import answer_card, panel
from components.decision.tree import tree
from components.decision.words import answer_in_words, chosen_option, consensus_sentence, now_sentence, say
from components.knowledge import steps

PALETTE = Palette(
    text="#111111", muted="#777777", faint="#cccccc", paper="#ffffff", line="#000000",
    outcomes=dict.fromkeys(steps(), "#123456"), labels={key: entry.short for key, entry in steps().items()},
)  # fmt: skip
SETTLED = Answers(
    failure_mode="knowledge", prompting_exhausted=True, has_evals=True, knowledge_changes=False, needs_citations=False,
    kb_tokens=40_000, access_controlled=False, strict_schema=True,
)  # fmt: skip
ENTRIES: tuple[Entry, ...] = ("now", "destination")


@pytest.mark.parametrize("entry", ENTRIES)
@pytest.mark.parametrize("answers", [Answers(), SETTLED])
def test_what_arrives_at_the_ends_of_a_tree_is_the_verdict(entry: Entry, answers: Answers) -> None:
    for verdict in decide(answers).verdicts.values():
        drawn = tree(verdict, entry)
        ends: dict[str, float] = {}
        for edge in drawn.edges:
            if drawn.leads_to_outcome(edge) and edge.share:
                ends[edge.end] = ends.get(edge.end, 0.0) + edge.share
        assert ends == (verdict.now if entry == "now" else verdict.destination)


def test_the_two_trees_of_a_framework_show_all_of_its_nodes() -> None:
    for name, verdict in decide(Answers()).verdicts.items():
        shown = set(tree(verdict, "now").asks) | set(tree(verdict, "destination").asks)
        assert shown == set(frameworks()[name].nodes)


def test_only_the_walked_path_is_lit() -> None:
    dot = tree_dot(tree(decide(SETTLED).verdicts["astronic"], "destination"), PALETTE)
    assert dot.count("fillcolor") == 1
    assert 'label="RAG" style="rounded,filled"' in dot


def test_the_drawing_has_words_for_those_who_cannot_see_it() -> None:
    alt = tree_alt(tree(decide(SETTLED).verdicts["khan"], "destination"), PALETTE, "Khan")
    assert "Full context 100%" in alt


def test_the_panel_shows_five_verdicts_and_escapes_names() -> None:
    html = panel(decide(Answers()), PALETTE)
    assert html.count("dv-row") == 5
    assert "<b>&lt;" not in html
    assert answer_card("<b>", ["a & b"], {"rag": 1.0}, PALETTE, "#123456").count("&lt;b&gt;") == 1


def test_bars_fill_their_whole_width() -> None:
    for bar in re.findall(r'dv-bar">(.*?)</div>', panel(decide(Answers()), PALETTE)):
        assert sum(map(float, re.findall(r"width:([\d.]+)%", bar))) == pytest.approx(100, abs=0.1)


def test_where_they_differ_names_every_framework_once_and_the_consensus_first() -> None:
    groups = contrasts(decide(SETTLED))
    assert next(iter(groups)) == "full_context"
    assert sorted(found.framework for group in groups.values() for found in group) == sorted(frameworks())
    assert [found.field for found in groups["fine_tune"]] == ["strict_schema"]


def said(**answers: object) -> str:
    return consensus_sentence(decide(Answers(**answers)))


def test_the_sentence_tells_agreement_split_and_open_apart() -> None:
    split: Decision = decide(SETTLED)
    assert "do not agree" in consensus_sentence(split)
    assert "open answers" in said(failure_mode="both")
    everything = SETTLED.model_copy(update={"knowledge_changes": True, "strict_schema": False,
                                            "consistent_style": False, "small_model_for_cost": False})  # fmt: skip
    assert consensus_sentence(decide(everything)).startswith("All five")


def test_the_next_step_says_when_it_differs_from_the_end() -> None:
    same = decide(SETTLED.model_copy(update={"knowledge_changes": True, "strict_schema": False}))
    first = decide(same.answers.model_copy(update={"prompting_exhausted": False}))
    assert now_sentence(same).startswith("It is also")
    assert "Better prompting" in now_sentence(first)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("kb_tokens", 40_000, "40,000 tokens"),
        ("has_evals", True, "yes"),
        ("has_evals", None, "not sure"),
        ("failure_mode", "both", "both"),
    ],
)
def test_an_answer_reads_as_people_say_it(field: str, value: bool | int | str | None, words: str) -> None:
    assert answer_in_words(field, value) == words


@pytest.mark.parametrize(
    ("tokens", "option"), [(99_999, 50_000), (100_000, 150_000), (200_001, 1_000_000), (None, None)]
)
def test_a_typed_number_lights_the_option_it_falls_under(tokens: int | None, option: int | None) -> None:
    assert chosen_option("kb_tokens", tokens) == option


@pytest.mark.parametrize(("examples", "option"), [(199, 50), (200, 400), (5_000, 2_000), (10, 50)])
def test_examples_light_their_option(examples: int, option: int) -> None:
    assert chosen_option("labelled_examples", examples) == option


def test_a_missing_text_is_named() -> None:
    with pytest.raises(DecisionError, match="no text 'nowhere'"):
        say("nowhere")
