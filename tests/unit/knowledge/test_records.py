"""Every number that ships has a source and a date."""

from datetime import date

import pytest
from pydantic import ValidationError

from components.knowledge import (
    KnowledgeError,
    Record,
    approaches,
    arms,
    record,
    records,
    source,
    sources,
    steps,
)

ORIGIN = {"label": "A figure", "unit": "USD", "source": "winder"}


def test_a_single_value_is_its_own_range() -> None:
    assert Record(**ORIGIN, value=5).range == (5, 5, 5)


@pytest.mark.parametrize("numbers", [{}, {"low": 1, "high": 2}, {"low": 3, "mode": 2, "high": 4}])
def test_an_incomplete_or_disordered_range_is_refused(numbers: dict[str, float]) -> None:
    with pytest.raises(ValidationError):
        Record(**ORIGIN, **numbers)


def test_every_shipped_record_names_a_known_source_and_has_a_reading_date() -> None:
    assert records(), "no record was found"
    for key, item in records().items():
        assert item.source in sources(), key
        assert isinstance(item.accessed, date), key


def test_unknown_ids_are_named() -> None:
    with pytest.raises(KnowledgeError, match="no source 'nobody'"):
        source("nobody")
    with pytest.raises(KnowledgeError, match=r"no record 'x\.y'"):
        record("x.y")


def test_the_five_documents_are_sources() -> None:
    assert {"astronic", "dreaming_press", "winder", "khan", "train_your_own"} <= set(sources())


def test_approaches_keep_their_order_and_evals_is_only_a_step() -> None:
    expected = ["prompt", "full_context", "rag", "fine_tune", "hybrid", "distil", "continued_pretraining"]
    assert list(approaches()) == expected
    assert set(steps()) - set(approaches()) == {"evals"}
    assert {arm.approach for arm in arms().values()} <= set(expected)
