"""What can be wrong in the decision slice."""


class DecisionError(ValueError):
    """A framework, question or roadmap file does not hold together; the message names what and where."""
