"""Arms: which passages and which weights each way of answering gets.

The model, the question and the decoding are the same for all.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from components.knowledge import arms as arm_entries
from components.playground.base_prompts import base_messages
from components.playground.corpus import Corpus
from components.playground.errors import UnknownArmError
from components.playground.prompts import build_messages
from components.playground.settings import Settings
from components.retrieval import Hit, Index, SearchResult

RETRIEVING = frozenset({"retrieved", "hybrid"})
BEHAVIOUR_TUNED = frozenset({"fine_tuned", "hybrid"})
FACTS_TUNED = frozenset({"fine_tuned_on_facts"})
TUNED = BEHAVIOUR_TUNED | FACTS_TUNED
DEFAULT_ARMS = ("prompt_only", "full_context", "retrieved", "fine_tuned", "hybrid")

CONSTRAINED = "+schema"
"""Suffix of an arm that is asked with constrained decoding, the honest rival of a format fine-tune."""

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"answer": {"type": "string"}, "source": {"type": ["string", "null"]}},
    "required": ["answer", "source"],
    "additionalProperties": False,
}


@dataclass(frozen=True, slots=True)
class Adapters:
    """The adapters that are there for a corpus; None where one is missing."""

    behaviour: str | None = None
    facts: str | None = None

    def for_arm(self, arm: str) -> str | None:
        """The adapter of an arm; None for the base model."""
        if arm in BEHAVIOUR_TUNED:
            return self.behaviour
        return self.facts if arm in FACTS_TUNED else None


@dataclass(frozen=True, slots=True)
class Plan:
    """All that an engine needs to answer as one arm, and the passages that it shows the model."""

    arm: str
    messages: tuple[dict[str, str], ...]
    adapter: str | None = None
    schema: dict[str, Any] | None = None
    hits: tuple[Hit, ...] = ()


def base_arm(arm: str) -> str:
    """The arm without its constrained-decoding suffix.

    Raises:
        UnknownArmError: there is no such arm.
    """
    if not is_arm(arm):
        raise UnknownArmError(f"There is no arm '{arm}'. The arms are {', '.join(arm_entries())}.")
    return arm.removesuffix(CONSTRAINED)


def is_arm(arm: str) -> bool:
    """Whether there is such an arm, with or without the suffix."""
    return arm.removesuffix(CONSTRAINED) in arm_entries()


def arm_label(arm: str) -> str:
    """The arm's name for people."""
    label = arm_entries()[base_arm(arm)].label
    return f"{label}, constrained" if arm.endswith(CONSTRAINED) else label


def usable_arms(wanted: Iterable[str], adapters: Adapters) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The arms that can run, and a note for each that cannot because its adapter is missing."""
    wanted = tuple(dict.fromkeys(wanted))
    missing = [arm for arm in wanted if base_arm(arm) in TUNED and adapters.for_arm(base_arm(arm)) is None]
    notes = tuple(f"{arm_label(arm)} was left out: its adapter is not there." for arm in missing)
    return tuple(arm for arm in wanted if arm not in missing), notes


def search_for(index: Index, question: str, settings: Settings, arms: Iterable[str]) -> SearchResult:
    """One search that serves all retrieving arms: as many hits as the greediest of them wants."""
    wanted = [settings.chunks_for(base_arm(arm)) for arm in arms if base_arm(arm) in RETRIEVING]
    return index.search(
        question,
        top_k=max(wanted, default=1),
        lexical=settings.lexical,
        dense=settings.dense,
        rerank=settings.rerank,
    )


def shown(result: SearchResult, arm: str, settings: Settings) -> SearchResult:
    """The search as one arm sees it: only as many hits as it puts into its prompt."""
    return replace(result, hits=result.hits[: settings.chunks_for(base_arm(arm))])


def plan(
    arm: str,
    corpus: Corpus,
    question: str,
    settings: Settings,
    adapters: Adapters,
    found: SearchResult | None = None,
) -> Plan:
    """How `arm` asks `question`.

    `found` is needed by the retrieving arms (see `search_for`).
    Raises UnknownArmError.
    """
    base = base_arm(arm)
    hits = shown(found, arm, settings).hits if found is not None and base in RETRIEVING else ()
    constrained = settings.constrained or arm.endswith(CONSTRAINED)
    return Plan(
        arm=arm,
        messages=_messages(base, corpus, question, hits, settings),
        adapter=adapters.for_arm(base),
        schema=SCHEMA if constrained else None,
        hits=hits,
    )


def stuffed(corpus: Corpus, settings: Settings) -> list[dict[str, str]]:
    """The whole corpus as messages without a question: the prefix worth preparing ahead."""
    return list(plan("full_context", corpus, "", settings, Adapters()).messages)


def _messages(
    base: str, corpus: Corpus, question: str, hits: tuple[Hit, ...], settings: Settings
) -> tuple[dict[str, str], ...]:
    if base == "full_context":
        passages = tuple((document.id, document.text) for document in corpus.documents)
    else:
        passages = tuple((hit.document_id, hit.chunk.passage) for hit in hits)
    few_shot = settings.few_shot
    if base in TUNED:  # trained on passages alone
        return tuple(build_messages(corpus.system_prompt, question, passages, few_shot=few_shot))
    sentence = hits[0].sentence if hits else None
    return tuple(
        base_messages(corpus.system_prompt, question, passages, few_shot=few_shot, sentence=sentence)
    )
