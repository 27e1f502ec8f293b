"""Answers recorded earlier, for a machine on which no model loads. Always shown as recorded."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, field

from pydantic import BaseModel, ConfigDict

from components.inference import Timings
from components.knowledge import DATA, load_model
from components.playground.arms import Plan
from components.playground.errors import PlaygroundError
from components.playground.live import ArmLane
from components.playground.report import Report, read_report

RECORDED = DATA / "recorded"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class RecordedTimings(_Part):
    """Seconds and tokens of one recorded answer."""

    queue_s: float
    first_token_s: float
    prompt_tokens: int
    cached_tokens: int
    generated_tokens: int
    total_s: float


class RecordedReply(_Part):
    """One arm's reply as the model gave it."""

    arm: str
    text: str
    timings: RecordedTimings


class RecordedQuestion(_Part):
    """One question and every arm's reply."""

    id: str
    question: str
    replies: tuple[RecordedReply, ...]


class Recording(_Part):
    """`data/recorded/<corpus>.yaml`, written by `python -m components.playground.record`."""

    corpus: str
    recorded: dt.date
    model: str
    machine: str
    questions: tuple[RecordedQuestion, ...]


@dataclass
class RecordedRun:
    """Looks like a finished live run."""

    lanes: dict[str, ArmLane] = field(default_factory=dict)
    running: bool = False

    def stop(self) -> None:
        """Nothing runs."""


def recording(corpus_id: str) -> Recording | None:
    """What was recorded for a corpus, if anything; raises KnowledgeError for a broken file."""
    path = RECORDED / f"{corpus_id}.yaml"
    return load_model(path, Recording) if path.is_file() else None


def recorded_report() -> Report | None:
    """The recorded report over the whole gold set of one corpus, the default one; None when none ships.

    Raises:
        PlaygroundError: the file is no report.
    """
    path = RECORDED / "scoreboard.json"
    try:
        return read_report(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else None
    except (OSError, ValueError) as error:
        again = "python -m components.playground.record --scoreboard"
        raise PlaygroundError(f"{path.name} cannot be read ({error}). Record it again: {again}") from error


def recorded_run(question: RecordedQuestion) -> RecordedRun:
    """The recorded answers to one question, as a run."""
    return RecordedRun({reply.arm: _lane(reply) for reply in question.replies})


def _lane(reply: RecordedReply) -> ArmLane:
    timings = Timings(**reply.timings.model_dump())
    return ArmLane(Plan(reply.arm, ()), state="done", text=reply.text, timings=timings)
