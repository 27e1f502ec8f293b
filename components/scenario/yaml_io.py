"""Scenario data to YAML text and back, with limits, versions and readable errors."""

from collections.abc import Iterator
from datetime import date
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from components.knowledge import KnowledgeError, parse_yaml
from components.scenario.errors import ScenarioError
from components.scenario.migrations import migrate

MAX_BYTES = 8_000_000  # ten thousand labelled failures of ordinary length are about three

_LARGEST = 1e300
"""Larger numbers, infinity and "not a number" are nothing that a scenario counts."""

_SafeDumper: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)

Model = TypeVar("Model", bound=BaseModel)


def dump(data: dict[str, Any], version: int) -> str:
    """`data` as YAML text with its version first."""
    body = {"version": version, **data}
    text: str = yaml.dump(body, Dumper=_SafeDumper, sort_keys=False, allow_unicode=True, width=100)
    return text


def load(text: str, version: int) -> dict[str, Any]:
    """Plain scenario data of the present version from YAML text; raises ScenarioError."""
    if len(text.encode("utf-8", "replace")) > MAX_BYTES:
        raise ScenarioError(
            f"The file is larger than {MAX_BYTES // 1_000_000} MB. A scenario is a few kilobytes of YAML."
        )
    try:
        data = parse_yaml(text, "The scenario file")
    except KnowledgeError as error:
        raise ScenarioError(f"{error}. Nothing was changed.") from error
    if not isinstance(data, dict):
        raise ScenarioError(
            "The file holds no scenario: expected keys such as 'version', 'name' and 'answers'."
        )
    return migrate(plain(data, "The scenario file"), version)


def plain(data: dict[str, Any], what: str) -> dict[str, Any]:
    """The same data; raises ScenarioError that names a value that is no text, number, date or list of such.

    YAML and JSON know more: binary data, sets, numbers without end. None of it could be saved or shown again.
    """
    for path, value in _leaves(data, ""):
        ordinary = value is None or isinstance(value, (bool, str, date))
        number = isinstance(value, (int, float)) and abs(value) < _LARGEST
        if not (ordinary or number):
            raise ScenarioError(
                f"{what} holds something at '{path[:60]}' that is no text and no ordinary number. Nothing was changed."
            )
    return data


def _leaves(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _leaves(key, path) if not isinstance(key, str) else ()
            yield from _leaves(item, f"{path}.{key}" if path else str(key)[:60])
    elif isinstance(value, (list, tuple)):
        for number, item in enumerate(value):
            yield from _leaves(item, f"{path}.{number}")
    else:
        yield path, value


def validated(model: type[Model], data: dict[str, Any]) -> Model:
    """`data` as a model; raises ScenarioError that names the first key that does not fit."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        key = ".".join(str(part) for part in first["loc"][:3]) or "(top level)"
        raise ScenarioError(f"'{key}' does not fit: {first['msg']}. Nothing was changed.") from error
