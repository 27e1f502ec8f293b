"""The cost lines of every approach: what is paid once, and what is paid every month."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from components.costs.distributions import Array
from components.costs.formulas import flops_per_token
from components.costs.setting import Setting, student_of
from components.costs.usage import Usage, answering_lines, cost_of_one_request, usage_of
from components.knowledge import record

Kind = Literal["one_off", "recurring"]

APPROACHES = ("prompt", "full_context", "rag", "fine_tune", "hybrid", "distil", "continued_pretraining")
RETRIEVING = ("rag", "hybrid")
TRAINED = ("fine_tune", "hybrid", "distil", "continued_pretraining")


@dataclass(frozen=True)
class Line:
    """One cost line. `usd` broadcasts to (rows, 1) for `one_off` and to (rows, months) for `recurring`.

    `source` is the id of the source that the figure rests on most; `inputs` names the inputs that enter it.
    """

    item: str
    kind: Kind
    usd: Array
    source: str
    inputs: tuple[str, ...]


def lines(approach: str, setting: Setting) -> list[Line]:
    """All lines of one approach."""
    return one_off_lines(approach, setting) + recurring_lines(approach, setting)


def one_off_lines(approach: str, setting: Setting) -> list[Line]:
    """What is paid before the first request."""
    p = setting.p
    day = p["team_day_usd"]
    found = [
        _once(
            "Evaluation set",
            p["evaluation_days"] * day,
            "tune_or_retrieve",
            "evaluation_days",
            "team_day_usd",
        ),
        _once("Prompt work", p["prompt_days"] * day, "tune_or_retrieve", "prompt_days", "team_day_usd"),
        *_build(approach, setting),
    ]
    if approach in RETRIEVING and not setting.inputs.must_self_host:
        cost = p["kb_tokens"] * setting.embedding.input.base / 1e6
        found.append(_once("First embedding", cost, "genai_prices", "kb_tokens"))
    if approach in TRAINED:
        found += _training_lines(approach, setting)
    return found


def recurring_lines(approach: str, setting: Setting) -> list[Line]:
    """What is paid every month, shape (rows, months)."""
    usage = usage_of(approach, setting)
    found = [
        Line(item, "recurring", usd, source, names)
        for item, usd, source, names in answering_lines(usage, setting)
    ]
    if approach in RETRIEVING:
        found += _retrieval_lines(setting)
    found.append(_evaluation_line(usage, setting))
    if approach in TRAINED:
        found += upkeep_lines(approach, setting)
    rate = setting.inputs.error_rates.get(approach)
    if rate is not None:
        cost = setting.volume * rate * setting.p["wrong_answer_usd"]
        found.append(
            _monthly("Wrong answers", cost, "tune_or_retrieve", "requests_per_month", "wrong_answer_usd")
        )
    return found


def training_base(approach: str, setting: Setting) -> Array:
    """The training cost that the upkeep rule multiplies: runs with data preparation, or the runs alone."""
    run, data, teacher = training_parts(approach, setting)
    return run if setting.inputs.upkeep_basis == "run" else run + data + teacher


def training_parts(approach: str, setting: Setting) -> tuple[Array, Array, Array]:
    """(training runs, data preparation, teacher tokens) in USD."""
    p = setting.p
    day = p["team_day_usd"]
    if approach == "continued_pretraining":
        tokens = p["pretraining_tokens"] * p["pretraining_epochs"]
        return (
            _own_gpu(setting, setting.inputs.base_model, tokens, "full"),
            p["pretraining_data_days"] * day,
            np.asarray(0.0),
        )
    per_example = p["days_per_1000_examples"] / 1000.0 * day
    if approach == "distil":
        data = p["distil_examples"] * per_example * p["teacher_check_share"]
        return (
            _adapter_runs(setting, student_of(setting.inputs), p["distil_examples"]),
            data,
            _teacher_cost(setting),
        )
    return (
        _adapter_runs(setting, setting.inputs.base_model, p["labelled_examples"]),
        p["labelled_examples"] * per_example,
        np.asarray(0.0),
    )


def upkeep_lines(approach: str, setting: Setting) -> list[Line]:
    """A month of upkeep: one line by the rule, or the bottom-up lines."""
    if setting.inputs.upkeep_mode == "bottom_up":
        return bottom_up_lines(approach, setting)
    usd = training_base(approach, setting) * setting.p["upkeep_multiple"] / 12.0
    return [_monthly("Upkeep of the model", usd, "astronic", "upkeep_multiple", *_training_inputs(approach))]


def bottom_up_lines(approach: str, setting: Setting) -> list[Line]:
    """A month of upkeep, item by item."""
    p = setting.p
    day = p["team_day_usd"]
    run, data, teacher = training_parts(approach, setting)
    retrain = run + (data + teacher) * p["data_refresh_share"]
    move = run + p["migration_days"] * day
    hour = day / _workday_hours()
    refresh = ("data_refresh_share", *_training_inputs(approach))
    return [
        _monthly(
            "Retraining", retrain * p["retrains_per_year"] / 12.0, "khan", "retrains_per_year", *refresh
        ),
        _monthly(
            "Base-model deprecation",
            move * p["deprecations_per_year"] / 12.0,
            "openai_deprecations",
            "deprecations_per_year",
            "migration_days",
            "team_day_usd",
        ),
        _monthly(
            "Adapter versions",
            p["adapter_hours_per_month"] * hour,
            "tune_or_retrieve",
            "adapter_hours_per_month",
            "team_day_usd",
        ),
        _monthly(
            "Watching for drift",
            p["monitoring_hours_per_month"] * hour,
            "tune_or_retrieve",
            "monitoring_hours_per_month",
            "team_day_usd",
        ),
    ]


def uses_managed_training(setting: Setting, model: str) -> bool:
    """Whether this model is trained at a provider, by the token."""
    route = setting.inputs.training_route
    return route == "managed" or (route == "auto" and setting.managed_price(model) is not None)


def _workday_hours() -> float:
    return record("labour.workday_hours").central


def _build(approach: str, setting: Setting) -> list[Line]:
    p = setting.p
    if approach == "full_context":
        usd = p["full_context_days"] * p["team_day_usd"]
        return [_once("Building", usd, "tune_or_retrieve", "full_context_days", "team_day_usd")]
    field = {
        "rag": "rag_build_gbp",
        "fine_tune": "tuning_build_gbp",
        "distil": "tuning_build_gbp",
        "hybrid": "hybrid_build_gbp",
        "continued_pretraining": "pretraining_build_gbp",
    }.get(approach)
    return [_once("Building", p[field] * p["usd_per_gbp"], "winder", field, "usd_per_gbp")] if field else []


def _training_lines(approach: str, setting: Setting) -> list[Line]:
    run, data, teacher = training_parts(approach, setting)
    names = _training_inputs(approach)
    managed = approach != "continued_pretraining" and uses_managed_training(
        setting, _trained_model(approach, setting)
    )
    found = [
        _once(
            "Data preparation",
            data,
            "tune_or_retrieve" if approach == "continued_pretraining" else "winder",
            *names,
        ),
        _once(
            "Training runs",
            run,
            "openai_tuning_prices" if managed else "mercatus_gpu",
            *names,
            "training_runs",
        ),
    ]
    if approach == "distil":
        found.append(_once("Teacher's answers", teacher, "genai_prices", "distil_examples", "answer_tokens"))
    return found


def _trained_model(approach: str, setting: Setting) -> str:
    return student_of(setting.inputs) if approach == "distil" else setting.inputs.base_model


def _training_inputs(approach: str) -> tuple[str, ...]:
    if approach == "continued_pretraining":
        return (
            "pretraining_tokens",
            "pretraining_epochs",
            "pretraining_data_days",
            "team_day_usd",
            "utilisation",
            "gpu_hour_usd",
        )
    examples = ("distil_examples", "teacher_check_share") if approach == "distil" else ("labelled_examples",)
    return (
        *examples,
        "days_per_1000_examples",
        "team_day_usd",
        "example_tokens",
        "epochs",
        "utilisation",
        "gpu_hour_usd",
    )


def _adapter_runs(setting: Setting, model: str, examples: Array) -> Array:
    tokens = examples * setting.p["example_tokens"] * setting.p["epochs"]
    price = setting.managed_price(model)
    if uses_managed_training(setting, model) and price is not None:
        return tokens * price / 1e6 * setting.p["training_runs"]
    return _own_gpu(setting, model, tokens, setting.inputs.training_method) * setting.p["training_runs"]


def _own_gpu(setting: Setting, model: str, tokens: Array, method: str) -> Array:
    """USD of a run on rented GPUs: operations over the reached rate, times the hourly price (any number of
    GPUs).
    """
    flops = flops_per_token(method) * setting.size(model) * tokens
    hours = flops / (setting.peak_tflops * 1e12 * setting.p["utilisation"]) / 3600.0
    return (hours + setting.p["training_overhead_hours"]) * setting.p["gpu_hour_usd"]


def _teacher_cost(setting: Setting) -> Array:
    p = setting.p
    prompt = p["instructions_tokens"] + p["prompt_examples_tokens"] + p["question_tokens"]
    each = prompt * setting.teacher.input.at(prompt) + p["answer_tokens"] * setting.teacher.output.at(prompt)
    return p["distil_examples"] * each / 1e6


def _retrieval_lines(setting: Setting) -> list[Line]:
    p = setting.p
    flat = np.ones_like(setting.years)
    found = [
        _monthly("Vector store", p["vector_store_month_usd"] * flat, "khan", "vector_store_month_usd"),
        _monthly(
            "Care of the index",
            p["index_care_days_per_month"] * p["team_day_usd"] * flat,
            "tune_or_retrieve",
            "index_care_days_per_month",
            "team_day_usd",
        ),
    ]
    if setting.inputs.must_self_host:
        return found
    tokens = setting.volume * p["question_tokens"] + setting.knowledge * p["kb_churn_per_month"]
    embedding = tokens * setting.embedding.input.base / 1e6 * setting.price_level
    found.append(
        _monthly("Embedding", embedding, "genai_prices", "question_tokens", "kb_tokens", "kb_churn_per_month")
    )
    if setting.inputs.reranking:
        rerank = setting.volume * p["rerank_per_1000_usd"] / 1000.0
        found.append(
            _monthly("Reranking", rerank, "cohere_rerank", "rerank_per_1000_usd", "requests_per_month")
        )
    return found


def _evaluation_line(usage: Usage, setting: Setting) -> Line:
    p = setting.p
    tokens = p["evaluation_questions"] * cost_of_one_request(usage, setting) * setting.price_level
    reading = p["evaluation_hours_per_run"] * p["team_day_usd"] / _workday_hours()
    usd = p["evaluation_runs_per_month"] * (tokens + reading)
    names = ("evaluation_runs_per_month", "evaluation_questions", "evaluation_hours_per_run", "team_day_usd")
    return _monthly("Evaluation runs", usd, "tune_or_retrieve", *names)


def _once(item: str, usd: Array, source: str, *names: str) -> Line:
    return Line(item, "one_off", np.asarray(usd, dtype=float), source, names)


def _monthly(item: str, usd: Array, source: str, *names: str) -> Line:
    return Line(item, "recurring", np.asarray(usd, dtype=float), source, names)
