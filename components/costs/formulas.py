"""The closed formulas: each is a few operations on numbers or on numpy arrays of them."""

from collections.abc import Iterable
from math import exp
from typing import Literal

from components.costs.errors import CostError
from components.knowledge import record

Method = Literal["full", "lora", "qlora"]

# Operations per parameter and token: forward 2, gradients of activations 2, gradients of weights 2 (a frozen
# base skips the last).
FLOPS_PER_TOKEN: dict[str, int] = {"full": 6, "lora": 4, "qlora": 4}

_MEMORY_METHODS = ("full", "full_16bit", "lora", "qlora")

HOURS_PER_MONTH = 730.0
MONTHS_PER_YEAR = 12.0


def cache_hit_rate(
    requests_per_month: float, ttl_minutes: float, active_hours_per_month: float = HOURS_PER_MONTH
) -> float:
    """Share of requests (0..1) that find the cache warm, when they arrive at random (Poisson).

    Args:
        requests_per_month: requests that share one prompt start.
        ttl_minutes: how long the cache lives after its last use.
        active_hours_per_month: hours over which the requests spread; round the clock unless set.

    Raises:
        CostError: a negative number, or no active hours.
    """
    _not_negative(requests_per_month=requests_per_month, ttl_minutes=ttl_minutes)
    if not active_hours_per_month > 0:
        raise CostError("active_hours_per_month must be above 0.", "active_hours_per_month")
    return 1.0 - exp(-requests_per_month / (active_hours_per_month * 60.0) * ttl_minutes)


def training_flops(parameters: float, tokens: float, epochs: float, method: str) -> float:
    """Floating-point operations of a training run: 6·N·T for `full`, 4·N·T for `lora` and `qlora` (frozen
    base).

    Args:
        parameters: of the whole model, N.
        tokens: of the data set; T is tokens × epochs.

    Raises:
        CostError: a negative number or an unknown method.
    """
    _not_negative(parameters=parameters, tokens=tokens, epochs=epochs)
    return flops_per_token(method) * parameters * tokens * epochs


def flops_per_token(method: str) -> int:
    """Operations per parameter and token; raises CostError for an unknown method."""
    try:
        return FLOPS_PER_TOKEN[method]
    except KeyError:
        raise CostError(
            f"Unknown training method '{method}'; use full, lora or qlora.", "training_method"
        ) from None


def training_hours(flops: float, peak_tflops: float, utilisation: float, gpus: int = 1) -> float:
    """Wall-clock hours of a run on `gpus` GPUs of `peak_tflops` TFLOP/s each, at a share `utilisation` of
    the peak.

    Raises:
        CostError: negative operations, no GPU, no peak rate, or a utilisation outside 0..1.
    """
    _not_negative(flops=flops)
    if not (peak_tflops > 0 and 0 < utilisation <= 1 and gpus >= 1):
        raise CostError(
            "A training time needs a peak rate above 0, a utilisation above 0 and up to 1, and a GPU.",
            "utilisation",
        )
    return flops / (peak_tflops * 1e12 * utilisation * gpus) / 3600.0


def lora_parameters(shapes: Iterable[tuple[int, int]], rank: int) -> int:
    """Trainable parameters of a LoRA adapter: rank × (d_in + d_out), summed over the matrices.

    Args:
        shapes: (d_in, d_out) of every adapted matrix, so each matrix once for each layer.

    Raises:
        CostError: a rank or a dimension below 1.
    """
    dimensions = [(int(d_in), int(d_out)) for d_in, d_out in shapes]
    if rank < 1 or any(min(pair) < 1 for pair in dimensions):
        raise CostError("The rank and every dimension must be at least 1.", "rank")
    return int(rank) * sum(d_in + d_out for d_in, d_out in dimensions)


def memory_gb(parameters: float, method: str, adapter_parameters: float = 0.0) -> float:
    """GPU memory for weights, gradients and optimiser in GB (10^9 bytes), without activations.

    `method` is `full` (16 bytes a parameter, with a 32-bit master copy), `full_16bit` (12), `lora` (2 for
    the frozen base) or `qlora` (0.516). Adapters add 16 bytes for each of their own parameters.

    Raises:
        CostError: an unknown method or a negative number.
    """
    _not_negative(parameters=parameters, adapter_parameters=adapter_parameters)
    if method not in _MEMORY_METHODS:
        known = ", ".join(_MEMORY_METHODS)
        raise CostError(f"Unknown training method '{method}'; use one of {known}.", "training_method")
    base, adapter = (record(f"training.{name}_bytes").central for name in (method, "full"))
    return (base * parameters + adapter * adapter_parameters) / 1e9


def upkeep(training_cost: float, multiple_per_year: float, months: float) -> float:
    """USD of upkeep over `months`: the training cost times the multiple, for each year, in equal months.

    Raises:
        CostError: a negative number.
    """
    _not_negative(training_cost=training_cost, multiple_per_year=multiple_per_year, months=months)
    return training_cost * multiple_per_year * months / MONTHS_PER_YEAR


def break_even_volume(
    fixed_a: tuple[float, float],
    variable_a: float,
    fixed_b: tuple[float, float],
    variable_b: float,
    months: float,
) -> float | None:
    """Requests a month at which A and B cost the same over `months`, or None when no volume above 0 does
    that.

    Args:
        fixed_a, fixed_b: (one-off, per month) in USD.
        variable_a, variable_b: USD a request.

    Raises:
        CostError: months is not above 0.
    """
    if not months > 0:
        raise CostError("A break-even needs at least one month.", "months")
    extra_fixed = (fixed_b[0] - fixed_a[0]) + (fixed_b[1] - fixed_a[1]) * months
    saved_per_request = variable_a - variable_b
    if saved_per_request == 0:
        return None
    volume = extra_fixed / (saved_per_request * months)
    return volume if volume > 0 else None


def break_even_reads(write_multiplier: float, read_multiplier: float) -> int | None:
    """Reads after which one cache write costs less than sending the text plain each time, or None when it
    never does.

    Multipliers are of the plain input price; one write and n reads stand against n + 1 plain prompts.
    """
    _not_negative(write_multiplier=write_multiplier, read_multiplier=read_multiplier)
    if read_multiplier >= 1:
        return None
    reads = 0
    while write_multiplier + reads * read_multiplier >= reads + 1:
        reads += 1
    return reads


def _not_negative(**numbers: float) -> None:
    for name, number in numbers.items():
        if not number >= 0:
            raise CostError(f"{name} must be 0 or more, not {number}.", name)
