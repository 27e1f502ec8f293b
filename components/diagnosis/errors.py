"""What can be wrong with failures that come from outside."""


class DiagnosisError(ValueError):
    """Failures or labels cannot be used; the message says what was found and what to do."""
