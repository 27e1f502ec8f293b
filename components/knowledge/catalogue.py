"""Names, order and colours of approaches and arms: one colour each, everywhere."""

from functools import cache

from pydantic import BaseModel, ConfigDict

from components.knowledge.loading import DATA, load_models


class Approach(BaseModel):
    """One way of closing the gap. `colour` is used for it in every chart (light theme, dark theme)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    label: str
    short: str
    sentence: str
    icon: str
    colour: str
    colour_dark: str
    step_only: bool = False


class Arm(BaseModel):
    """One way of putting a prompt together in the playground."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    label: str
    sees: str
    weights: str
    approach: str
    icon: str
    colour: str
    colour_dark: str


@cache
def approaches() -> dict[str, Approach]:
    """The seven approaches by id, from cheapest and most reversible on (`evals`, a step, is left out)."""
    return {key: item for key, item in steps().items() if not item.step_only}


@cache
def steps() -> dict[str, Approach]:
    """The approaches and the step `evals`, by id."""
    return load_models(DATA / "approaches.yaml", Approach)


@cache
def arms() -> dict[str, Arm]:
    """The playground's arms by id, in display order."""
    return load_models(DATA / "arms.yaml", Arm)
