"""The brief as PDF, typeset by typst: no browser, no system packages."""

import json
from dataclasses import asdict
from typing import Any

import typst

from components.brief.errors import BriefError
from components.brief.model import Block, Brief, Chart
from components.knowledge import DATA


def to_pdf(brief: Brief) -> bytes:
    """The whole brief as an A4 PDF with vector charts.

    The template reads the brief as JSON, so that nothing typed by a person is ever taken for markup.

    Raises:
        BriefError: the typesetter refused; the message carries its reason.
    """
    template = DATA / "brief" / "template.typ"
    try:
        pdf = typst.compile(  # type: ignore[misc]  # its stub leaves the kind of input open
            template.read_bytes(),
            font_paths=[str(DATA / "brief" / "fonts")],
            ignore_system_fonts=True,
            sys_inputs={"brief": json.dumps(_plain(brief), ensure_ascii=False)},
        )
    except (typst.TypstError, RuntimeError, OSError) as error:
        raise BriefError(
            f"The PDF could not be made ({error}). The HTML file prints well from a browser."
        ) from error
    if not isinstance(pdf, bytes):
        raise BriefError("The PDF could not be made. The HTML file prints well from a browser.")
    return pdf


def _plain(brief: Brief) -> dict[str, Any]:
    return {
        "title": brief.title,
        "made_on": f"{brief.made_on:%d %B %Y}",
        "app_version": brief.app_version,
        "link": brief.link,
        "sources": list(brief.sources),
        "sections": [
            {"title": section.title, "blocks": [_block(block) for block in section.blocks]}
            for section in brief.sections
        ],
    }


def _block(block: Block) -> dict[str, Any]:
    if isinstance(block, Chart):
        return {"type": "chart", "svg": block.svg, "alt": block.alt}
    fields = asdict(block)
    fields["type"] = type(block).__name__.lower()
    if "numeric" in fields:
        fields["numeric"] = sorted(fields["numeric"])
    return fields
