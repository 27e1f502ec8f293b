"""What the interview collects."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

FailureMode = Literal["knowledge", "behaviour", "both", "neither"]


class Answers(BaseModel):
    """The fourteen answers of the interview; `None` is "not sure" everywhere."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    has_evals: bool | None = None
    prompting_exhausted: bool | None = None
    failure_mode: FailureMode | None = None
    knowledge_changes: bool | None = None
    needs_citations: bool | None = None
    kb_tokens: int | None = Field(default=None, ge=0, le=10**12)
    access_controlled: bool | None = None
    strict_schema: bool | None = None
    consistent_style: bool | None = None
    policy_adherence: bool | None = None
    narrow_classification: bool | None = None
    small_model_for_cost: bool | None = None
    labelled_examples: int | None = Field(default=None, ge=0, le=10**9)
    domain_language_gap: bool | None = None
