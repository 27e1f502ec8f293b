"""Numbers and text made fit for people."""

import html
from math import floor, log10

SYMBOLS = {"USD": "$", "GBP": "£", "EUR": "€"}
_COUNTS = ("None", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")
_STEPS = ((1e12, "T"), (1e9, "B"), (1e6, "M"))


def human(number: float, digits: int = 3) -> str:
    """A number of at most `digits` significant digits: 12,300; 1.23 M; 0.00123."""
    for size, suffix in _STEPS:
        if abs(number) >= size * 0.9995:
            return f"{_plain(_significant(number / size, digits))} {suffix}"
    return _plain(_significant(number, digits))


def money(amount: float, currency: str = "USD") -> str:
    """An amount of money for people: $12,300; £1.2 M; -$40; CHF 300."""
    symbol = SYMBOLS.get(currency, f"{currency} ")
    return f"{'-' if amount < 0 else ''}{symbol}{human(abs(amount))}"


def percent(share: float) -> str:
    """A share 0..1 as whole percent; values that would round to 0 or 100 but are not say so."""
    if 0 < share < 0.005:
        return "<1%"
    if 0.995 <= share < 1:
        return ">99%"
    return f"{share:.0%}"


def count_in_words(count: int) -> str:
    """A small count as a word that begins a sentence, a larger one in digits: None, One, 12."""
    return _COUNTS[count] if 0 <= count < len(_COUNTS) else f"{count:,}"


def escape_html(text: str) -> str:
    """`text` for the inside of an HTML element or attribute: nothing in it comes alive."""
    return html.escape(text, quote=True)


def _significant(number: float, digits: int) -> float:
    if number == 0:
        return 0.0
    return round(number, digits - 1 - floor(log10(abs(number))))


def _plain(number: float) -> str:
    if number == int(number):
        return f"{int(number):,}"
    return f"{number:,.12f}".rstrip("0").rstrip(".")
