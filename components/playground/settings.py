"""The playground's switches, and what `data/playground.yaml` fixes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from components.knowledge import DATA, load_model

MOST_CHUNKS_IN_PROMPT = 10


class UploadLimits(BaseModel):
    """What one session may bring."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    files: int
    total_megabytes: float


class MissText(BaseModel):
    """How one reason for a miss reads."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    label: str
    text: str


class BasePrompt(BaseModel):
    """The words around passages and question; the names in braces are filled in.

    `system` may use {own} (the corpus's prompt), {instruction} and {reply} (the request for JSON). `pointer` goes
    before the question when the search has pinpointed a {sentence}.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    system: str
    instruction: str
    passage: str
    question: str
    pointer: str = ""


class PlaygroundData(BaseModel):
    """`data/playground.yaml`."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    chunks_in_prompt: int | dict[str, int]
    base_prompt: BasePrompt
    max_tokens: int
    answer_timeout_s: float
    asked_at_once: int
    question_characters: int
    uploads: UploadLimits
    default_corpus: str
    default_system_prompt: str
    hosted_models: tuple[str, ...]
    hosted_answer_tokens: int
    sample_questions: int
    misses: dict[str, MissText]

    def chunks_for(self, arm: str) -> int:
        """How many passages the arm sees unless the visitor says otherwise."""
        if isinstance(self.chunks_in_prompt, int):
            return self.chunks_in_prompt
        return self.chunks_in_prompt.get(arm, max(self.chunks_in_prompt.values()))


class Settings(BaseModel):
    """The switches. `top_k` None means: as measured best for the arm."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    few_shot: bool = False
    constrained: bool = False
    rerank: bool = True
    lexical: bool = True
    dense: bool = True
    chunker: Literal["structure", "fixed"] = "structure"
    top_k: int | None = Field(default=None, ge=1, le=MOST_CHUNKS_IN_PROMPT)
    hosted_model: str | None = None

    def chunks_for(self, arm: str) -> int:
        """How many passages the arm sees."""
        return self.top_k or playground_data().chunks_for(arm)

    def changed(self) -> dict[str, Any]:
        """Only what differs from the defaults: what a link or a report needs."""
        return self.model_dump(exclude_defaults=True)


def settings_from(stored: Mapping[str, Any]) -> Settings:
    """Settings from a scenario's loose values; each value that does not fit falls back to its default."""
    return Settings.model_validate({key: value for key, value in stored.items() if _fits(key, value)})


def _fits(key: str, value: Any) -> bool:
    try:
        Settings.model_validate({key: value})
    except ValidationError:
        return False
    return True


@cache
def playground_data() -> PlaygroundData:
    """The fixed values; raises KnowledgeError that names a key that does not fit."""
    return load_model(DATA / "playground.yaml", PlaygroundData)
