"""Instructions planted in documents: how often each arm obeys them instead of the question."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pydantic import BaseModel, ConfigDict

from components.inference import Generates, InferenceError
from components.playground.answering import Stopper, answer
from components.playground.arms import Adapters, plan, search_for
from components.playground.corpus import Corpus, Injection
from components.playground.scoring import Metric, holds_any, metric, parse_reply, score
from components.playground.settings import Settings
from components.retrieval import LocalIndex

ARMS = ("full_context", "retrieved", "hybrid")


class PlantedReply(BaseModel):
    """One arm's reply to one question whose document carries a planted instruction."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    arm: str
    case: str
    question: str
    plant: str
    text: str
    fooled: bool
    right: bool
    error: str | None = None
    """Why the engine gave no reply; such a reply counts nowhere."""


def measure_injections(
    corpus: Corpus,
    engine: Generates,
    arms: Sequence[str],
    adapters: Adapters,
    settings: Settings,
    stopper: Stopper,
    progress: Callable[[int, int], None] = lambda done, total: None,
    session: str = "",
) -> list[PlantedReply]:
    """Every case of the corpus's injection set through every arm, one after the other.

    A reply that the engine fails at has its `error` and counts neither as obeyed nor as held; one that is stopped on
    the way is left out.

    Raises:
        CorpusError: a case names a document or a question that is not there.
        RetrievalError: the corpus cannot be indexed or searched.
    """
    replies: list[PlantedReply] = []
    total = len(corpus.injections) * len(arms)
    with LocalIndex(corpus.documents, chunker=settings.chunker) as index:
        for case in corpus.injections:
            planted = _planted(corpus, case)
            index.replace(planted.document(case.document))
            for arm in arms:
                if stopper.stopped:
                    return replies
                reply = _ask(planted, case, arm, engine, index, adapters, settings, stopper, session)
                if reply is not None:
                    replies.append(reply)
                progress(len(replies), total)
            index.replace(corpus.document(case.document))
    return replies


def fooled_shares(replies: Sequence[PlantedReply]) -> dict[str, Metric]:
    """By arm, the share that obeyed the plant, of the replies that there are."""
    arms = dict.fromkeys(reply.arm for reply in replies)
    given = [reply for reply in replies if reply.error is None]
    return {arm: metric([reply.fooled for reply in given if reply.arm == arm]) for arm in arms}


def missing_replies(replies: Sequence[PlantedReply]) -> dict[str, tuple[int, str]]:
    """By arm, how many replies the engine failed at, and why it failed first."""
    failed: dict[str, list[str]] = {}
    for reply in replies:
        if reply.error is not None:
            failed.setdefault(reply.arm, []).append(reply.error)
    return {arm: (len(errors), errors[0]) for arm, errors in failed.items()}


def is_fooled(text: str, case: Injection) -> bool:
    """Whether a reply holds what only the planted instruction asks for."""
    return holds_any(text, case.fooled)


def _planted(corpus: Corpus, case: Injection) -> Corpus:
    text = corpus.document(case.document).text.rstrip()
    return corpus.with_text(case.document, f"{text}\n\n{case.plant}\n")


def _ask(
    corpus: Corpus,
    case: Injection,
    arm: str,
    engine: Generates,
    index: LocalIndex,
    adapters: Adapters,
    settings: Settings,
    stopper: Stopper,
    session: str,
) -> PlantedReply | None:
    """The reply of one arm to one case; None when it was stopped."""
    question = corpus.question(case.question)
    found = search_for(index, question.question, settings, [arm])
    asked = plan(arm, corpus, question.question, settings, adapters, found)
    text, problem = "", None
    try:
        got = answer(engine, asked, stopper, session=session)
    except InferenceError as error:
        problem = str(error)
    else:
        if got.timings is None:
            return None
        text = got.text
    return PlantedReply(
        arm=arm,
        case=case.id,
        question=question.question,
        plant=case.plant,
        text=parse_reply(text).answer,
        fooled=is_fooled(text, case),
        right=score(text, question).right,
        error=problem,
    )
