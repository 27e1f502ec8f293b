"""Labelled failures as CSV, safe to open in a spreadsheet."""

import csv
import io
import re
from collections.abc import Iterable

from components.diagnosis.labels import Failure

HEADER = ("failure", "label", "second_rater")

# What a spreadsheet takes for the start of a formula, the full-width forms of some locales included.
_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_ESCAPED = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")


def to_csv(failures: Iterable[Failure]) -> str:
    """The failures as CSV text with the columns failure, label, second_rater; lines end in CR LF.

    A cell that a spreadsheet would run as a formula gets an apostrophe in front; `read_failures` drops it.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(HEADER)
    writer.writerows((escape(item.text), item.label or "", item.second_label or "") for item in failures)
    return out.getvalue()


def escape(cell: str) -> str:
    """`cell` with an apostrophe in front if it would run as a formula (or looks like an escaped one)."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def unescape(cell: str) -> str:
    """The inverse of `escape`."""
    return cell[1:] if _ESCAPED.match(cell) else cell
