"""What can be wrong with a data file."""


class KnowledgeError(ValueError):
    """A data file is missing, is not valid YAML, or does not fit its model; the message names file and key."""
