"""The brief's words, from `data/brief/text.yaml`."""

from functools import cache
from typing import Any

from components.brief.model import Paragraph, Section
from components.knowledge import DATA, load_yaml


@cache
def words() -> dict[str, Any]:
    """All templates by section and key."""
    found: dict[str, Any] = load_yaml(DATA / "brief" / "text.yaml")
    return found


def say(section: str, key: str, **parts: str) -> str:
    """One template of a section, filled in."""
    text: str = words()[section][key]
    return text.format_map(parts) if parts else text


def header(section: str, **parts: str) -> tuple[str, ...]:
    """The column titles of a section's table."""
    return tuple(title.format_map(parts) for title in words()[section]["header"])


def unfilled(section: str, key: str = "missing", **parts: str) -> Section:
    """A section that says only what it lacks, and where to get it."""
    told = Paragraph(say(section, key, **parts), "missing")
    return Section(section, say(section, "title"), (told,), missing=True)
