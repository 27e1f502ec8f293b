"""Words and pages beside tokens, and other currencies beside USD."""

from typing import Literal

from components.costs.inputs import CostInputs
from components.costs.quantities import Quantity, as_triple, most_likely
from components.knowledge import record

Unit = Literal["pages", "words", "tokens"]
UNITS: tuple[Unit, ...] = ("pages", "words", "tokens")
CURRENCIES = ("USD", "GBP", "EUR")


def tokens_per(unit: Unit) -> float:
    """Tokens in one page, word or token of English text."""
    word = record("market.tokens_per_word").central
    return {"tokens": 1.0, "words": word, "pages": word * record("market.words_per_page").central}[unit]


def to_tokens(value: Quantity, unit: Unit) -> Quantity:
    """A length in `unit` as tokens; a range stays a range."""
    return scaled(value, tokens_per(unit))


def from_tokens(value: Quantity, unit: Unit) -> Quantity:
    """A length in tokens as `unit`."""
    return scaled(value, 1.0 / tokens_per(unit))


def scaled(value: Quantity, factor: float) -> Quantity:
    """A number or every part of a range, times `factor`."""
    if isinstance(value, (tuple, list)):
        low, mode, high = as_triple(value)
        return low * factor, mode * factor, high * factor
    return float(value) * factor


def usd_per(currency: str, inputs: CostInputs) -> float:
    """US dollars for one unit of a currency, at the scenario's rates; 1 for a currency without a rate."""
    rates = {"GBP": inputs.usd_per_gbp, "EUR": inputs.usd_per_eur}
    return most_likely(rates[currency]) if currency in rates else 1.0


def in_currency(usd: float, currency: str, inputs: CostInputs) -> float:
    """An amount of USD in another currency."""
    return usd / usd_per(currency, inputs)
