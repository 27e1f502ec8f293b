"""Which gold questions are offered as samples."""

from __future__ import annotations

from components.playground.corpus import Corpus, Question
from components.playground.settings import playground_data


def sample_questions(corpus: Corpus) -> tuple[Question, ...]:
    """A few gold questions spread over the corpus, the last one unanswerable where there is one."""
    wanted = playground_data().sample_questions
    known = [question for question in corpus.questions if question.answerable]
    absent = [question for question in corpus.questions if not question.answerable][:1]
    kept = wanted - len(absent)
    size = max(1, len(known) // max(1, kept))
    groups = [known[start : start + size] for start in range(0, size * kept, size)]
    # The shortest of each part of the corpus: samples are read at a glance.
    return (*(min(group, key=lambda question: len(question.question)) for group in groups if group), *absent)
