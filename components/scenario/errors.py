"""What can be wrong with a scenario that comes from outside."""


class ScenarioError(ValueError):
    """A scenario file or link cannot be used; the message says why and what to do."""
