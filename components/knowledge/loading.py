"""Strict YAML in, validated pydantic models out."""

from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, TypeAdapter, ValidationError

from components.knowledge.errors import KnowledgeError

DATA = Path(__file__).resolve().parents[2] / "data"

Model = TypeVar("Model", bound=BaseModel)

# libyaml is ten times faster, and every PyYAML wheel brings it; the Python one is for builds without.
_FastSafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MAX_DEPTH = 60


class _StrictLoader(_FastSafeLoader):  # type: ignore[misc]  # whichever of the two, it is a SafeLoader
    """Safe YAML that refuses a key given twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if isinstance(key, (dict, list)):
                raise yaml.constructor.ConstructorError(
                    None, None, "a key must be a plain word", key_node.start_mark
                )
            if key in seen:
                message = f"key '{key}' is given twice"
                raise yaml.constructor.ConstructorError(None, None, message, key_node.start_mark)
            seen.add(key)
        mapping: dict[Any, Any] = super().construct_mapping(node, deep)
        return mapping


def parse_yaml(text: str, name: str) -> Any:
    """The plain data in `text`; `name` stands for the text in errors.

    Raises:
        KnowledgeError: not YAML, a duplicate key, an alias, or nested too deep.
    """
    try:
        _check_structure(text)
        return yaml.load(text, Loader=_StrictLoader)  # noqa: S506, a SafeLoader made stricter
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = f" line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        raise KnowledgeError(f"{name}{place}: {error.problem or error.context}") from error
    except (yaml.YAMLError, ValueError) as error:
        raise KnowledgeError(f"{name}: not readable as YAML: {error}") from error
    except RecursionError:
        raise KnowledgeError(f"{name}: nested too deep") from None


def load_yaml(path: Path) -> Any:
    """The plain data in a YAML file; errors name the file relative to `data/`."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise KnowledgeError(f"{_name(path)}: cannot be read: {error}") from error
    return parse_yaml(text, _name(path))


def load_model(path: Path, model: type[Model]) -> Model:
    """One YAML file as one validated model.

    Raises:
        KnowledgeError: names the file and the key that does not fit.
    """
    found: Model = _validated(TypeAdapter(model), load_yaml(path), _name(path))
    return found


def load_models(path: Path, model: type[Model]) -> dict[str, Model]:
    """One YAML file, a mapping from id to entry, as validated models in file order."""
    adapter = TypeAdapter(dict[str, model])  # type: ignore[valid-type]
    found: dict[str, Model] = _validated(adapter, load_yaml(path) or {}, _name(path))
    return found


@cache
def content(name: str) -> str:
    """Prose shown to people: the Markdown file `data/content/<name>.md`."""
    path = DATA / "content" / f"{name}.md"
    try:
        return path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise KnowledgeError(f"{_name(path)}: cannot be read: {error}") from error


def _check_structure(text: str) -> None:
    """Refuse aliases (a few lines of them unfold to gigabytes) and nesting that would exhaust the stack."""
    depth = 0
    for event in yaml.parse(text, Loader=_FastSafeLoader):
        if isinstance(event, yaml.AliasEvent):
            raise _refusal("aliases (*name) are not accepted", event)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _MAX_DEPTH:
            raise _refusal("nested too deep", event)


def _refusal(problem: str, event: yaml.Event) -> yaml.MarkedYAMLError:
    mark: Any = event.start_mark
    return yaml.MarkedYAMLError(problem=problem, problem_mark=mark)


def _validated(adapter: TypeAdapter[Any], data: Any, name: str) -> Any:
    try:
        return adapter.validate_python(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        key = ".".join(str(part) for part in first["loc"]) or "(top level)"
        raise KnowledgeError(f"{name}: key '{key}': {first['msg']}") from error


def _name(path: Path) -> str:
    return str(path.relative_to(DATA.parent)) if path.is_relative_to(DATA.parent) else path.name
