"""Old scenario versions brought up to date, one step a version."""

from collections.abc import Callable
from typing import Any

from components.scenario.errors import ScenarioError

Data = dict[str, Any]


def _from_0(data: Data) -> Data:
    """Version 0 (the first drafts) had no version key and called the labelled failures `labels`."""
    changed = {key: value for key, value in data.items() if key != "labels"}
    if "labels" in data:
        changed["failures"] = data["labels"]
    return {**changed, "version": 1}


STEPS: dict[int, Callable[[Data], Data]] = {0: _from_0}


def migrate(data: Data, version: int) -> Data:
    """`data` at the present version.

    Raises:
        ScenarioError: the version is no whole number, or newer than this app knows.
    """
    found = data.get("version", 0)
    if not isinstance(found, int) or isinstance(found, bool) or found < 0:
        raise ScenarioError(f"'version' must be a whole number, not {found!r}.")
    if found > version:
        raise ScenarioError(
            f"This scenario has version {found}; this app knows versions up to {version}. Update the app."
        )
    for step in range(found, version):
        data = STEPS[step](data)
    return data
