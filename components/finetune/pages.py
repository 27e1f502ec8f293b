"""Whole documents written by hand with slots for their values; a sentence left out makes its questions near misses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from components.finetune.companies import Company
from components.finetune.documents import Written, document_id, wrapped
from components.finetune.errors import TemplateError
from components.finetune.values import value
from components.knowledge import DATA, load_yaml

LEAVE_OUT = 0.5
"""Share of documents that lose sentences, and with them the answers to questions that are still asked."""

_TRIES = 30


@dataclass(frozen=True, slots=True)
class Page:
    """A document with slots. Each line is its sentences; each ask a span that occurs once, and its questions."""

    ids: tuple[str, ...]
    slots: tuple[tuple[str, str, tuple[str, ...]], ...]
    lines: tuple[tuple[str, ...], ...]
    asks: tuple[tuple[str, tuple[str, ...]], ...]
    unanswered: tuple[str, ...]


@cache
def pages() -> tuple[Page, ...]:
    """All that ship in `data/training/pages_*.yaml`; raises TemplateError that names the document."""
    return tuple(page for path in sorted((DATA / "training").glob("pages_*.yaml")) for page in read(path))


def read(path: Path | str) -> list[Page]:
    """The documents of one file; raises TemplateError that names the one that does not fit."""
    return [_page(entry) for entry in load_yaml(Path(path))]


def page_document(page: Page, company: Company, rng: Random) -> Written:
    """The document with fresh values, whole or with sentences left out, and what it does and does not answer."""
    slots = _fill(page, company, rng)
    lines = [list(line) for line in page.lines]
    if rng.random() < LEAVE_OUT:
        _leave_out(lines, rng)
    kept = [sentence for line in lines for sentence in line]
    document = Written(document_id(page.ids, rng), "")
    for span, questions in page.asks:
        question = rng.choice(questions).format_map(slots)
        sentence = next((sentence for sentence in kept if span in sentence), None)
        if sentence is None:
            document.unanswered.append(question)
        else:
            document.asks.append((question, _answer(sentence, span).format_map(slots)))
    document.unanswered += [question.format_map(slots) for question in page.unanswered]
    document.text = wrapped("\n".join(" ".join(line) for line in lines).format_map(slots).strip(), rng)
    return document


def _page(entry: dict[str, Any]) -> Page:
    try:
        page = Page(
            ids=tuple(map(str, entry["ids"])),
            slots=tuple(_slot(name, kind) for name, kind in entry.get("slots", {}).items()),
            lines=tuple(_lines(entry["text"])),
            asks=tuple((ask["span"], tuple(ask["q"])) for ask in entry["asks"]),
            unanswered=tuple(entry["unanswered"]),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise TemplateError(f"Document {entry.get('ids')}: {type(error).__name__} {error}") from error
    for span, _ in page.asks:
        found = sum(sentence.count(span) for line in page.lines for sentence in line)
        if found != 1:
            raise TemplateError(f"Document {page.ids[0]}: '{span}' occurs {found} times in one sentence each")
    return page


def _slot(name: str, kind: str) -> tuple[str, str, tuple[str, ...]]:
    word, *arguments = kind.split()
    return name, word, tuple(arguments)


def _lines(text: str) -> Iterator[tuple[str, ...]]:
    """Lines as they would be without wrapping, each split into sentences; headings and rows stay whole."""
    joined: list[str] = []
    for line in text.strip().splitlines():
        plain = line.strip()
        goes_on = joined and joined[-1] and plain and not _starts_block(plain) and not _whole(joined[-1])
        if goes_on:
            joined[-1] += f" {plain}"
        else:
            joined.append(plain)
    for line in joined:
        yield (line,) if _whole(line) else tuple(re.split(r"(?<=[.!?])\s+(?=[A-Z{\"'*(\[\d£$€])", line))


def _starts_block(line: str) -> bool:
    return bool(re.match(r"([-*+] |\d+[.)] |#|\||\*\*|Q:|A:|>)", line))


def _whole(line: str) -> bool:
    return not line or line[0] in "#|"


def _fill(page: Page, company: Company, rng: Random) -> dict[str, str]:
    """A value for every slot, no two the same."""
    filled = {"co": company.name}
    for name, kind, arguments in page.slots:
        for _ in range(_TRIES):
            filled[name] = value(kind, arguments, company, rng)
            if list(filled.values()).count(filled[name]) == 1:
                break
    return filled


def _leave_out(lines: list[list[str]], rng: Random) -> None:
    """Take out one to three sentences; headings, table heads and what ends in a colon stay."""
    for _ in range(rng.choice((1, 1, 2, 3))):
        candidates = [
            (row, at)
            for row, line in enumerate(lines)
            for at, sentence in enumerate(line)
            if sentence
            and sentence[0] != "#"
            and not sentence.endswith(":")
            and not _is_table_head(lines, row)
        ]
        if len(candidates) < 3:
            return
        row, at = rng.choice(candidates)
        del lines[row][at]
        if not lines[row]:
            del lines[row]


def _is_table_head(lines: list[list[str]], row: int) -> bool:
    following = lines[row + 1][0] if row + 1 < len(lines) and lines[row + 1] else ""
    return bool(re.match(r"\|\s*:?-", lines[row][0])) or bool(re.match(r"\|\s*:?-", following))


def _answer(sentence: str, span: str) -> str:
    said = sentence[sentence.index(span) :].replace("**", "").strip()
    return said.rstrip("|").strip().rstrip(".!?")
