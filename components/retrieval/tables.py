"""Tables spelled out, as neither a word search nor a small model reads columns well."""

from __future__ import annotations

import re

_RULE = re.compile(r"\|?[ \t]*:?-+:?[ \t]*(\|[ \t]*:?-+:?[ \t]*)*\|?")


def spelled_out(text: str) -> str:
    """`text` with every row of its Markdown tables as "column: cell; column: cell"."""
    lines: list[str] = []
    header: list[str] = []
    for line in text.split("\n"):
        row = line.strip()
        if not row.startswith("|"):
            header = []
            lines.append(line)
        elif not header:
            header = _cells(row)
            lines.append("; ".join(cell for cell in header if cell))
        elif not _RULE.fullmatch(row):
            lines.append(_row(header, _cells(row)))
    return "\n".join(lines)


def rule_under(header: str) -> str:
    """The line that makes a table's head of `header`."""
    return "|" + "---|" * len(_cells(header))


def _cells(row: str) -> list[str]:
    return [cell.strip() for cell in row.strip("|").split("|")]


def _row(header: list[str], cells: list[str]) -> str:
    names = [*header, *("" for _ in cells[len(header) :])]
    pairs = zip(names, cells, strict=False)
    return "; ".join(f"{name}: {cell}" if name else cell for name, cell in pairs if cell)
