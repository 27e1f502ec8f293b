"""Two raters."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from components.diagnosis import (
    LABELS,
    DiagnosisError,
    Failure,
    Label,
    cohens_kappa,
    disagreements,
    kappa_of,
    kappa_word,
)

pairs = st.lists(st.tuples(st.sampled_from(LABELS), st.sampled_from(LABELS)), min_size=1, max_size=50)


def test_a_worked_example_by_hand() -> None:
    # 20 both knowledge, 15 both behaviour, 5 and 10 off the diagonal: p_o = 35/50, p_e = 1/2, kappa = 0.4.
    first: list[Label] = [*("knowledge",) * 25, *("behaviour",) * 25]
    second: list[Label] = [
        *("knowledge",) * 20,
        *("behaviour",) * 5,
        *("knowledge",) * 10,
        *("behaviour",) * 15,
    ]
    assert cohens_kappa(first, second) == pytest.approx(0.4)


def test_full_agreement_is_one_and_systematic_disagreement_is_negative() -> None:
    assert cohens_kappa(["knowledge", "behaviour"], ["knowledge", "behaviour"]) == 1
    assert cohens_kappa(["knowledge", "behaviour"], ["behaviour", "knowledge"]) == -1


def test_agreement_no_better_than_chance_is_zero() -> None:
    first: list[Label] = ["knowledge", "knowledge", "behaviour", "behaviour"]
    assert cohens_kappa(first, ["knowledge", "behaviour", "knowledge", "behaviour"]) == 0


def test_failures_that_only_one_rater_labelled_are_left_out() -> None:
    first: list[Label | None] = ["knowledge", "behaviour", None, "both"]
    assert cohens_kappa(first, ["knowledge", "behaviour", "both", None]) == 1


@pytest.mark.parametrize("first", [[], [None], ["both", "both"]])
def test_kappa_is_none_where_it_is_not_defined(first: list[Label | None]) -> None:
    assert cohens_kappa(first, first) is None


def test_two_raters_of_different_failures_are_refused() -> None:
    with pytest.raises(DiagnosisError, match="1 labels against 2"):
        cohens_kappa(["both"], ["both", "both"])


@settings(deadline=None)  # the machine may be busy
@given(pairs)
def test_kappa_is_symmetric_at_most_one_and_one_only_in_full_agreement(
    given_pairs: list[tuple[Label, Label]],
) -> None:
    first, second = [a for a, _ in given_pairs], [b for _, b in given_pairs]
    kappa = cohens_kappa(first, second)
    assert kappa == cohens_kappa(second, first)
    if kappa is not None:
        assert -1 <= kappa <= 1
        assert (kappa == 1) is (first == second)


def test_words_for_kappa_on_both_sides_of_each_band() -> None:
    words = [kappa_word(kappa) for kappa in (-0.1, 0.0, 0.2, 0.21, 0.4, 0.41, 0.6, 0.61, 0.8, 0.81, 1.0)]
    assert words == [
        "Poor", "Slight", "Slight", "Fair", "Fair", "Moderate", "Moderate",
        "Substantial", "Substantial", "Almost perfect", "Almost perfect",
    ]  # fmt: skip


def test_disagreements_are_found_by_position() -> None:
    failures = [
        Failure(text="a", label="both", second_label="both"),
        Failure(text="b", label="both", second_label="knowledge"),
        Failure(text="c", label="both"),
    ]
    assert disagreements(failures) == [1]
    assert kappa_of(failures) == cohens_kappa(["both", "both"], ["both", "knowledge"])
