"""What can be wrong with a cost question."""


class CostError(ValueError):
    """An input, a model or a request cannot be costed; the message says why and what to do.

    `field` is the input that the message belongs to, where there is one.
    """

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field
