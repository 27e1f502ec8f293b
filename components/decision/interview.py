"""The interview as a value: where it stands, what was asked, and where it goes next."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from components.decision.answers import Answers
from components.decision.framework import asked_by
from components.decision.questions import bits_open, narrowing, next_question, questions


@dataclass(frozen=True)
class Interview:
    """Where the interview stands.

    `trail` are the fields dealt with so far, `passed` those left open (not sure, or skipped), `at` a field
    that was jumped to; `going_on` says that people want the questions that change no outcome as well.
    """

    trail: tuple[str, ...] = ()
    passed: frozenset[str] = frozenset()
    at: str | None = None
    going_on: bool = False

    def answered(self, field: str) -> "Interview":
        """After an answer to `field`."""
        return replace(self, trail=_moved_to_end(self.trail, field), passed=self.passed - {field}, at=None)

    def left_open(self, field: str) -> "Interview":
        """After "not sure" or "skip" on `field`."""
        return replace(self, trail=_moved_to_end(self.trail, field), passed=self.passed | {field}, at=None)

    def jumped(self, field: str) -> "Interview":
        """At a question of one's own choice."""
        return replace(self, at=field)

    def go_on(self) -> "Interview":
        """Past the point where nothing would change an outcome."""
        return replace(self, going_on=True)

    def back(self, field: str | None) -> "Interview":
        """At the question before `field` (before the end, when None)."""
        before = self.trail[: self.trail.index(field)] if field in self.trail else self.trail
        return replace(self, at=before[-1]) if before else self


def current_question(interview: Interview, answers: Answers) -> str | None:
    """The question to show, or None when no question left would change an outcome and nobody goes on."""
    if interview.at is not None:
        return interview.at
    ahead = next_question(answers, skip=interview.passed)
    if ahead is None and interview.going_on:
        return next(iter(remaining(interview, answers)), None)
    return ahead


def remaining(interview: Interview, answers: Answers) -> tuple[str, ...]:
    """The open fields that were not passed over, those that narrow most first."""
    values = answers.model_dump()
    gains = narrowing(answers)
    fields = [field for field in questions() if values[field] is None and field not in interview.passed]
    return tuple(sorted(fields, key=lambda field: (-gains.get(field, 0.0), not asked_by(field))))


def progress(answers: Answers) -> float:
    """How far the ten outcomes are settled, 0 (nothing answered) to 1 (each is one outcome)."""
    return max(0.0, min(1.0, 1 - bits_open(answers) / bits_open(Answers())))


def _moved_to_end(trail: Iterable[str], field: str) -> tuple[str, ...]:
    found = tuple(trail)
    return found if field in found else (*found, field)
