"""The whole gold set through every arm, many questions at once through the batching engine."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import asdict, dataclass, field
from statistics import fmean, median, quantiles

from components.inference import Generates, InferenceError, PromptTooLongError, Timings
from components.playground.answering import Answer, Stopper, answer
from components.playground.arms import Adapters, Plan, plan, search_for, usable_arms
from components.playground.corpus import Corpus, Question
from components.playground.errors import NoAnswerError
from components.playground.report import ArmReport, GoldReply, Infeasible, Report, StageReport
from components.playground.scoring import Score, measure, score
from components.playground.settings import Settings, playground_data
from components.retrieval import Index, SearchResult, retrieval_scores

Progress = Callable[[str, int, int], None]
"""Called with (what is done: an arm or "search", questions done, questions in all)."""

NO_ADAPTERS = Adapters()
DEFAULTS = Settings()


def _silent(what: str, done: int, total: int) -> None:
    return


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What is evaluated, with what. `stopper` ends it from any thread."""

    corpus: Corpus
    index: Index
    engine: Generates
    model: str
    adapters: Adapters = NO_ADAPTERS
    settings: Settings = DEFAULTS
    progress: Progress = _silent
    stopper: Stopper = field(default_factory=Stopper)
    session: str = ""
    """Whose questions they are; sessions take turns at the engine."""

    def run(self, arms: Sequence[str]) -> Report:
        """The report over the corpus's gold set.

        Raises:
            UnknownArmError: an arm that does not exist.
            NoAnswerError: no gold questions, or the engine failed at every one of an arm.
        """
        if not self.corpus.questions:
            raise NoAnswerError(f"{self.corpus.title} has no gold questions. Add a gold.yaml to measure it.")
        arms, notes = usable_arms(arms, self.adapters)
        found = self._search(arms)
        measured: dict[str, ArmReport] = {}
        replies: list[GoldReply] = []
        for arm in arms:
            if self.stopper.stopped:
                break
            report, told = self._arm(arm, found)
            if report is not None:
                measured[arm] = report
                replies += told
        return self._report(measured, replies, found, notes)

    def _search(self, arms: Sequence[str]) -> dict[str, SearchResult]:
        found: dict[str, SearchResult] = {}
        for done, question in enumerate(self.corpus.questions, start=1):
            if self.stopper.stopped:
                break
            found[question.id] = search_for(self.index, question.question, self.settings, arms)
            self.progress("search", done, len(self.corpus.questions))
        return found

    def _arm(self, arm: str, found: Mapping[str, SearchResult]) -> tuple[ArmReport | None, list[GoldReply]]:
        asked = [question for question in self.corpus.questions if question.id in found]
        if not asked:
            return None, []
        plans = {q.id: self._plan(arm, q, found[q.id]) for q in asked}
        # The first goes alone: it prepares the prefix that the others share, or shows that nothing fits.
        try:
            results: dict[str, Answer | InferenceError] = {asked[0].id: self._answer(plans[asked[0].id])}
        except PromptTooLongError as error:
            return _infeasible(error), []
        results |= self._answers({q.id: plans[q.id] for q in asked[1:]}, arm)
        results = {key: result for key, result in results.items() if not _cut_short(result)}
        if not results:
            return None, []
        if all(isinstance(result, InferenceError) for result in results.values()):
            raise NoAnswerError(f"No question was answered: {next(iter(results.values()))}")
        replies = [_reply(arm, q, results[q.id], plans[q.id]) for q in asked if q.id in results]
        return _arm_report(plans[asked[0].id].adapter, asked, results), replies

    def _plan(self, arm: str, question: Question, found: SearchResult) -> Plan:
        return plan(arm, self.corpus, question.question, self.settings, self.adapters, found)

    def _answer(self, plan: Plan) -> Answer | InferenceError:
        try:
            return answer(self.engine, plan, self.stopper, session=self.session)
        except PromptTooLongError:
            raise
        except InferenceError as error:
            return error

    def _answers(self, plans: Mapping[str, Plan], arm: str) -> dict[str, Answer | InferenceError]:
        """Many questions at once; a stop ends those on their way and drops the waiting ones."""
        results: dict[str, Answer | InferenceError] = {}
        with ThreadPoolExecutor(playground_data().asked_at_once, thread_name_prefix="gold") as pool:
            waiting: dict[Future[Answer | InferenceError], str] = {
                pool.submit(self._answer, one): key for key, one in plans.items()
            }
            while waiting and not self.stopper.stopped:
                for done in wait(waiting, timeout=0.2, return_when=FIRST_COMPLETED).done:
                    results[waiting.pop(done)] = _result(done)
                    self.progress(arm, len(results) + 1, len(plans) + 1)
            pool.shutdown(cancel_futures=True)
        return results

    def _report(
        self,
        measured: dict[str, ArmReport],
        replies: list[GoldReply],
        found: Mapping[str, SearchResult],
        notes: tuple[str, ...],
    ) -> Report:
        asked = [question for question in self.corpus.questions if question.id in found]
        return Report(
            corpus=self.corpus.id,
            title=self.corpus.title,
            model=self.model,
            created=dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
            documents=len(self.corpus.documents),
            questions=len(self.corpus.questions),
            asked_at_once=playground_data().asked_at_once,
            settings=self.settings.changed(),
            arms=measured,
            retrieval=_retrieval(asked, found),
            search_ms=median(r.timings_s["total"] for r in found.values()) * 1_000 if found else None,
            stopped=self.stopper.stopped,
            notes=(*notes, *_search_notes(found), *_failure_notes(measured)),
            replies=tuple(replies),
        )


def _cut_short(result: Answer | InferenceError) -> bool:
    """A stopped answer says nothing about its arm."""
    return isinstance(result, Answer) and result.timings is None


def _result(done: Future[Answer | InferenceError]) -> Answer | InferenceError:
    try:
        return done.result()
    except PromptTooLongError as error:
        return error


def _infeasible(error: PromptTooLongError) -> ArmReport:
    counts = Infeasible(reason=str(error), prompt_tokens=error.prompt_tokens, window=error.window_tokens)
    return ArmReport(infeasible=counts)


def _arm_report(
    adapter: str | None, asked: Sequence[Question], results: Mapping[str, Answer | InferenceError]
) -> ArmReport:
    scores = [_score(question, results[question.id]) for question in asked if question.id in results]
    timings = [r.timings for r in results.values() if isinstance(r, Answer) and r.timings is not None]
    return ArmReport(
        **measure(scores),
        **_latency(timings),
        questions=len(scores),
        failed=sum(isinstance(result, InferenceError) for result in results.values()),
        adapter=adapter,
    )


def _score(question: Question, result: Answer | InferenceError) -> Score:
    return score(result.text if isinstance(result, Answer) else "", question)


def _latency(timings: Sequence[Timings]) -> dict[str, float]:
    if not timings:
        return {}
    first = [timing.first_token_s for timing in timings]
    return {
        "first_token_s": median(first),
        "first_token_p95_s": quantiles(first, n=20)[-1] if len(first) > 1 else first[0],
        "total_s": median(timing.total_s for timing in timings),
        "prompt_tokens": fmean(timing.prompt_tokens for timing in timings),
        "cached_tokens": fmean(timing.cached_tokens for timing in timings),
        "generated_tokens": fmean(timing.generated_tokens for timing in timings),
    }


def _reply(arm: str, question: Question, result: Answer | InferenceError, asked: Plan) -> GoldReply:
    text, error = (result.text, None) if isinstance(result, Answer) else ("", str(result))
    return GoldReply(
        arm=arm,
        question=question.id,
        asked=question.question,
        text=text,
        **asdict(score(text, question)),
        shown=tuple(hit.document_id for hit in asked.hits),
        error=error,
    )


def _retrieval(asked: Sequence[Question], found: Mapping[str, SearchResult]) -> dict[str, StageReport]:
    if not any(question.answerable for question in asked):
        return {}
    scored = retrieval_scores([q.source for q in asked], [found[q.id] for q in asked])
    return {
        stage: StageReport(
            recall_at_1=scores.recall[1],
            recall_at_3=scores.recall[3],
            recall_at_5=scores.recall[5],
            mrr=scores.mrr,
            ndcg=scores.ndcg,
            n=scores.n,
        )
        for stage, scores in scored.items()
    }


def _search_notes(found: Mapping[str, SearchResult]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(note for result in found.values() for note in result.notes))


def _failure_notes(measured: Mapping[str, ArmReport]) -> tuple[str, ...]:
    return tuple(
        f"{arm}: {found.failed} of {found.questions} questions got no answer and count as wrong."
        for arm, found in measured.items()
        if found.failed
    )
