"""What the approaches page teaches, as data: rows with sources, figures and dated caveats."""

from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import Literal

from pydantic import BaseModel, ConfigDict

from components.decision.framework import Cite
from components.knowledge import DATA, Record, approaches, load_models, load_yaml, record
from components.ui import human, money, percent

Section = Literal["glance", "dimensions", "situations", "stack", "tooling", "mistakes"]
SYMBOLS = ("GBP", "USD", "EUR")


class Caveat(BaseModel):
    """Our own remark on a source's row, with its date."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    date: date
    says: str


class Row(BaseModel):
    """One row of any of the tables; each table uses the fields that it needs."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str = ""
    says: str = ""
    approach: str = ""
    wins: str = ""
    weakness: str = ""
    rag: str = ""
    fine_tune: str = ""
    kind: str = ""
    tools: str = ""
    instead: str = ""
    cost_record: str | None = None
    cost_says: str = ""
    time_record: str | None = None
    time_says: str = ""
    records: tuple[str, ...] = ()
    cites: tuple[Cite, ...]
    caveat: Caveat | None = None

    @property
    def sources(self) -> tuple[str, ...]:
        """The ids of the sources cited, each once."""
        return tuple(dict.fromkeys(cite.source for cite in self.cites))

    @property
    def figures(self) -> dict[str, Record]:
        """All records behind the row, by id."""
        ids = (self.cost_record, self.time_record, *self.records)
        return {record_id: record(record_id) for record_id in ids if record_id}

    def mentions(self, words: str) -> bool:
        """True when every word of `words` is somewhere in the row, whatever its case."""
        text = " ".join(str(value) for value in self.model_dump().values()).lower()
        return all(word in text for word in words.lower().split())


@cache
def rows(section: Section) -> dict[str, Row]:
    """One table by row id; raises KnowledgeError."""
    return load_models(DATA / "learn" / f"{section}.yaml", Row)


@cache
def texts() -> dict[str, str]:
    """The page's own words."""
    found: dict[str, str] = load_yaml(DATA / "learn" / "texts.yaml")
    return found


def filtered(
    section: Section, words: str = "", sources: Iterable[str] = (), wanted: Iterable[str] = ()
) -> dict[str, Row]:
    """The rows that hold all `words`, cite one of `sources` and belong to one of the approaches `wanted`.

    An empty filter lets everything through. The approach of a row of the first table is its id.
    """
    chosen, kept = set(sources), set(wanted)
    found = {}
    for key, row in rows(section).items():
        approach = row.approach or (key if key in approaches() else "")
        if (
            row.mentions(words)
            and (not chosen or chosen & set(row.sources))
            and (not kept or approach in kept)
        ):
            found[key] = row
    return found


def range_in_words(record_id: str | None, otherwise: str) -> str:
    """A record as people read a range: "£5,000 to £40,000", "1 to 3 weeks"; `otherwise` when there is none."""
    if record_id is None:
        return otherwise
    found = record(record_id)
    low, _, high = found.range
    if found.unit in SYMBOLS:
        return f"{money(low, found.unit)} to {money(high, found.unit)}"
    if found.unit == "share":
        return percent(low) if low == high else f"{percent(low)} to {percent(high)}"
    if low == high:
        return f"{human(low)} {found.unit.removesuffix('s') if low == 1 else found.unit}"
    return f"{human(low)} to {human(high)} {found.unit}"
