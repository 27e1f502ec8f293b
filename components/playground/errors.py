"""What can go wrong between a corpus and a score; each message says what was expected and what to do."""


class PlaygroundError(Exception):
    """Base of every error a view or a command may show; `str(error)` is fit for people."""


class CorpusError(PlaygroundError):
    """A corpus folder, its gold set or an uploaded document does not fit."""


class UnknownArmError(PlaygroundError):
    """An arm that is not in `data/arms.yaml`."""


class GateError(PlaygroundError):
    """A minimum that is written wrongly, or asks for a figure that the report cannot hold."""


class UnexpectedError(PlaygroundError):
    """A mistake of ours, in a thread that nobody watches; the log says where."""

    def __init__(self) -> None:
        super().__init__("Something went wrong here that should not have. Try again, or tell the operator.")


class NoAnswerError(PlaygroundError):
    """Nothing to report: no gold questions, or every question of an arm failed."""
