"""The balance as a chart and as a strip."""

from itertools import pairwise

import pytest

from components.diagnosis import LABELS, diagnose
from components.diagnosis.charts import balance, balance_alt, counts, label_colour
from components.diagnosis.strip import strip

MIXED = diagnose([*("knowledge",) * 6, *("behaviour",) * 2])


@pytest.mark.parametrize("dark", [False, True])
def test_the_mark_stands_at_the_share_and_the_line_spans_the_interval(dark: bool) -> None:
    line, dot = balance(MIXED, dark).data
    assert list(dot.x) == [0.75]
    assert list(line.x) == [MIXED.share.low, MIXED.share.high]


def test_three_regions_fill_the_scale_without_overlap() -> None:
    shapes = sorted(balance(MIXED, False).layout.shapes, key=lambda shape: shape.x0)
    assert (shapes[0].x0, shapes[-1].x1) == (0, 1)
    assert all(left.x1 < right.x0 for left, right in pairwise(shapes))


def test_without_a_share_there_is_no_mark() -> None:
    nothing = diagnose(["unclear"])
    assert len(balance(nothing, False).data) == 0
    assert "border-radius:50%" not in strip(nothing, False)
    assert "without a mark" in balance_alt(nothing)


def test_the_picture_in_words_has_the_share_the_interval_and_every_region() -> None:
    alt = balance_alt(MIXED)
    assert "75%" in alt
    assert all(label in alt for label in ("knowledge", "behaviour", "both"))


def test_counts_show_all_four_labels_in_their_order() -> None:
    bar = counts(MIXED, False).data[0]
    assert list(bar.x) == [6, 2, 0, 0]
    assert list(bar.y) == [label.title() for label in LABELS]


def test_labels_wear_colours_of_their_own_in_both_themes() -> None:
    for dark in (False, True):
        assert len({label_colour(label, dark) for label in LABELS}) == 4


def test_the_strip_says_the_verdict_and_shows_where_the_share_lies() -> None:
    html = strip(MIXED, False)
    assert "Too few labels to decide" in html
    assert "left:75.00%" in html
