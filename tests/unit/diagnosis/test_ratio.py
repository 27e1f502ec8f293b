"""The share, its interval, the regions and the verdict."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import beta

from components.diagnosis import LABELS, Failure, Label, diagnose, sentence_parts, share_of_knowledge, verdict
from components.knowledge import load_yaml

CASES = load_yaml(Path(__file__).parents[2] / "cases" / "diagnosis.yaml")
labels = st.lists(st.sampled_from(LABELS), max_size=60)


def counted(knowledge: int = 0, behaviour: int = 0, both: int = 0, unclear: int = 0) -> list[Label]:
    each: dict[Label, int] = {
        "knowledge": knowledge,
        "behaviour": behaviour,
        "both": both,
        "unclear": unclear,
    }
    return [label for label, times in each.items() for _ in range(times)]


def test_the_jeffreys_interval_is_the_published_one() -> None:
    # An independent package (R, RSurveillance: binom.jeffreys(25, 200)) gives 0.08462743 and 0.176126.
    found = share_of_knowledge(counted(knowledge=25, behaviour=175))
    assert (found.low, found.high) == pytest.approx((0.08462743, 0.176126), abs=1e-6)
    assert (found.share, found.k, found.n) == (0.125, 25, 200)


def test_both_counts_half_to_each_side_and_unclear_is_left_out() -> None:
    found = share_of_knowledge(counted(knowledge=2, behaviour=1, both=3, unclear=7))
    assert (found.k, found.n) == (3.5, 6)
    assert found.share == pytest.approx(3.5 / 6)
    assert found.low == pytest.approx(beta.ppf(0.025, 4, 3))
    assert found.high == pytest.approx(beta.ppf(0.975, 4, 3))


@pytest.mark.parametrize("side", ["knowledge", "behaviour"])
def test_the_interval_reaches_the_end_when_all_failures_are_of_one_kind(side: Label) -> None:
    found = share_of_knowledge([side] * 9)
    assert (found.high == 1.0) is (side == "knowledge")
    assert (found.low == 0.0) is (side == "behaviour")
    assert found.low < 1
    assert found.high > 0


@pytest.mark.parametrize("nothing", [[], [None], ["unclear"] * 5])
def test_no_label_that_counts_gives_no_share_and_the_whole_range(nothing: list[Label | None]) -> None:
    found = share_of_knowledge(nothing)
    assert (found.share, found.low, found.high, found.k, found.n) == (None, 0.0, 1.0, 0, 0)


@settings(deadline=None)  # the machine may be busy
@given(labels)
def test_the_share_lies_in_its_interval_and_the_regions_sum_to_one(given_labels: list[Label]) -> None:
    found = diagnose(given_labels)
    assert sum(found.probabilities.values()) == pytest.approx(1)
    if found.share.share is not None:
        assert 0 <= found.share.low <= found.share.share <= found.share.high <= 1


@settings(deadline=None)  # the machine may be busy
@given(labels)
def test_swapping_knowledge_and_behaviour_mirrors_everything(given_labels: list[Label]) -> None:
    swap: dict[str | None, Label] = {"knowledge": "behaviour", "behaviour": "knowledge"}
    ours, mirrored = diagnose(given_labels), diagnose([swap.get(label, label) for label in given_labels])
    assert ours.share.low == pytest.approx(1 - mirrored.share.high)
    assert ours.more_labels == mirrored.more_labels
    assert swap.get(ours.failure_mode, "both" if ours.failure_mode else None) == mirrored.failure_mode


@settings(deadline=None)  # the machine may be busy
@given(labels)
def test_the_mode_is_the_region_that_holds_four_fifths_of_the_posterior(given_labels: list[Label]) -> None:
    found = diagnose(given_labels)
    k, n = found.share.k, found.share.n
    posterior = beta(k + 0.5, n - k + 0.5)
    regions = {
        "behaviour": posterior.cdf(1 / 3),
        "both": posterior.cdf(2 / 3) - posterior.cdf(1 / 3),
        "knowledge": posterior.sf(2 / 3),
    }
    expected = next((mode for mode, held in regions.items() if n and held >= 0.8), None)
    assert found.failure_mode == expected
    assert (found.more_labels == 0) is (found.failure_mode is not None)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case: dict[str, Any]) -> None:
    found = diagnose(counted(**case["labels"]))
    assert found.failure_mode == case["failure_mode"]
    assert found.outcome == case.get("outcome", case["failure_mode"])
    if "more_labels" in case:
        assert found.more_labels == case["more_labels"]


def test_that_many_more_labels_at_the_same_ratio_do_settle_it_and_one_fewer_do_not() -> None:
    more = diagnose(counted(knowledge=6, behaviour=4)).more_labels
    assert more is not None
    n = 10 + more
    settled, short = (beta(0.6 * size + 0.5, 0.4 * size + 0.5) for size in (n, n - 1))
    assert settled.cdf(2 / 3) - settled.cdf(1 / 3) >= 0.8 > short.cdf(2 / 3) - short.cdf(1 / 3)


def test_a_ratio_right_on_a_border_is_said_to_be_one_instead_of_asking_for_endless_labels() -> None:
    found = diagnose(counted(knowledge=15, behaviour=30))
    assert (found.failure_mode, found.more_labels, found.outcome) == (None, None, "border")


def test_a_few_labels_on_a_border_are_too_few_to_call_it_one() -> None:
    words = verdict(diagnose(counted(knowledge=2, behaviour=1)))
    assert words.title == "Too few labels to decide"
    assert "17 more labels" in words.advice


def test_failures_stand_for_their_first_raters_label() -> None:
    failures = [Failure(text="a", label="knowledge", second_label="behaviour"), Failure(text="b")]
    assert diagnose(failures) == diagnose(["knowledge"])


@pytest.mark.parametrize(
    ("given_labels", "outcome"),
    [
        ([], "none"),
        (counted(unclear=3), "all_unclear"),
        (counted(knowledge=1), "too_few"),
        (counted(knowledge=9), "knowledge"),
        (counted(behaviour=9), "behaviour"),
        (counted(both=20), "both"),
        (counted(knowledge=1, behaviour=2), "few_on_border"),
        (counted(knowledge=7, behaviour=14), "border"),
    ],
)
def test_every_outcome_has_words_with_all_figures_filled_in(given_labels: list[Label], outcome: str) -> None:
    found = diagnose(given_labels)
    assert found.outcome == outcome
    words = verdict(found)
    assert words.title
    assert words.sentence
    assert words.advice
    assert "{" not in words.title + words.sentence + words.advice


def test_figures_in_sentences_are_rounded_as_people_say_them() -> None:
    parts = sentence_parts(diagnose(counted(knowledge=64, behaviour=36)))
    assert parts["share"] == "64%"
    assert parts["more"].split()[0].replace(",", "").rstrip("0").isdigit()
    assert len(parts["more"].split()[0].replace(",", "").rstrip("0")) <= 2
    assert sentence_parts(diagnose(["knowledge"]))["n"] == "1 label"
