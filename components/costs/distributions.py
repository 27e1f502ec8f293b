"""Ranges as distributions: three numbers in, draws and quantiles out. Vectorised numpy, no loops over
draws.
"""

from math import log, sqrt
from typing import Literal
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Shape = Literal["pert", "triangular", "uniform", "normal", "lognormal"]

# Standard normal quantile of 95 %.
Z95 = 1.6448536269514722


def normal_from_p5_p95(low: float, high: float) -> tuple[float, float]:
    """(mean, standard deviation) of the normal distribution with these 5th and 95th percentiles."""
    return (low + high) / 2, (high - low) / (2 * Z95)


def lognormal_from_p5_p95(low: float, high: float) -> tuple[float, float]:
    """(mu, sigma) of the lognormal distribution with these 5th and 95th percentiles; both above 0."""
    return normal_from_p5_p95(log(low), log(high))


def pert_shape(low: float, mode: float, high: float) -> tuple[float, float]:
    """(alpha, beta) of the beta distribution behind PERT, on low..high."""
    width = high - low
    return 1 + 4 * (mode - low) / width, 1 + 4 * (high - mode) / width


def pert_moments(low: float, mode: float, high: float) -> tuple[float, float]:
    """(mean, standard deviation) of PERT(low, mode, high)."""
    mean = (low + 4 * mode + high) / 6
    return mean, sqrt((mean - low) * (high - mean) / 7)


def draw(spread: tuple[float, float, float], shape: Shape, draws: int, seed: int, name: str) -> Array:
    """`draws` values of one input, shape (draws,).

    Every input has its own stream, derived from `seed` and its name, so that changing one input leaves the
    draws of the others alone. Normal and lognormal read low and high as 5th and 95th percentile; a normal
    draw below 0 counts as 0 unless the range itself goes below 0.
    """
    low, mode, high = spread
    if high <= low:
        return np.full(draws, float(mode))
    source = np.random.default_rng([seed, crc32(name.encode())])
    if shape == "uniform":
        return source.uniform(low, high, draws)
    if shape == "triangular":
        return source.triangular(low, mode, high, draws)
    if shape == "normal":
        values = source.normal(*normal_from_p5_p95(low, high), draws)
        return np.maximum(values, 0.0) if low >= 0 else values
    if shape == "lognormal" and low > 0:
        return source.lognormal(*lognormal_from_p5_p95(low, high), draws)
    alpha, beta = pert_shape(low, mode, high)
    return low + (high - low) * source.beta(alpha, beta, draws)


def p10_p90(spread: tuple[float, float, float], shape: Shape, name: str) -> tuple[float, float]:
    """The 10th and the 90th percentile of an input, from a fixed sample of 4,000."""
    values = draw(spread, shape, 4_000, 0, name)
    low, high = np.quantile(values, [0.1, 0.9])
    return float(low), float(high)
