"""Strict YAML in, validated pydantic models out."""

from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, TypeAdapter, ValidationError

from components.knowledge.errors import KnowledgeError

DATA = Path(__file__).resolve().parents[2] / "data"

Model = TypeVar("Model", bound=BaseModel)


class _StrictLoader(yaml.SafeLoader):
    """Safe YAML that refuses a key given twice and aliases (an alias bomb is a few lines that unfold to gigabytes)."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.events.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.constructor.ConstructorError(None, None, "aliases (*name) are not accepted", mark)
        return super().compose_node(parent, index)

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
        return super().construct_mapping(node, deep)


def parse_yaml(text: str, name: str) -> Any:
    """The plain data in `text`; `name` stands for the text in errors.

    Raises:
        KnowledgeError: not YAML, a duplicate key, an alias, or nested too deep.
    """
    try:
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


def _validated(adapter: TypeAdapter[Any], data: Any, name: str) -> Any:
    try:
        return adapter.validate_python(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        key = ".".join(str(part) for part in first["loc"]) or "(top level)"
        raise KnowledgeError(f"{name}: key '{key}': {first['msg']}") from error


def _name(path: Path) -> str:
    return str(path.relative_to(DATA.parent)) if path.is_relative_to(DATA.parent) else path.name
