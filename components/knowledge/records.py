"""Sourced numbers: every figure shown to people is a `Record`, every record names a `Source`."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from components.knowledge.errors import KnowledgeError
from components.knowledge.loading import DATA, load_models

# Folders of data/ whose YAML files hold records: one mapping from key to record a file.
RECORD_FOLDERS = ("costs", "facts")


class Source(BaseModel):
    """A document that figures come from. `published` is the author's date, `accessed` is when it was read here."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str
    short: str | None = None
    author: str | None = None
    publisher: str | None = None
    published: date | None = None
    accessed: date
    url: str | None = None
    licence: str | None = None
    note: str | None = None

    @property
    def name(self) -> str:
        """The shortest name that people know it by."""
        return self.short or self.publisher or self.author or self.title


class Record(BaseModel):
    """A number with its origin: a `value`, or a range `low` to `high` with its `mode`.

    `low`, `mode`, `high` of a single value are that value, so that callers never ask which kind it is.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    label: str
    value: float | None = None
    low: float | None = None
    mode: float | None = None
    high: float | None = None
    unit: str
    source: str
    published: date | None = None
    accessed: date | None = None
    distribution: Literal["pert", "triangular", "uniform", "normal", "lognormal"] = "pert"
    note: str | None = None
    tags: tuple[str, ...] = Field(default=())

    @model_validator(mode="before")
    @classmethod
    def _fill_range(cls, data: object) -> object:
        if isinstance(data, dict) and data.get("value") is not None:
            spread = {key: data["value"] for key in ("low", "mode", "high") if data.get(key) is None}
            return {**data, **spread}
        return data

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.low is None or self.mode is None or self.high is None:
            raise ValueError("give either 'value', or all of 'low', 'mode' and 'high'")
        if not self.low <= self.mode <= self.high:
            raise ValueError(f"low <= mode <= high does not hold: {self.low}, {self.mode}, {self.high}")
        return self

    @property
    def central(self) -> float:
        """The single best figure: `value`, else the mode."""
        return self.value if self.value is not None else float(self.mode or 0.0)

    @property
    def range(self) -> tuple[float, float, float]:
        """(low, mode, high) in `unit`."""
        return float(self.low or 0.0), float(self.mode or 0.0), float(self.high or 0.0)


@cache
def sources() -> dict[str, Source]:
    """All sources by id, in the order of `data/sources.yaml`."""
    return load_models(DATA / "sources.yaml", Source)


def source(source_id: str) -> Source:
    """One source; raises KnowledgeError when the id is unknown."""
    try:
        return sources()[source_id]
    except KeyError:
        raise KnowledgeError(f"data/sources.yaml: no source '{source_id}'; add it there") from None


@cache
def records() -> dict[str, Record]:
    """All records by `<file stem>.<key>`, dates filled in from their source."""
    found: dict[str, Record] = {}
    for path in record_files():
        for key, item in load_models(path, Record).items():
            found[f"{path.stem}.{key}"] = _dated(item, f"{path.parent.name}/{path.name}: key '{key}'")
    return found


def record(record_id: str) -> Record:
    """One record, for example `record("training.lora_run_7b_13b")`; raises KnowledgeError when unknown."""
    try:
        return records()[record_id]
    except KeyError:
        raise KnowledgeError(f"no record '{record_id}' in data/costs or data/facts") from None


def record_files() -> list[Path]:
    """The YAML files that hold records, sorted by path."""
    return sorted(path for folder in RECORD_FOLDERS for path in (DATA / folder).glob("*.yaml"))


def _dated(item: Record, place: str) -> Record:
    try:
        origin = source(item.source)
    except KnowledgeError:
        raise KnowledgeError(f"data/{place}: source '{item.source}' is not in data/sources.yaml") from None
    dates = {"published": item.published or origin.published, "accessed": item.accessed or origin.accessed}
    return item.model_copy(update=dates)
