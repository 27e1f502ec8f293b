"""What can go wrong with adapters, their cards and training examples."""


class FinetuneError(Exception):
    """Base of this slice's errors."""


class TemplateError(FinetuneError):
    """A building block of the training dialogues does not fit; the message names file and line."""


class AdapterCardError(FinetuneError):
    """An adapter's card is missing, or does not fit its files."""


class ExamplesError(FinetuneError):
    """An examples file cannot be looked at at all (too large, not text)."""


class TrainingError(FinetuneError):
    """Training cannot start or go on: weights, recipe or checkpoint do not fit."""
