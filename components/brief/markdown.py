"""The brief as Markdown."""

from components.brief.model import Block, Brief, Bullets, Chart, Paragraph, Section, Table


def to_markdown(brief: Brief) -> str:
    """The whole brief as GitHub-flavoured Markdown; charts become their description."""
    head = [
        f"# {_plain(brief.title)}",
        f"Decision brief, {brief.made_on:%d %B %Y}. Tune or Retrieve {brief.app_version}.",
    ]
    body = [_section(section) for section in brief.sections]
    tail = []
    if brief.sources:
        tail = ["## Sources", "\n".join(f"- {_plain(citation)}" for citation in brief.sources)]
    if brief.link:
        tail.append(f"Open this scenario again: <{brief.link}>")
    return "\n\n".join([*head, *body, *tail]) + "\n"


def _section(section: Section) -> str:
    return "\n\n".join([f"## {_plain(section.title)}", *(_block(block) for block in section.blocks)])


def _block(block: Block) -> str:
    match block:
        case Paragraph(text=text, kind="answer"):
            return f"**{_plain(text)}**"
        case Paragraph(text=text, kind="plain"):
            return _plain(text)
        case Paragraph(text=text):
            return f"*{_plain(text)}*"
        case Bullets(items=items):
            return "\n".join(
                f"- {f'**{_plain(lead)}** ' if lead else ''}{_plain(text)}" for lead, text in items
            )
        case Table():
            return _table(block)
        case Chart(alt=alt):
            return f"*Chart: {_plain(alt)}*"


def _table(table: Table) -> str:
    rule = " | ".join("---:" if index in table.numeric else "---" for index in range(len(table.header)))
    rows = [" | ".join(_cell(cell) for cell in row) for row in (table.header, *table.rows)]
    return "\n".join(f"| {row} |" for row in (rows[0], rule, *rows[1:]))


def _cell(text: str) -> str:
    return _plain(text).replace("\n", " ")


def _plain(text: str) -> str:
    """Text that stays text: what would be markup, HTML or a link in it is escaped."""
    escaped = "".join(f"\\{char}" if char in r"\`*_[]<>|#~" else char for char in text)
    return escaped.replace("\r", "").replace("://", ":\\//")
