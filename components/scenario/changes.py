"""What would change if another scenario were opened: shown before anything is applied."""

from typing import Any, NamedTuple

from components.scenario.model import Scenario


class Change(NamedTuple):
    """One difference: where, what is there now, what would be there (both as text for people)."""

    where: str
    now: str
    then: str


def changes(now: Scenario, then: Scenario) -> list[Change]:
    """The differences between two scenarios, field by field; labelled failures are counted, not listed."""
    before, after = _flat(now), _flat(then)
    return [
        Change(key, before.get(key, "not set"), after.get(key, "not set"))
        for key in dict.fromkeys([*before, *after])
        if before.get(key) != after.get(key)
    ]


def _flat(scenario: Scenario) -> dict[str, str]:
    data = scenario.model_dump(mode="json", exclude_defaults=True, exclude={"failures"})
    flat = {".".join(path): str(value) for path, value in _leaves(data, ())}
    if scenario.failures:
        labelled = sum(failure.label is not None for failure in scenario.failures)
        # Two different sets of the same size must not look equal: a short fingerprint tells them apart.
        fingerprint = hash(scenario.failures) & 0xFFFF
        flat["failures"] = f"{len(scenario.failures)} failures, {labelled} labelled (set {fingerprint:04x})"
    return flat


def _leaves(value: Any, path: tuple[str, ...]) -> list[tuple[tuple[str, ...], Any]]:
    if path == ("playground", "results"):
        return [(path, "measured results")]
    if isinstance(value, dict):
        return [leaf for key, item in value.items() for leaf in _leaves(item, (*path, str(key)))]
    return [(path, value)]
