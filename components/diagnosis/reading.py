"""Failures from a table: which column is which, and what could not be taken over, by line."""

from collections.abc import Sequence
from dataclasses import dataclass

from components.diagnosis.errors import DiagnosisError
from components.diagnosis.labels import MAX_TEXT, Failure, Label, parse_label
from components.diagnosis.tables import (
    LABEL_NAMES,
    SAMPLE_ROWS,
    SECOND_NAMES,
    TEXT_NAMES,
    Problem,
    Table,
    read_table,
)
from components.diagnosis.writing import unescape

MAX_ROWS = 10_000


@dataclass(frozen=True)
class Columns:
    """Positions of the text, the first and the second label among a table's columns; None when absent."""

    text: int
    label: int | None = None
    second_label: int | None = None


@dataclass(frozen=True)
class Reading:
    """Failures taken over, the columns they came from, and what was left out, by line."""

    failures: tuple[Failure, ...]
    table: Table
    columns: Columns
    problems: tuple[Problem, ...]


def read_failures(
    data: bytes,
    *,
    columns: Columns | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    has_header: bool | None = None,
) -> Reading:
    """Failures from a CSV file of at most 10 MB; what is not given is recognised.

    At most 10,000 rows are taken. A row without text, with too long a text or with too many fields is left
    out, a label that is none of the four is dropped, and each of these is reported with its line.

    Raises:
        DiagnosisError: too large, not text, empty, or no row can be used.
    """
    table = read_table(data, encoding=encoding, delimiter=delimiter, has_header=has_header)
    return take(table, columns or guess_columns(table))


def take(table: Table, columns: Columns) -> Reading:
    """The failures of a table's chosen columns; raises DiagnosisError when no row can be used."""
    failures, found = _failures(table, columns)
    problems = tuple(sorted((*table.problems, *found), key=_line))
    if not failures:
        reason = problems[0] if problems else "There are no rows."
        raise DiagnosisError(
            f"No failure could be read. {reason} Expected one failure a row, with its text in a column."
        )
    return Reading(tuple(failures), table, columns, problems)


def guess_columns(table: Table) -> Columns:
    """Which column holds what, by name, else by content: labels are known words, the text is longest."""
    names = [name.strip().lower() for name in table.columns]
    second = _named(names, SECOND_NAMES)
    label = _named(names, LABEL_NAMES)
    if label is None:
        label = next((at for at in range(len(names)) if at != second and _holds_labels(table, at)), None)
    text = _named(names, TEXT_NAMES)
    if text is None:
        text = max(
            (at for at in range(len(names)) if at not in (label, second)),
            key=lambda at: _length(table, at),
            default=0,
        )
    return Columns(text, label if label != text else None, second if second != text else None)


def clean(cell: str) -> str:
    """A cell's text: surrounding space, NULs and the apostrophe that disarms a formula taken away."""
    return unescape(cell.replace("\x00", "").strip()).strip()


def _failures(table: Table, columns: Columns) -> tuple[list[Failure], list[Problem]]:
    failures: list[Failure] = []
    problems: list[Problem] = []
    for line, fields in table.rows:
        if len(failures) == MAX_ROWS:
            problems.append(
                Problem(line, f"rows from here on were left out; {MAX_ROWS:,} failures are the limit.")
            )
            break
        text = clean(fields[columns.text])
        if reason := _unfit(text):
            problems.append(Problem(line, reason))
            continue
        label, second = (_label(fields, at, line, problems) for at in (columns.label, columns.second_label))
        failures.append(Failure(text=text, label=label, second_label=second))
    return failures, problems


def _unfit(text: str) -> str | None:
    if not text:
        return "no text in the chosen column; the row was left out."
    if len(text) > MAX_TEXT:
        return f"{len(text):,} characters; up to {MAX_TEXT:,} are taken. The row was left out."
    return None


def _label(fields: tuple[str, ...], at: int | None, line: int, problems: list[Problem]) -> Label | None:
    word = fields[at].strip() if at is not None else ""
    label = parse_label(word) if word else None
    if word and label is None:
        problems.append(
            Problem(
                line,
                f"the label '{word[:30]}' is none of knowledge, behaviour, both, unclear; left unlabelled.",
            )
        )
    return label


def _named(names: Sequence[str], known: Sequence[str]) -> int | None:
    return next((names.index(name) for name in known if name in names), None)


def _holds_labels(table: Table, at: int) -> bool:
    words = [fields[at] for _, fields in table.rows[:SAMPLE_ROWS] if fields[at].strip()]
    return bool(words) and sum(parse_label(word) is not None for word in words) / len(words) >= 0.8


def _length(table: Table, at: int) -> int:
    return sum(len(fields[at]) for _, fields in table.rows[:SAMPLE_ROWS])


def _line(problem: Problem) -> int:
    return problem.line
