"""The one state that every page shares, and its two outward forms: a YAML file and a short URL."""

from components.scenario.changes import Change, changes
from components.scenario.errors import ScenarioError
from components.scenario.model import Playground, Scenario
from components.scenario.samples import Sample, sample, samples

__all__ = ["Change", "Playground", "Sample", "Scenario", "ScenarioError", "changes", "sample", "samples"]
