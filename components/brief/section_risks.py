"""The mistakes that the answers walk into, and what stays outside."""

from components.brief.model import Bullets, Paragraph, Section
from components.brief.words import say
from components.decision import Decision, roadmap


def risks_section(decision: Decision) -> Section:
    """The published mistakes, and what to do instead."""
    title = say("risks", "title")
    warnings = roadmap(decision).warnings
    if not warnings:
        return Section("risks", title, (Paragraph(say("risks", "none")),))
    items = tuple((f"{item.title}.", f"{item.says} {item.instead}".strip()) for item in warnings)
    return Section("risks", title, (Bullets(items),), sources=tuple(item.cite.source for item in warnings))


def limits_section(decision: Decision) -> Section:
    """What no framework here answers."""
    items = tuple(("", text) for text in roadmap(decision).not_covered)
    return Section("limits", say("limits", "title"), (Bullets(items),))
