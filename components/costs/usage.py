"""What answering costs: the tokens of a prompt, by the token at a provider or on own GPUs."""

from dataclasses import dataclass

import numpy as np

from components.costs.caching import prefix_cost
from components.costs.distributions import Array
from components.costs.prices import PriceTable
from components.costs.setting import Setting, price_factors, serves_tuned_by_token
from components.knowledge import record

GB = 1e9

Part = tuple[str, Array, str, tuple[str, ...]]


@dataclass(frozen=True)
class Usage:
    """One approach's prompt: a start that all requests share, then what differs. Tokens, shape () to (rows,
    months).
    """

    approach: str
    model: str
    table: PriceTable
    prefix: Array
    suffix: Array
    tuned: bool
    own_gpu: bool


def usage_of(approach: str, setting: Setting) -> Usage:
    """Prompt and place of answering of one approach."""
    p = setting.p
    question, instructions = p["question_tokens"], p["instructions_tokens"]
    tuned = approach in ("fine_tune", "hybrid", "distil")
    prefix = p["tuned_instructions_tokens"] if tuned else instructions
    if approach in ("prompt", "continued_pretraining"):
        prefix = instructions + p["prompt_examples_tokens"]
    if approach == "full_context":
        prefix = instructions + setting.knowledge
    suffix = question + p["retrieved_tokens"] if approach in ("rag", "hybrid") else question
    table = setting.student if approach == "distil" else setting.base
    return Usage(
        approach, table.model, table, prefix, suffix, tuned, on_own_gpu(approach, setting, table.model)
    )


def on_own_gpu(approach: str, setting: Setting, model: str) -> bool:
    """Whether this approach answers from GPUs that run all the time."""
    if setting.inputs.must_self_host or approach == "continued_pretraining":
        return True
    if approach not in ("fine_tune", "hybrid", "distil"):
        return False
    chosen = setting.inputs.tuned_serving
    return chosen == "own_gpu" or (chosen == "auto" and not serves_tuned_by_token(model))


def answering_lines(usage: Usage, setting: Setting) -> list[Part]:
    """(item, USD a month, source, inputs) of answering all requests."""
    if usage.own_gpu:
        names = (
            "requests_per_month",
            "answer_tokens",
            "peak_factor",
            "decode_tokens_per_second",
            "serving_hours_per_month",
            "gpu_hour_usd",
        )
        return [("Serving GPUs", serving_cost(usage, setting), "mercatus_gpu", names)]
    p = setting.p
    prompt = usage.prefix + usage.suffix
    factor_in, factor_out = _factors(usage, setting)
    shared = prefix_cost(setting, usage.table, usage.prefix, prompt, setting.volume)
    own = setting.volume * usage.suffix * usage.table.input.at(prompt) / 1e6
    answers = setting.volume * p["answer_tokens"] * usage.table.output.at(prompt) / 1e6
    return [
        (
            "Prompt tokens",
            (shared + own) * factor_in * setting.price_level,
            "genai_prices",
            _prompt_inputs(usage),
        ),
        (
            "Answer tokens",
            answers * factor_out * setting.price_level,
            "genai_prices",
            ("requests_per_month", "answer_tokens"),
        ),
    ]


def cost_of_one_request(usage: Usage, setting: Setting) -> Array:
    """USD of one request outside the traffic (an evaluation question): plain tokens, or 0 on GPUs that run
    anyway.
    """
    if usage.own_gpu:
        return np.asarray(0.0) * setting.years
    prompt = usage.prefix + usage.suffix
    factor_in, factor_out = _factors(usage, setting)
    tokens_in = prompt * usage.table.input.at(prompt) * factor_in
    return (tokens_in + setting.p["answer_tokens"] * usage.table.output.at(prompt) * factor_out) / 1e6


def serving_cost(usage: Usage, setting: Setting) -> Array:
    """USD a month of GPUs that are enough for the peak, and never fewer than one copy of the model."""
    return (
        replicas(usage, setting)
        * gpus_per_replica(usage, setting)
        * setting.p["gpu_hour_usd"]
        * setting.p["serving_hours_per_month"]
    )


def replicas(usage: Usage, setting: Setting) -> Array:
    """Copies of the model that the peak needs, in each month."""
    p = setting.p
    size = setting.size(usage.model)
    reading = usage.suffix + usage.prefix * (1.0 - p["prefix_reuse"])
    read_rate = setting.peak_tflops * 1e12 * p["utilisation"] / (2.0 * size)
    write_rate = p["decode_tokens_per_second"] * record("serving.measured_parameters").central / size
    seconds = reading / read_rate + p["answer_tokens"] / write_rate
    load = p["peak_factor"] * setting.volume * seconds / (p["active_hours_per_month"] * 3600.0)
    return np.maximum(np.ceil(load), 1.0)


def gpus_per_replica(usage: Usage, setting: Setting) -> Array:
    """GPUs that one copy of the model needs for its 16-bit weights and room to work."""
    bytes_each = record("serving.weight_bytes").central * record("serving.room_to_work").central
    needed = setting.size(usage.model) * bytes_each / GB
    return np.maximum(np.ceil(needed / setting.gpu_memory_gb), 1.0)


def _factors(usage: Usage, setting: Setting) -> tuple[Array, Array]:
    factor_in, factor_out = price_factors(setting, usage.table)
    if not usage.tuned:
        return factor_in, factor_out
    multiplier = setting.p["tuned_price_multiplier"]
    return factor_in * multiplier, factor_out * multiplier


def _prompt_inputs(usage: Usage) -> tuple[str, ...]:
    special = {
        "full_context": ("kb_tokens", "kb_growth_per_year", "ttl_minutes"),
        "rag": ("retrieved_tokens",),
        "hybrid": ("retrieved_tokens", "tuned_price_multiplier"),
    }
    return (
        "requests_per_month",
        "volume_growth_per_year",
        "question_tokens",
        "instructions_tokens",
        *special.get(usage.approach, ()),
    )
