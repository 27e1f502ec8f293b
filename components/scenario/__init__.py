"""The one state that every page shares, and its two outward forms: a YAML file and a short URL."""

from components.scenario.errors import ScenarioError
from components.scenario.model import Playground, Scenario
from components.scenario.samples import Sample, sample, samples

__all__ = ["Playground", "Sample", "Scenario", "ScenarioError", "sample", "samples"]
