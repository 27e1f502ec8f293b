"""Numbers as people write them: `20k`, `1,5`, `30 %`, `5 to 10`; and ranges (low, most likely, high)."""

import re
from math import isfinite
from typing import Any

Triple = tuple[float, float, float]
Quantity = float | Triple

_SUFFIXES = {"": 1.0, "k": 1e3, "m": 1e6, "b": 1e9, "bn": 1e9, "t": 1e12, "%": 0.01}
_NUMBER = re.compile(r"^([+-]?\d+(?:[.,]\d+)?(?:e[+-]?\d+)?)\s*(k|m|bn|b|t|%)?$", re.IGNORECASE)
_GROUPED = re.compile(r"^[+-]?\d{1,3}(?:[ ,'\u00a0\u202f]\d{3})+(?:\.\d+)?$")
_SYMBOLS = "$£€~≈"
MAX_TEXT = 60


def parse_number(text: str) -> float:
    """The number in `text`: thousands separators, currency signs, k, m, bn and % are understood.

    Raises:
        ValueError: it is no single finite number; the message says what was expected.
    """
    plain = text.strip().strip(_SYMBOLS).strip()
    if len(plain) > MAX_TEXT:
        raise ValueError("Expected one number, such as 20,000 or 20k; this is a longer text.")
    if _GROUPED.match(plain):
        plain = re.sub(r"[ ,'\u00a0\u202f]", "", plain)
    found = _NUMBER.match(plain)
    if not found:
        raise ValueError("Expected one number, such as 20,000 or 20k; or a range, such as 5 to 10.")
    number = float(found.group(1).replace(",", ".")) * _SUFFIXES[(found.group(2) or "").lower()]
    if not isfinite(number):
        raise ValueError("The number is too large.")
    return number


def parse_quantity(text: str) -> Quantity:
    """A number, or a range `low to high` or `low, most likely, high` (separated by `to`, `;`, `|`, `–` or
    `..`).

    A range of two takes its middle as most likely.

    Raises:
        ValueError: a part is no number, there are more than three, or they are not in order.
    """
    parts = [part for part in re.split(r"\s*(?:\bto\b|;|\||–|\.\.+)\s*", text.strip()) if part]
    if len(parts) <= 1:
        return parse_number(text)
    if len(parts) > 3:
        raise ValueError("Expected one number, or low, most likely and high.")
    numbers = [parse_number(part) for part in parts]
    if len(numbers) == 2:
        numbers.insert(1, (numbers[0] + numbers[1]) / 2)
    return ordered((numbers[0], numbers[1], numbers[2]))


def to_quantity(value: Any) -> Quantity:
    """A number or a triple from what a file, a link or a widget gives.

    Raises:
        ValueError: not a number, not finite, or a range in the wrong order.
    """
    if isinstance(value, str):
        return parse_quantity(value)
    if isinstance(value, (list, tuple)):
        if len(value) != 3:
            raise ValueError("A range has three numbers: low, most likely, high.")
        low, mode, high = (_finite(part) for part in value)
        return ordered((low, mode, high))
    return _finite(value)


def ordered(spread: Triple) -> Triple:
    """`spread`, if low <= most likely <= high; raises ValueError otherwise."""
    low, mode, high = spread
    if not low <= mode <= high:
        raise ValueError(
            f"The range is out of order: {low:g}, {mode:g}, {high:g}. Expected low, most likely, high."
        )
    return spread


def as_triple(value: Quantity) -> Triple:
    """(low, most likely, high); a single number is all three."""
    if isinstance(value, (tuple, list)):
        return float(value[0]), float(value[1]), float(value[2])
    return float(value), float(value), float(value)


def most_likely(value: Quantity) -> float:
    """The middle of a range, or the number."""
    return as_triple(value)[1]


def _finite(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise ValueError(f"Expected a number, not {type(value).__name__}.")
    if not isfinite(value):
        raise ValueError("Expected a finite number.")
    return float(value)
