"""Everything a projection depends on, with defaults and ranges from `data/costs/`."""

from collections.abc import Mapping
from functools import cache, partial
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import PydanticCustomError

from components.costs.errors import CostError
from components.costs.prices import price_table
from components.costs.quantities import Quantity, Triple, as_triple, most_likely, to_quantity
from components.knowledge import Record, record, records

# Files of data/costs whose keys are inputs of the same name.
_INPUT_FILES = ("workload", "market", "labour", "training", "retrieval", "serving", "caching", "upkeep")


def _between(low: float, high: float, value: Quantity) -> Quantity:
    if not all(low <= part <= high for part in as_triple(value)):
        raise PydanticCustomError("range", f"Expected {low:g} to {high:g}.")
    return value


def _between_shares(low: float, high: float, value: Quantity) -> Quantity:
    """For what people read and write in percent."""
    if not all(low <= part <= high for part in as_triple(value)):
        raise PydanticCustomError("range", f"Expected between {low * 100:g}% and {high * 100:,g}%.")
    return value


def _parsed(value: Any) -> Quantity:
    try:
        return to_quantity(value)
    except ValueError as error:
        raise PydanticCustomError("number", "{message}", {"message": str(error)}) from error


def _priced(needs_output: bool, model: str) -> str:
    try:
        price_table(model, needs_output)
    except CostError as error:
        raise PydanticCustomError("model", "{message}", {"message": str(error)}) from error
    return model


Amount = Annotated[float | Triple, BeforeValidator(_parsed), AfterValidator(partial(_between, 0.0, 1e12))]
Positive = Annotated[float | Triple, BeforeValidator(_parsed), AfterValidator(partial(_between, 1e-9, 1e15))]
Share = Annotated[
    float | Triple, BeforeValidator(_parsed), AfterValidator(partial(_between_shares, 0.0, 1.0))
]
Growth = Annotated[
    float | Triple, BeforeValidator(_parsed), AfterValidator(partial(_between_shares, -0.9, 20.0))
]
Decline = Annotated[
    float | Triple, BeforeValidator(_parsed), AfterValidator(partial(_between_shares, 0.0, 0.99))
]
Utilisation = Annotated[
    float | Triple, BeforeValidator(_parsed), AfterValidator(partial(_between_shares, 0.001, 1.0))
]
Hours = Annotated[float | Triple, BeforeValidator(_parsed), AfterValidator(partial(_between, 1.0, 744.0))]
ChatModel = Annotated[str, Field(max_length=80), AfterValidator(partial(_priced, True))]
EmbeddingModel = Annotated[str, Field(max_length=80), AfterValidator(partial(_priced, False))]


@cache
def input_records() -> dict[str, Record]:
    """The record behind every input that has one, by the input's name."""
    found = {
        key.partition(".")[2]: item
        for key, item in records().items()
        if key.partition(".")[0] in _INPUT_FILES
    }
    return {name: item for name, item in found.items() if name in CostInputs.model_fields}


def _default(name: str) -> Quantity:
    for file in _INPUT_FILES:
        if (item := records().get(f"{file}.{name}")) is not None:
            return _figure(item)
    raise CostError(f"data/costs has no record for the input '{name}'.", name)


def _figure(item: Record) -> Quantity:
    return item.value if item.value is not None else item.range


def _of(name: str) -> Any:
    return Field(default_factory=partial(_default, name))


def model_fact(model: str, kind: str) -> Record | None:
    """A fact about a model that the price list does not hold (`parameters`, `managed_training`), or None."""
    return next((item for item in model_records(model).values() if kind in item.tags), None)


def model_records(model: str) -> dict[str, Record]:
    """The facts on record about one model, by record id."""
    return {key: item for key, item in records().items() if key.startswith("models.") and model in item.tags}


def _fact_of(model_field: str, kind: str) -> Any:
    """The default of a field that depends on the chosen model: what the model's record says, or None."""

    def fact(data: dict[str, Any]) -> Quantity | None:
        model = data.get(model_field)
        item = model_fact(model, kind) if model else None
        return _figure(item) if item else None

    return Field(default_factory=fact)


class CostInputs(BaseModel):
    """One scenario's inputs. A quantity is a number, or a range (low, most likely, high). Money is in USD
    unless named.

    What follows from another input (a GPU's price, a model's size) takes its default from that input's
    record. None means that there is no figure, or that the price list has it. Every error names the field.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, validate_default=True)

    horizon_months: int = Field(default=24, ge=1, le=60)

    requests_per_month: Amount = _of("requests_per_month")
    question_tokens: Amount = _of("question_tokens")
    answer_tokens: Amount = _of("answer_tokens")
    kb_tokens: Amount = _of("kb_tokens")
    kb_churn_per_month: Share = _of("kb_churn_per_month")
    labelled_examples: Amount = _of("labelled_examples")
    instructions_tokens: Amount = _of("instructions_tokens")
    prompt_examples_tokens: Amount = _of("prompt_examples_tokens")
    tuned_instructions_tokens: Amount = _of("tuned_instructions_tokens")
    volume_growth_per_year: Growth = _of("volume_growth_per_year")
    kb_growth_per_year: Growth = _of("kb_growth_per_year")
    active_hours_per_month: Hours = _of("active_hours_per_month")
    wrong_answer_usd: Amount = _of("wrong_answer_usd")
    error_rates: dict[str, float] = Field(default_factory=dict)

    base_model: ChatModel = "ministral-8b-2512"
    student_model: ChatModel | None = None
    teacher_model: ChatModel = "claude-sonnet-5-5"
    embedding_model: EmbeddingModel = "text-embedding-3-small"
    base_input_usd_per_million: Amount | None = None
    base_output_usd_per_million: Amount | None = None
    context_window_tokens: int | None = Field(default=None, ge=1, le=10**9)
    base_parameters: Positive | None = _fact_of("base_model", "parameters")
    managed_training_usd_per_million: Amount | None = _fact_of("base_model", "managed_training")
    student_parameters: Positive | None = _fact_of("student_model", "parameters")
    student_training_usd_per_million: Amount | None = _fact_of("student_model", "managed_training")
    must_self_host: bool = False
    usd_per_gbp: Positive = _of("usd_per_gbp")
    usd_per_eur: Positive = _of("usd_per_eur")
    price_decline_per_year: Decline = _of("price_decline_per_year")

    team_day_usd: Amount = _of("team_day_usd")
    evaluation_days: Amount = _of("evaluation_days")
    prompt_days: Amount = _of("prompt_days")
    full_context_days: Amount = _of("full_context_days")
    rag_build_gbp: Amount = _of("rag_build_gbp")
    tuning_build_gbp: Amount = _of("tuning_build_gbp")
    hybrid_build_gbp: Amount = _of("hybrid_build_gbp")
    pretraining_build_gbp: Amount = _of("pretraining_build_gbp")
    days_per_1000_examples: Amount = _of("days_per_1000_examples")
    teacher_check_share: Share = _of("teacher_check_share")
    pretraining_data_days: Amount = _of("pretraining_data_days")

    training_route: Literal["auto", "managed", "own_gpu"] = "auto"
    training_method: Literal["lora", "qlora", "full"] = "lora"
    example_tokens: Amount = _of("example_tokens")
    epochs: Amount = _of("epochs")
    training_runs: Amount = _of("training_runs")
    distil_examples: Amount = _of("distil_examples")
    pretraining_tokens: Amount = _of("pretraining_tokens")
    pretraining_epochs: Amount = _of("pretraining_epochs")
    minimum_examples: Amount = _of("minimum_examples")
    training_overhead_hours: Amount = _of("training_overhead_hours")
    gpu: Literal["a100", "h100"] = "a100"
    gpu_hour_usd: Amount = Field(
        default_factory=lambda data: _figure(record(f"training.{data.get('gpu', 'a100')}_hour_usd"))
    )
    utilisation: Utilisation = _of("utilisation")

    retrieved_tokens: Amount = _of("retrieved_tokens")
    reranking: bool = True
    rerank_per_1000_usd: Amount = _of("rerank_per_1000_usd")
    vector_store_month_usd: Amount = _of("vector_store_month_usd")
    index_care_days_per_month: Amount = _of("index_care_days_per_month")

    tuned_serving: Literal["auto", "per_token", "own_gpu"] = "auto"
    tuned_price_multiplier: Amount = _of("tuned_price_multiplier")
    decode_tokens_per_second: Positive = _of("decode_tokens_per_second")
    prefix_reuse: Share = _of("prefix_reuse")
    peak_factor: Positive = _of("peak_factor")
    serving_hours_per_month: Hours = _of("serving_hours_per_month")

    caching: Literal["auto", "on", "off"] = "auto"
    keep_warm: bool = True
    ttl_minutes: Amount = _of("ttl_minutes")
    minimum_prefix_tokens: Amount = _of("minimum_prefix_tokens")

    upkeep_mode: Literal["rule", "bottom_up"] = "rule"
    upkeep_basis: Literal["run_and_data", "run"] = "run_and_data"
    upkeep_multiple: Amount = _of("upkeep_multiple")
    evaluation_runs_per_month: Amount = _of("evaluation_runs_per_month")
    evaluation_questions: Amount = _of("evaluation_questions")
    evaluation_hours_per_run: Amount = _of("evaluation_hours_per_run")
    retrains_per_year: Amount = _of("retrains_per_year")
    data_refresh_share: Share = _of("data_refresh_share")
    deprecations_per_year: Amount = _of("deprecations_per_year")
    migration_days: Amount = _of("migration_days")
    adapter_hours_per_month: Amount = _of("adapter_hours_per_month")
    monitoring_hours_per_month: Amount = _of("monitoring_hours_per_month")

    def collapsed(self) -> "CostInputs":
        """The same inputs with every range replaced by its most likely value."""
        fixed = {name: most_likely(value) for name, value in self if isinstance(value, tuple)}
        return self.model_copy(update=fixed)


@cache
def defaults() -> CostInputs:
    """The inputs of an untouched scenario."""
    return CostInputs()


def inputs_from(overrides: Mapping[str, Any], base: CostInputs | None = None) -> CostInputs:
    """`base` (the defaults) with a scenario's overrides applied.

    Raises:
        CostError: an unknown key or a value that does not fit; `.field` is the key.
    """
    if not overrides:
        return base or defaults()
    unknown = [key for key in overrides if key not in CostInputs.model_fields]
    if unknown:
        raise CostError(f"There is no cost input '{unknown[0]}'. Remove it.", unknown[0])
    start = {name: getattr(base, name) for name in base.model_fields_set} if base else {}
    try:
        return CostInputs(**{**start, **overrides})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise CostError(first["msg"], str(first["loc"][0])) from error


def check(field: str, value: Any) -> Any:
    """`value` as the input `field` takes it; raises CostError with the field when it does not fit."""
    return getattr(inputs_from({field: value}), field)


def usable(overrides: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """(overrides that fit, messages for those that do not), so that one broken entry of a link does not hide
    the page.
    """
    good: dict[str, Any] = {}
    bad: dict[str, str] = {}
    for key, value in overrides.items():
        try:
            check(key, value)
            good[key] = value
        except CostError as error:
            bad[key] = str(error)
    return good, bad
