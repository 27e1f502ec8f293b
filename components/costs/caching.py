"""What a shared prompt start costs when the provider caches it: Poisson arrivals, a miss pays the write
price.
"""

from dataclasses import dataclass

import numpy as np

from components.costs.distributions import Array
from components.costs.formulas import cache_hit_rate
from components.costs.prices import PriceTable
from components.costs.setting import Setting


@dataclass(frozen=True)
class CacheVerdict:
    """One month of a shared prompt start, in USD: plain, cached, and what the cache is worth."""

    prefix_tokens: float
    hit_rate: float
    plain_usd: float
    cached_usd: float
    available: bool
    reason: str = ""

    @property
    def saved_usd(self) -> float:
        """Above 0: caching saves; below 0: it costs more than it saves."""
        return self.plain_usd - self.cached_usd


def prefix_cost(setting: Setting, table: PriceTable, prefix: Array, prompt: Array, volume: Array) -> Array:
    """USD a month for the shared start of all prompts at today's prices.

    Args:
        prefix: tokens of the shared start.
        prompt: tokens of a whole prompt; decides the price tier.
        volume: requests a month.
    """
    plain = volume * prefix * table.input.at(prompt) / 1e6
    if not table.caches or setting.inputs.caching == "off":
        return plain
    cached = cached_cost(setting, table, prefix, prompt, volume, setting.inputs.keep_warm)
    chosen = np.minimum(plain, cached) if setting.inputs.caching == "auto" else cached
    return np.where(prefix >= setting.p["minimum_prefix_tokens"], chosen, plain)


def cached_cost(
    setting: Setting, table: PriceTable, prefix: Array, prompt: Array, volume: Array, keep_warm: bool
) -> Array:
    """USD a month with the cache on: hits pay the read price, misses the write price.

    With `keep_warm` the team may send calls that only keep the cache warm, when that is the cheaper way.
    Without that choice more traffic could cost less than little traffic, because little traffic finds the
    cache cold nearly always.
    """
    read = table.cache_read.at(prompt) if table.cache_read else table.input.at(prompt)
    write = table.cache_write.at(prompt)
    minutes = setting.p["active_hours_per_month"] * 60.0
    ttl = setting.p["ttl_minutes"]
    arrivals = volume / minutes * ttl
    alone = volume * (read + (write - read) * np.exp(-arrivals))
    if keep_warm:
        best = _warmest(read, write)
        windows = minutes / np.maximum(ttl, 1e-9)
        warmed = windows * best * (read + (write - read) * np.exp(-best))
        alone = np.where((arrivals < best) & (ttl > 0), np.minimum(alone, warmed), alone)
    return alone * prefix / 1e6


def verdict(setting: Setting, table: PriceTable, prefix: float, prompt: float, volume: float) -> CacheVerdict:
    """The first month of one approach's cache, at the most likely values and without warming calls."""
    tokens, whole, requests = np.asarray(prefix), np.asarray(prompt), np.asarray(volume)
    plain = float(volume * prefix * table.input.at(whole) / 1e6)
    minimum = float(setting.p["minimum_prefix_tokens"])
    hit_rate = cache_hit_rate(
        volume, float(setting.p["ttl_minutes"]), float(setting.p["active_hours_per_month"])
    )
    if not table.caches:
        return CacheVerdict(
            prefix, 0.0, plain, plain, False, f"The price list has no cache price for {table.name}."
        )
    if prefix < minimum:
        return CacheVerdict(
            prefix,
            0.0,
            plain,
            plain,
            False,
            f"The shared start is shorter than the {minimum:,.0f} tokens that are cached.",
        )
    cached = float(cached_cost(setting, table, tokens, whole, requests, keep_warm=False))
    return CacheVerdict(prefix, hit_rate, plain, cached, True)


def _warmest(read: Array, write: Array) -> Array:
    """Requests in one lifetime of the cache at which a warm cache costs the least, or 0 where more always
    costs more.

    The minimum of x·(read + (write - read)·exp(-x)) beyond its hump: u·exp(-u) = e·read/(write - read) with
    u = x - 1 > 1, by Newton's method on u - ln u.
    """
    gap = np.maximum(write - read, 1e-12)
    ratio = np.maximum(read / gap, 1e-12)
    humped = ratio < np.exp(-2.0)
    target = -np.log(np.where(humped, ratio, np.exp(-2.0))) - 1.0
    root = target + np.log(target) + 1.0
    for _ in range(8):
        root = root - (root - np.log(root) - target) / (1.0 - 1.0 / np.maximum(root, 1.0 + 1e-9))
        root = np.maximum(root, 1.0 + 1e-9)
    return np.where(humped, root + 1.0, 0.0)
