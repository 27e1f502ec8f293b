"""An invented company: its name, habits of writing, plans. All its documents agree on them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from random import Random

from components.finetune.names import invented
from components.knowledge import DATA, load_yaml

Words = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Company:
    """Who the documents of one dialogue are about, and how it writes numbers, times and dates."""

    name: str
    kind: str
    currency: str
    thousands: str
    clock: str
    percent: str
    date_shape: int
    plans: tuple[str, ...]
    domain: str
    words: Words


@cache
def words() -> Words:
    """`data/training/vocabulary.yaml`."""
    found: Words = load_yaml(DATA / "training" / "vocabulary.yaml")
    return found


def company(rng: Random) -> Company:
    """One invented company."""
    name = invented(rng)
    if rng.random() < 0.4:
        name += " " + rng.choice(
            ("Group", "Labs", "House", "Services", "Works", "Union", "Online", "Direct", "& Co")
        )
    lists = words()
    return Company(
        name=name,
        kind=rng.choice(lists["company_kinds"]),
        currency=rng.choice(lists["currencies"]),
        thousands=rng.choice((",", ",", ",", "", " ", ".")),
        clock=rng.choice(("24", "24", "12", "24.")),
        percent=rng.choice(("%", "%", "%", " %", " percent", " per cent")),
        date_shape=rng.randrange(4),
        plans=_plans(rng, lists["plans"]),
        domain=f"{name.split()[0].lower()}.{rng.choice(('example', 'test', 'example.org', 'example.com'))}",
        words=lists,
    )


def _plans(rng: Random, known: list[str]) -> tuple[str, ...]:
    names = rng.sample(known, 5) if rng.random() < 0.7 else [invented(rng) for _ in range(5)]
    shape = rng.choice(("{}", "{}", "the {} plan", "the {} package", "{} tier", "the {} tariff"))
    return tuple(shape.format(name) for name in names)
