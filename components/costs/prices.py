"""What a request costs: token prices from the bundled `genai-prices` list, as one function and as plain
numbers for arrays.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, time
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

import numpy as np
from genai_prices import Usage
from genai_prices.data_snapshot import DataSnapshot, get_snapshot
from genai_prices.types import ModelInfo, ModelPrice, Provider, TieredPrices
from numpy.typing import ArrayLike, NDArray

from components.costs.errors import CostError

# Providers whose ids win when a bare model id is listed by several.
_FIRST = (
    "openai",
    "anthropic",
    "google",
    "mistral",
    "together",
    "fireworks",
    "groq",
    "deepseek",
    "cohere",
    "voyageai",
)


def request_cost(
    model: str, input_tokens: int, output_tokens: int, cache_read_tokens: int = 0, cache_write_tokens: int = 0
) -> float:
    """USD of one request at list price.

    Args:
        model: an id of the price list, such as `gpt-4.1`, or `provider:id`.
        input_tokens: the whole prompt, tokens read from or written to the cache included.
        cache_read_tokens, cache_write_tokens: the parts of the prompt that are read from, or written to, the
        cache.

    Raises:
        CostError: unknown model (near matches are named), a price missing, or counts that cannot be.
    """
    _check_counts(input_tokens, output_tokens, cache_read_tokens, cache_write_tokens)
    provider, info = find_model(model)
    _check_priced(model, _prices(info), input_tokens, output_tokens)
    usage = Usage(
        input_tokens=input_tokens,
        output_tokens=output_tokens,
        cache_read_tokens=cache_read_tokens,
        cache_write_tokens=cache_write_tokens,
    )
    try:
        return float(info.calc_price(usage, provider, genai_request_timestamp=_noon()).total_price)
    except ValueError as error:
        raise CostError(f"'{model}' cannot be priced for this request: {error}.", "model") from error


@dataclass(frozen=True)
class Rate:
    """USD for a million tokens; above each threshold of input tokens another price holds for the whole
    request.
    """

    base: float
    tiers: tuple[tuple[int, float], ...] = ()

    def at(self, input_tokens: ArrayLike) -> NDArray[np.float64]:
        """The price for prompts of this length, elementwise; shape () where one price holds for all."""
        if not self.tiers:
            return np.asarray(self.base)
        tokens = np.asarray(input_tokens, dtype=float)
        price = np.full(tokens.shape, self.base)
        for start, tier_price in self.tiers:
            price = np.where(tokens > start, tier_price, price)
        return price

    def scaled(self, factor: float) -> "Rate":
        """Every price times `factor`."""
        return Rate(self.base * factor, tuple((start, price * factor) for start, price in self.tiers))


@dataclass(frozen=True)
class PriceTable:
    """Token prices of one model. Without a cache price a prompt is always plain; without a write price a
    miss is plain.
    """

    model: str
    name: str
    context_window: int | None
    input: Rate
    output: Rate
    cache_read: Rate | None
    cache_write: Rate

    @property
    def caches(self) -> bool:
        """Whether the list has a price for reading a cached prompt."""
        return self.cache_read is not None


def price_table(model: str, needs_output: bool = True) -> PriceTable:
    """The prices of a model on today's date; raises CostError when unknown or without a price."""
    return _price_table(model, needs_output, id(get_snapshot()), _noon().date())


def find_model(model: str) -> tuple[Provider, ModelInfo]:
    """Provider and entry of the price list for an id or `provider:id`; raises CostError with near matches."""
    found = _lookup(model.strip(), get_snapshot()) if model.strip() else None
    if found is None:
        near = get_close_matches(model.lower(), model_ids(), n=4, cutoff=0.5)
        hint = f" Near matches: {', '.join(near)}." if near else " Choose one from the list."
        raise CostError(f"The price list has no model '{model[:60]}'.{hint}", "model")
    return found


def model_ids() -> list[str]:
    """All ids that can be typed: the well-known providers' bare, others as `provider:id`."""
    return _model_ids(get_snapshot())


def priced_on() -> datetime | None:
    """When the list was refreshed over the network, or None for the bundled one."""
    snapshot = get_snapshot()
    return snapshot.timestamp if snapshot.from_auto_update else None


def refresh_prices() -> None:
    """Fetch the present list for this process; raises CostError when there is no network or the list is
    broken.
    """
    from genai_prices import UpdatePrices
    from genai_prices.data_snapshot import set_custom_snapshot

    try:
        snapshot = UpdatePrices().fetch()
    except Exception as error:  # whatever the network and a foreign file can do
        raise CostError(
            f"The price list could not be fetched ({type(error).__name__}). The bundled one stays."
        ) from error
    set_custom_snapshot(snapshot)


@lru_cache(maxsize=256)
def _price_table(model: str, needs_output: bool, snapshot_id: int, day: Any) -> PriceTable:
    _, info = find_model(model)
    prices = _prices(info)
    _check_priced(model, prices, 1, 1 if needs_output else 0)
    plain = _rate(prices.input_mtok)
    return PriceTable(
        model=model,
        name=info.name or info.id,
        context_window=info.context_window,
        input=plain,
        output=_rate(prices.output_mtok) if prices.output_mtok is not None else Rate(0.0),
        cache_read=_rate(prices.cache_read_mtok) if prices.cache_read_mtok is not None else None,
        cache_write=_rate(prices.cache_write_mtok) if prices.cache_write_mtok is not None else plain,
    )


def _lookup(model: str, snapshot: DataSnapshot) -> tuple[Provider, ModelInfo] | None:
    provider_id, colon, rest = model.partition(":")
    named = (
        next((item for item in snapshot.providers if item.id == provider_id.lower()), None) if colon else None
    )
    if named is not None:
        info = named.find_model(rest, all_providers=snapshot.providers)
        return (named, info) if info else None
    with suppress(LookupError):
        provider, info = snapshot.find_provider_model(model, None, None, None)
        return provider, info
    for provider in _ordered(snapshot):
        for info in provider.models:
            if info.id.lower() == model.lower():
                return provider, info
    return None


def _ordered(snapshot: DataSnapshot) -> list[Provider]:
    return sorted(
        snapshot.providers, key=lambda item: _FIRST.index(item.id) if item.id in _FIRST else len(_FIRST)
    )


def _model_ids(snapshot: DataSnapshot) -> list[str]:
    known = ("openai", "anthropic", "google", "mistral", "deepseek", "cohere")
    return [
        info.id if provider.id in known else f"{provider.id}:{info.id}"
        for provider in _ordered(snapshot)
        for info in provider.models
        if _prices(info).input_mtok is not None
    ]


def _prices(info: ModelInfo) -> ModelPrice:
    return info.get_prices(_noon())


def _rate(price: Any) -> Rate:
    if isinstance(price, TieredPrices):
        return Rate(float(price.base), tuple((tier.start, float(tier.price)) for tier in price.tiers))
    return Rate(float(price))


def _noon() -> datetime:
    """Noon of today: prices that change with the hour of the day then do not change with the reader's
    clock.
    """
    return datetime.combine(datetime.now(UTC).date(), time(12), tzinfo=UTC)


def _check_counts(input_tokens: int, output_tokens: int, read: int, write: int) -> None:
    counts = {
        "input_tokens": input_tokens,
        "output_tokens": output_tokens,
        "cache_read_tokens": read,
        "cache_write_tokens": write,
    }
    for name, count in counts.items():
        if count < 0:
            raise CostError(f"{name} must be 0 or more, not {count}.", name)
    if read + write > input_tokens:
        cached = read + write
        message = (
            f"{cached} cached tokens do not fit a prompt of {input_tokens}: input_tokens is the whole prompt."
        )
        raise CostError(message, "input_tokens")


def _check_priced(model: str, prices: ModelPrice, input_tokens: int, output_tokens: int) -> None:
    missing = [
        name
        for name, tokens, price in (
            ("input", input_tokens, prices.input_mtok),
            ("output", output_tokens, prices.output_mtok),
        )
        if tokens and price is None
    ]
    if missing:
        what = " and ".join(missing)
        raise CostError(
            f"The price list has no {what} price for '{model}'. Choose another model or type a price.",
            "model",
        )
