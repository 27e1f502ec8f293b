"""Numbers for people, and text that stays dead."""

import pytest

from components.ui import count_in_words, escape_html, human, money, percent


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (0, "0"),
        (12_345, "12,300"),
        (1_234_567, "1.23 M"),
        (999_900, "1 M"),
        (0.001234, "0.00123"),
        (-4.5, "-4.5"),
    ],
)
def test_human_rounds_to_three_significant_digits(number: float, shown: str) -> None:
    assert human(number) == shown


def test_money_carries_its_sign_and_symbol() -> None:
    assert money(-40) == "-$40"
    assert money(1_200_000, "GBP") == "£1.2 M"
    assert money(300, "CHF") == "CHF 300"


def test_percent_never_rounds_to_certainty() -> None:
    assert [percent(x) for x in (0, 0.001, 0.5, 0.999, 1)] == ["0%", "<1%", "50%", ">99%", "100%"]


def test_escape_html_leaves_nothing_alive() -> None:
    assert escape_html('<img src=x onerror="a">') == "&lt;img src=x onerror=&quot;a&quot;&gt;"


def test_counts_are_words_while_they_are_small() -> None:
    assert [count_in_words(count) for count in (0, 5, 9, 10, 1_200)] == [
        "None",
        "Five",
        "Nine",
        "10",
        "1,200",
    ]
