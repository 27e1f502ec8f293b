"""Data files are read strictly, and an error says where."""

from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict

from components.knowledge import KnowledgeError, load_models, parse_yaml


class Entry(BaseModel):
    model_config = ConfigDict(extra="forbid")

    size: int


def write(folder: Path, text: str) -> Path:
    path = folder / "entries.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_good_file_is_read_in_order(tmp_path: Path) -> None:
    assert list(load_models(write(tmp_path, "b: {size: 2}\na: {size: 1}\n"), Entry)) == ["b", "a"]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("a: {size: 1}\na: {size: 2}\n", "'a' is given twice"),
        ("a: {size: 1, colour: red}\n", "a.colour"),
        ("a: {size: big}\n", "a.size"),
        ("a: &x {size: 1}\nb: *x\n", "aliases"),
        ("a: [1\n", "line 2"),
        ("? [1, 2]\n: x\n", "plain word"),
    ],
)
def test_a_bad_file_is_refused_with_file_and_key_named(tmp_path: Path, text: str, named: str) -> None:
    with pytest.raises(KnowledgeError, match=r"entries\.yaml") as caught:
        load_models(write(tmp_path, text), Entry)
    assert named in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match=r"gone\.yaml"):
        load_models(tmp_path / "gone.yaml", Entry)


def test_deep_nesting_is_refused_not_crashed_on() -> None:
    with pytest.raises(KnowledgeError):
        parse_yaml("[" * 20_000, "deep")


def test_yaml_cannot_make_objects() -> None:
    with pytest.raises(KnowledgeError):
        parse_yaml("!!python/object/apply:os.system ['true']", "hostile")
