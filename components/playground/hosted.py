"""What the same call would cost on a hosted model."""

from __future__ import annotations

from components.costs import CostError, price_table, request_cost
from components.playground.settings import Settings, playground_data


def hosted_models() -> tuple[str, ...]:
    """The models of `data/playground.yaml` that the price list knows, in order."""
    return tuple(model for model in playground_data().hosted_models if call_cost(model, 1, 1) is not None)


def call_cost(model: str, prompt_tokens: int, generated_tokens: int, cached_tokens: int = 0) -> float | None:
    """USD of one call at list price; None when the model has no price.

    Tokens are counted by the local model's tokenizer; a hosted one counts within some 20% of it.
    """
    try:
        return request_cost(model, prompt_tokens, generated_tokens, cache_read_tokens=cached_tokens)
    except CostError:
        return None


def window(model: str) -> int | None:
    """Tokens that the model reads at most; None when the price list does not say."""
    try:
        return price_table(model).context_window
    except CostError:
        return None


def chosen(settings: Settings) -> str | None:
    """The model to compare with: the visitor's choice if it has a price, else the first that has one."""
    models = hosted_models()
    return settings.hosted_model if settings.hosted_model in models else next(iter(models), None)
