"""What can go wrong when a brief is made."""


class BriefError(RuntimeError):
    """The brief could not be written in a format; the message says which and what to do."""
