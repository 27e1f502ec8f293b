"""A failure and its labels."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Label = Literal["knowledge", "behaviour", "both", "unclear"]


class Failure(BaseModel):
    """One observed failure. `label` is the first rater's, `second_label` the second's; None is not yet labelled."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: str = Field(max_length=5_000)
    label: Label | None = None
    second_label: Label | None = None
