"""What each approach costs over its life."""

from components.brief.model import Paragraph, Section
from components.brief.words import say
from components.scenario import Scenario


def costs_section(scenario: Scenario) -> Section:
    """Placeholder until the cost slice's face lands."""
    return Section("costs", say("costs", "title"), (Paragraph("x", "missing"),), missing=True)
