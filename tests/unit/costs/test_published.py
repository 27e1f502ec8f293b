"""Worked examples published elsewhere are recomputed; published mistakes are not repeated."""

import pytest

from components.costs.self_check import Case, Mistake, cases, check_case, check_mistake, mistakes
from components.knowledge import sources


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_published_example_is_met(case: Case) -> None:
    outcome = check_case(case)
    assert outcome.passed, f"{outcome.computed} instead of {case.expected} {outcome.problem}"
    assert case.source in sources()


@pytest.mark.parametrize("mistake", mistakes(), ids=lambda mistake: mistake.name)
def test_published_mistake_is_not_repeated(mistake: Mistake) -> None:
    assert check_mistake(mistake)


def test_a_wrong_figure_fails_its_check() -> None:
    wrong = cases()[0].model_copy(update={"expected": 0.3})
    assert not check_case(wrong).passed


def test_a_model_that_left_the_list_fails_with_its_reason() -> None:
    gone = cases()[0].model_copy(update={"given": {"model": "gpt-0", "input_tokens": 1, "output_tokens": 1}})
    assert "no model 'gpt-0'" in check_case(gone).problem
