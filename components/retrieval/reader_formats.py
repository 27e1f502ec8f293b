"""HTML and CSV as searchable text."""

from __future__ import annotations

import csv
import io

from bs4 import BeautifulSoup, Comment
from bs4.exceptions import ParserRejectedMarkup
from markdownify import MarkdownConverter

from components.retrieval.errors import BrokenFileError

_DEAD_TAGS = (
    "script", "style", "template", "noscript", "iframe", "object", "embed", "applet", "svg", "math", "canvas",
    "audio", "video", "img", "picture", "source", "link", "meta", "base", "form", "input", "button", "select",
    "nav", "head",
)  # fmt: skip
"""Dropped with their content: what runs, loads or only leads around the page is no text to search."""


def html_text(name: str, markup: str) -> str:
    """`markup` as Markdown: headings, lists and tables kept; scripts, pictures and link targets dropped.

    Raises:
        BrokenFileError: the parser gives up, or the tags are nested thousands deep.
    """
    try:
        soup = BeautifulSoup(markup, "html.parser")
        title = soup.title.get_text(" ", strip=True) if soup.title else ""
        for dead in soup(list(_DEAD_TAGS)):
            dead.decompose()
        for comment in soup(string=lambda string: isinstance(string, Comment)):
            comment.extract()
        body: str = (
            MarkdownConverter(heading_style="ATX", bullets="-", strip=["a"]).convert_soup(soup).strip()
        )
    except (RecursionError, ParserRejectedMarkup) as error:
        problem = "this HTML cannot be read (broken or nested too deep)."
        raise BrokenFileError(name, problem, "Save the page as text or PDF.") from error
    needs_title = bool(title and body) and not body.startswith("# ")
    return f"# {title}\n\n{body}" if needs_title else body


def csv_text(name: str, text: str) -> str:
    """One line a row, "column: value; column: value", so that each row can be understood (and cited) alone.

    Raises:
        BrokenFileError: no consistent rows, or a field of more than 128 KB.
    """
    try:
        rows = list(csv.reader(io.StringIO(text), _dialect(text)))
    except csv.Error as error:
        problem = f"this table cannot be read ({error})."
        raise BrokenFileError(name, problem, "Save it again as comma-separated text.") from error
    header = [" ".join(cell.split()) for cell in rows[0]] if rows else []
    if len(rows) < 2:
        return "; ".join(header)
    lines = (_row_line(header, row) for row in rows[1:])
    return "\n".join(line for line in lines if line)


def _dialect(text: str) -> type[csv.Dialect]:
    sample = text[:10_000]
    try:
        return csv.Sniffer().sniff(sample, delimiters=",;\t|")
    except csv.Error:
        return csv.excel


def _row_line(header: list[str], row: list[str]) -> str:
    names = [*header, *("" for _ in row[len(header) :])]
    cells = ((name, " ".join(cell.split())) for name, cell in zip(names, row, strict=False))
    return "; ".join(f"{name}: {cell}" if name else cell for name, cell in cells if cell)
