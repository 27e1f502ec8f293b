"""The worked scenarios that ship with the app."""

from functools import cache
from typing import NamedTuple

from components.knowledge import DATA
from components.scenario.errors import ScenarioError
from components.scenario.model import Scenario


class Sample(NamedTuple):
    """A shipped scenario: the file's stem and what it holds."""

    id: str
    scenario: Scenario


@cache
def samples() -> tuple[Sample, ...]:
    """All scenarios of `data/scenarios`, sorted by file name; raises ScenarioError that names a broken file."""
    return tuple(Sample(path.stem, _read(path.stem)) for path in sorted((DATA / "scenarios").glob("*.yaml")))


def sample(sample_id: str) -> Scenario:
    """One shipped scenario by id; raises ScenarioError when there is none."""
    for found in samples():
        if found.id == sample_id:
            return found.scenario
    raise ScenarioError(f"There is no sample scenario '{sample_id}'.")


def _read(stem: str) -> Scenario:
    text = (DATA / "scenarios" / f"{stem}.yaml").read_text(encoding="utf-8")
    try:
        return Scenario.from_yaml(text)
    except ScenarioError as error:
        raise ScenarioError(f"data/scenarios/{stem}.yaml: {error}") from error
