"""A table from the bytes of a CSV file: any delimiter, any encoding, every unusable row named by its line."""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from components.diagnosis.decoding import decode
from components.diagnosis.errors import DiagnosisError
from components.diagnosis.labels import parse_label

MAX_BYTES = 10_000_000
MAX_COLUMNS = 200
MAX_LINE = 500_000  # characters
# Twice the failures that are taken: unusable rows do not count, but a hostile file must not fill the memory.
MAX_READ = 20_000
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}
NO_DELIMITER = "\x1f"  # the unit separator, in no text: every row is then one field
SAMPLE_ROWS = 200

TEXT_NAMES = ("failure", "text", "failures", "question", "prompt", "input", "reply", "answer", "output")
LABEL_NAMES = ("label", "first_label", "first rater", "first_rater", "rater", "category", "failure_mode")
SECOND_NAMES = ("second_rater", "second rater", "second_label", "second label", "rater 2", "label_2")

Row = tuple[int, tuple[str, ...]]  # line number, fields


@dataclass(frozen=True)
class Problem:
    """What could not be taken over, and where: `line` counts from 1 in the file; rows may span lines."""

    line: int
    message: str

    def __str__(self) -> str:
        return f"Line {self.line:,}: {self.message}"


@dataclass(frozen=True)
class Table:
    """Rows as read, before anyone says which column is which. `rows` are (line number, fields)."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    encoding: str
    delimiter: str
    has_header: bool
    problems: tuple[Problem, ...] = ()


def read_table(
    data: bytes, *, encoding: str | None = None, delimiter: str | None = None, has_header: bool | None = None
) -> Table:
    """The rows of a CSV file; raises DiagnosisError when it is too large, not text or empty."""
    if len(data) > MAX_BYTES:
        size, limit = len(data) / 1e6, MAX_BYTES // 1_000_000
        raise DiagnosisError(
            f"The file has {size:,.0f} MB; up to {limit} MB are read. A sample of the failures is enough."
        )
    text, found_encoding = decode(data, encoding)
    if not text.strip():
        raise DiagnosisError("The file is empty. Expected a table with one failure a row.")
    separator = delimiter or guess_delimiter(text)
    rows, problems = _rows(text, separator)
    _refuse_shapeless(rows, problems)
    header = looks_like_header(rows) if has_header is None else has_header
    width = len(rows[0][1])
    names = _names(rows[0][1]) if header else tuple(f"Column {number}" for number in range(1, width + 1))
    body, uneven = _even(rows[1:] if header else rows, width)
    return Table(names, tuple(body), found_encoding, separator, header, (*problems, *uneven))


def _refuse_shapeless(rows: Sequence[Row], problems: Sequence[Problem]) -> None:
    """Raise DiagnosisError when there is no row, or a first row that is no row of a table."""
    if not rows:
        first = problems[0] if problems else "No row has any text."
        raise DiagnosisError(f"No row could be read. {first} Expected a table with one failure a row.")
    if len(rows[0][1]) > MAX_COLUMNS:
        raise DiagnosisError(
            f"The first row has more than {MAX_COLUMNS} cells. Expected one failure a row; choose another delimiter."
        )


def guess_delimiter(text: str) -> str:
    """The delimiter that splits most of the first rows into as many fields as the first row, or none at all.

    The first row decides what is expected, so that commas in the prose of a one-column file are not taken for
    delimiters.
    """
    scores = {mark: _regularity(text, mark) for mark in DELIMITERS}
    best = max(scores, key=lambda mark: scores[mark])
    return best if scores[best] > 0.5 else NO_DELIMITER


def looks_like_header(rows: Sequence[Row]) -> bool:
    """Whether the first row names the columns: a known name, or words above much longer texts."""
    first = [field.strip().lower() for field in rows[0][1]]
    if any(name in (*TEXT_NAMES, *LABEL_NAMES, *SECOND_NAMES) for name in first):
        return True
    if len(first) < 2 or len(rows) < 2 or not all(first) or len(set(first)) < len(first):
        return False
    words = not any(parse_label(name) or name.isdigit() for name in first)
    below = [max(map(len, fields)) for _, fields in rows[1:SAMPLE_ROWS]]
    return words and max(map(len, first)) * 2 < sum(below) / len(below)


def _rows(text: str, delimiter: str) -> tuple[list[Row], list[Problem]]:
    """All rows that hold anything, with the line each begins on, and what could not be read."""
    rows, problems = _parsed(text, delimiter)
    if delimiter == NO_DELIMITER and problems:
        return _lines(text), []  # a column of prose with quotation marks of its own
    return rows, problems


def _parsed(text: str, delimiter: str) -> tuple[list[Row], list[Problem]]:
    reader = csv.reader(_physical_lines(text), delimiter=delimiter, strict=True)
    rows: list[Row] = []
    problems: list[Problem] = []
    while len(rows) + len(problems) < MAX_READ:
        line = reader.line_num + 1
        try:
            fields = next(reader)
        except StopIteration:
            return rows, problems
        except csv.Error as error:
            problems.append(Problem(line, _csv_problem(error)))
            continue
        if any(field.strip() for field in fields[:MAX_COLUMNS]):
            rows.append((line, tuple(fields[: MAX_COLUMNS + 1])))
    return rows, [*problems, Problem(reader.line_num + 1, "rows from here on were not read.")]


def _physical_lines(text: str) -> Iterator[str]:
    """The lines of `text`; one of a megabyte is no line of a table, and would fill the memory with cells."""
    for number, line in enumerate(io.StringIO(text, newline=""), start=1):
        if len(line) > MAX_LINE:
            raise DiagnosisError(
                f"Line {number:,} has {len(line):,} characters. Expected one failure a row; are line breaks missing?"
            )
        yield line


def _lines(text: str) -> list[Row]:
    lines = enumerate(text.splitlines(), start=1)
    return list(islice(((number, (line,)) for number, line in lines if line.strip()), MAX_READ))


def _csv_problem(error: csv.Error) -> str:
    if "unexpected end" in str(error):
        return "a quotation mark opens here and is never closed; nothing after it was read."
    if "field larger" in str(error):
        return "a cell is far too long; is a quotation mark missing?"
    return "a quotation mark stands in the wrong place; the row was left out."


def _even(rows: Sequence[Row], width: int) -> tuple[list[Row], list[Problem]]:
    """Rows with as many fields as columns; missing cells at the end are empty, extra ones a problem."""
    kept: list[Row] = []
    problems: list[Problem] = []
    for line, fields in rows:
        if len(fields) > width and any(field.strip() for field in fields[width:]):
            problems.append(
                Problem(line, f"{len(fields)} cells where {width} were expected; the row was left out.")
            )
        else:
            kept.append((line, (fields + ("",) * width)[:width]))
    return kept, problems


def _regularity(text: str, mark: str) -> float:
    """Share of the first rows that have as many fields as the first, 0 when that is one field."""
    lines = io.StringIO(text[: SAMPLE_ROWS * 500], newline="")
    widths: list[int] = []
    try:
        for fields in csv.reader(lines, delimiter=mark):
            widths += [len(fields)] if any(fields) else []
            if len(widths) == SAMPLE_ROWS:
                break
    except csv.Error:
        pass
    if not widths or widths[0] < 2 or _reads_as_prose(text, mark):
        return 0.0
    # Wider rows win ties: a file of "a;b,c" everywhere is read by its more frequent delimiter.
    return Counter(widths)[widths[0]] / len(widths) + widths[0] / 1_000


def _reads_as_prose(text: str, mark: str) -> bool:
    """Whether nearly every `mark` has a space after it, as in sentences, and no known name is on top."""
    sample = text[: SAMPLE_ROWS * 500]
    head = [word.strip(' "').lower() for word in sample.split("\n", 1)[0].strip().split(mark)]
    known = (*TEXT_NAMES, *LABEL_NAMES, *SECOND_NAMES)
    return sample.count(f"{mark} ") > 0.8 * sample.count(mark) and not any(word in known for word in head)


def _names(fields: tuple[str, ...]) -> tuple[str, ...]:
    """Column names, made distinct and never empty."""
    names: list[str] = []
    for number, field in enumerate(fields, start=1):
        name = field.strip()[:60] or f"Column {number}"
        names.append(name if name not in names else f"{name} ({number})")
    return tuple(names)
