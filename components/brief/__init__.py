"""The decision brief: one data model, written as Markdown, as self-contained HTML and as PDF."""

from components.brief.build import build
from components.brief.charts import scoreboard as scoreboard_chart
from components.brief.errors import BriefError
from components.brief.html import to_html
from components.brief.markdown import to_markdown
from components.brief.model import Brief, Bullets, Chart, Paragraph, Section, Table
from components.brief.pdf import to_pdf

__all__ = [
    "Brief",
    "BriefError",
    "Bullets",
    "Chart",
    "Paragraph",
    "Section",
    "Table",
    "build",
    "scoreboard_chart",
    "to_html",
    "to_markdown",
    "to_pdf",
]
