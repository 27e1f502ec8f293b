"""Sentences on costs, for their page and the brief, put together from figures. Longer prose is in data/content."""

from typing import Any

from components.costs.break_evens import Payback, SizeBreakEven
from components.costs.caching import CacheVerdict
from components.costs.fit import closing
from components.costs.inputs import CostInputs, input_records
from components.costs.quantities import as_triple
from components.costs.summary import Summary, lines_of
from components.costs.units import in_currency
from components.decision import Answers, decide
from components.knowledge import Record, approaches, content, record, records
from components.ui import human, money, percent

_GAPS = {"knowledge": "the knowledge gap", "behaviour": "the behaviour gap", "both": "both gaps"}
DERIVED = {
    "base_parameters": "Size of the base model (parameters)",
    "student_parameters": "Size of the student (parameters)",
    "managed_training_usd_per_million": "Training the base model at a provider (USD for a million tokens)",
    "student_training_usd_per_million": "Training the student at a provider (USD for a million tokens)",
    "base_input_usd_per_million": "Own price of the base model's prompt tokens (USD for a million)",
    "base_output_usd_per_million": "Own price of the base model's answer tokens (USD for a million)",
    "context_window_tokens": "Context window of the base model (tokens)",
    "gpu_hour_usd": "An hour of the chosen GPU (USD)",
    "horizon_months": "Horizon (months)",
    "base_model": "Base model",
    "student_model": "Model that distillation trains",
    "teacher_model": "Frontier model that teaches",
    "embedding_model": "Embedding model",
    "must_self_host": "Everything on own hardware",
    "training_route": "Where training runs",
    "training_method": "Training method",
    "gpu": "GPU",
    "reranking": "Reranking",
    "tuned_serving": "Where a tuned model answers",
    "caching": "Prompt caching",
    "keep_warm": "Calls that only keep the cache warm",
    "upkeep_mode": "Upkeep by the rule or bottom-up",
    "upkeep_basis": "What the upkeep rule multiplies",
}

CHOICES = {
    "auto": "Automatic", "managed": "At a provider", "own_gpu": "On own GPUs",
    "per_token": "At a provider, by the token",
    "on": "Always", "off": "Never", "lora": "LoRA", "qlora": "QLoRA", "full": "All weights", "rule": "By the rule",
    "bottom_up": "Bottom-up", "run_and_data": "Training runs and data preparation", "run": "Training runs alone",
    "a100": "A100 80 GB", "h100": "H100 80 GB",
}  # fmt: skip


def unit_of(item: Record) -> str:
    """A record's unit for people, who read shares in percent."""
    return item.unit.replace("share", "%", 1) if item.unit.startswith("share") else item.unit


def stated(field: str, value: Any) -> str:
    """An input with its label, its figure and its unit: `Care of the index: 0.25 to 2 days/month`."""
    item = input_records().get(field)
    if value is None:
        said = "none"
    elif isinstance(value, bool):
        said = "yes" if value else "no"
    elif isinstance(value, str):
        said = CHOICES.get(value, value)
    else:
        unit = unit_of(item) if item else ""
        percents = unit.startswith("%")
        ends = [human(part * 100) + "%" if percents else human(part) for part in as_triple(value)]
        figure = ends[0] if ends[0] == ends[2] else f"{ends[0]} to {ends[2]}"
        said = f"{figure}{unit.removeprefix('%')}" if percents else f"{figure} {unit}".strip()
    return f"{name_of(field)}: {said}"


def name_of(field: str) -> str:
    """An input's name for people."""
    item = input_records().get(field)
    return item.label if item else DERIVED.get(field, field.replace("_", " "))


def inner(label: str) -> str:
    """A label inside a sentence: its first letter small, unless it begins with an acronym."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def short(approach: str) -> str:
    """An approach's short label."""
    return approaches()[approach].short


def amount(usd: float, currency: str, inputs: CostInputs) -> str:
    """An amount of USD in the scenario's currency, for people."""
    return money(_rounded(in_currency(usd, currency, inputs)), currency)


def span(low: float, high: float, currency: str, inputs: CostInputs) -> str:
    """A range of USD in the scenario's currency."""
    return f"{amount(low, currency, inputs)} and {amount(high, currency, inputs)}"


def headline(summary: Summary, winner: str, gap: str | None, only: bool) -> str:
    """The answer: who costs the least."""
    if gap == "neither":
        return f"Neither retrieval nor training is called for; {inner(approaches()[winner].label)} is what remains"
    months = f"over {months_of(summary.months)}" if summary.months > 1 else "in a month"
    closes = f" of what closes {_GAPS[gap]}" if gap else ""
    if only:
        return f"{approaches()[winner].label} is the only feasible approach{closes}"
    return f"{approaches()[winner].label} costs the least{closes}, {months}"


def bridge(summary: Summary, answers: Answers, currency: str, inputs: CostInputs) -> str:
    """How the frameworks' choice and the cheapest that closes the gap differ; nothing where they do not."""
    found = summary.cheapest(closing(answers))
    if answers == Answers() or found is None:
        return ""
    chosen, winner = decide(answers).consensus, found[0]
    if chosen == winner:
        return ""
    names = {
        "chosen": inner(approaches()[chosen].label),
        "winner": inner(approaches()[winner].label),
        "gap": _closed_by(answers.failure_mode),
    }
    if chosen not in summary.approaches:
        return content("lifecycle_bridge_infeasible").format_map(names)
    more = summary.band(chosen)[1] - summary.band(winner)[1]
    names["more"] = amount(abs(more), currency, inputs)
    if more <= 0:
        return content("lifecycle_bridge_less").format_map(names)
    item, usd = _largest_extra(summary, chosen, winner)
    return content("lifecycle_bridge").format_map(
        names | {"item": inner(item), "usd": amount(usd, currency, inputs)}
    )


def _closed_by(gap: str | None) -> str:
    """What an approach is the cheapest of."""
    return f"that closes {_GAPS[gap]}" if gap in _GAPS else "of what is feasible"


def _largest_extra(summary: Summary, chosen: str, other: str) -> tuple[str, float]:
    """The line that `chosen` pays the most more for than `other`, at the most likely values, in USD."""
    mine, theirs = (lines_of(summary, name).groupby("item").usd.sum() for name in (chosen, other))
    extra = mine.sub(theirs, fill_value=0.0)
    return str(extra.idxmax()), float(extra.max())


def months_of(count: int) -> str:
    """A number of months: 1 month, 24 months."""
    return f"{count} month{'' if count == 1 else 's'}"


def how_sure(share: float, draws: int) -> str:
    """In how many of the drawn futures the winner is the cheapest."""
    return f"The cheapest in {percent(share)} of {draws:,} drawn futures"


def aside(
    summary: Summary, winner: str, among: tuple[str, ...] | None, currency: str, inputs: CostInputs
) -> str | None:
    """What costs even less but does not close the gap."""
    if among is None:
        rest = sorted(
            (name for name in summary.approaches if name != winner), key=lambda name: summary.band(name)[1]
        )
        dearer = [
            f"{inner(approaches()[name].label)} {amount(summary.band(name)[1], currency, inputs)}"
            for name in rest
        ]
        said = f"If that is not enough: {', '.join(dearer[:2])}."
        return f"{said} Say what has to be fixed, and only what fixes it is compared."
    overall = summary.cheapest()
    if overall is None or overall[0] in among:
        return None
    usd = amount(summary.band(overall[0])[1], currency, inputs)
    return f"{approaches()[overall[0]].label} would cost {usd}, but does not close that gap."


def caching(verdict: CacheVerdict, currency: str, inputs: CostInputs) -> str:
    """What the cache is worth in the first month of full context."""
    if not verdict.available:
        return f"No caching. {verdict.reason}"
    warm = f"{percent(verdict.hit_rate)} of requests find the cache warm"
    worth = amount(abs(verdict.saved_usd), currency, inputs)
    if verdict.saved_usd >= 0:
        return f"{warm}; caching saves {worth} a month."
    return f"Only {warm}; caching would cost {worth} a month more than it saves, because a miss pays the write price."


def payback(found: Payback, inputs: CostInputs, currency: str) -> str:
    """Distillation against the frontier model."""
    if found.reasons:
        return found.reasons[0]
    frontier, distilled, extra = (
        amount(usd, currency, inputs)
        for usd in (found.frontier_month_usd, found.distilled_month_usd, found.extra_usd)
    )
    if found.weeks is None:
        return (
            f"Not within {months_of(inputs.horizon_months)}: the frontier model costs {frontier} a month, "
            f"the distilled one {distilled} with its upkeep, after {extra} more up front."
        )
    weeks = human(found.weeks, 2)
    return f"{weeks} week{'' if weeks == '1' else 's'}: {frontier} a month becomes {distilled}, for {extra} up front."


def size_break_even(found: SizeBreakEven) -> str:
    """Retrieval against the whole text in the prompt."""
    published = record("published.full_context_threshold").central
    said = f"Khan puts it at about {published:,.0f} tokens."
    cheaper = approaches()[found.cheaper].label
    if found.tokens is None:
        return f"{cheaper} costs less at any size. {said}"
    limit = (
        f" The prompt has room for {human(found.fits_tokens)}."
        if found.fits_tokens and found.tokens > found.fits_tokens
        else ""
    )
    return f"{human(found.tokens, 2)} tokens: below that {inner(cheaper)} costs less.{limit} {said}"


def plan(multiple: float, rule: tuple[float, float, float], missing: list[str]) -> str:
    """What an upkeep plan amounts to, and what it forgets."""
    said = f"Your plan budgets {multiple:.1f} times the training cost a year; the rule says {rule[0]:g} to {rule[2]:g}."
    return (
        f"{said} Not in your plan: {', '.join(missing).lower()}."
        if missing
        else f"{said} Nothing is left out."
    )


def record_ids(fields: tuple[str, ...]) -> dict[str, str]:
    """Record ids of inputs, by input."""
    known = {key.partition(".")[2]: key for key in records()}
    return {field: known[field] for field in fields if field in known}


def _rounded(value: float) -> float:
    return round(value) if abs(value) >= 100 else value
