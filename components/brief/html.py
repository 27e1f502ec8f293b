"""The brief as one HTML file: styles and charts inside, nothing fetched, light and dark."""

from typing import Literal

from components.brief.model import Block, Brief, Bullets, Chart, Paragraph, Section, Table
from components.knowledge import DATA
from components.ui import escape_html as esc

Theme = Literal["auto", "light", "dark"]


def to_html(brief: Brief, theme: Theme = "auto") -> str:
    """A self-contained page that prints well; its content security policy forbids scripts and the network.

    `theme` is "auto" (the reader's own setting), "light" or "dark".
    """
    style = (DATA / "brief" / "style.css").read_text(encoding="utf-8")
    policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    sections = "".join(_section(section) for section in brief.sections)
    return (
        f'<!doctype html><html lang="en" data-theme="{theme}"><head><meta charset="utf-8">'
        f"<title>{esc(brief.title)}</title>"
        f'<meta name="viewport" content="width=device-width,initial-scale=1">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}"><style>{style}</style></head><body><main>'
        f"<header><p class=kicker>Decision brief</p><h1>{esc(brief.title)}</h1>"
        f"<p class=note>{brief.made_on:%d %B %Y}, Tune or Retrieve {esc(brief.app_version)}</p></header>"
        f"{sections}{_sources(brief)}</main></body></html>"
    )


def _section(section: Section) -> str:
    blocks = "".join(_block(block) for block in section.blocks)
    return f'<section id="{esc(section.id)}"><h2>{esc(section.title)}</h2>{blocks}</section>'


def _block(block: Block) -> str:
    match block:
        case Paragraph(text=text, kind=kind):
            return f'<p class="{kind}">{esc(text)}</p>'
        case Bullets(items=items):
            rows = (
                f"<li>{f'<strong>{esc(lead)}</strong> ' if lead else ''}{esc(text)}</li>"
                for lead, text in items
            )
            return f"<ul>{''.join(rows)}</ul>"
        case Table():
            return _table(block)
        case Chart(svg=light, svg_dark=dark):
            return f'<figure><div class="light">{light}</div><div class="dark">{dark}</div></figure>'


def _table(table: Table) -> str:
    def cells(row: tuple[str, ...], tag: str) -> str:
        return "".join(
            f"<{tag}{' class=number' if index in table.numeric else ''}>{esc(cell)}</{tag}>"
            for index, cell in enumerate(row)
        )

    body = "".join(f"<tr>{cells(row, 'td')}</tr>" for row in table.rows)
    head = f"<thead><tr>{cells(table.header, 'th')}</tr></thead>"
    return f"<div class=scroll><table>{head}<tbody>{body}</tbody></table></div>"


def _sources(brief: Brief) -> str:
    items = "".join(f"<li>{esc(citation)}</li>" for citation in brief.sources)
    found = f'<section id="sources"><h2>Sources</h2><ol>{items}</ol></section>' if items else ""
    link = f"<footer><p class=note>Open this scenario again: <span class=link>{esc(brief.link)}</span></p></footer>"
    return found + (link if brief.link else "")
