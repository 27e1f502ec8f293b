"""The decision in sentences for a client, from the templates of data/decide.yaml."""

from collections.abc import Mapping
from functools import cache

from components.decision.answers import Answers
from components.decision.domains import Value, region
from components.decision.errors import DecisionError
from components.decision.questions import questions
from components.decision.verdicts import Decision
from components.knowledge import DATA, load_yaml, steps
from components.ui import count_in_words, human, percent


def say(key: str, **parts: str) -> str:
    """One template, filled in; raises DecisionError when there is none."""
    try:
        text: str = _texts()[key]
    except KeyError:
        raise DecisionError(f"data/decide.yaml: no text '{key}'; add it there") from None
    return text.format_map(parts)


def answer_in_words(field: str, value: Value) -> str:
    """An answer as people read it: "yes", "it did not know", "40,000 tokens", "not sure"."""
    question = questions()[field]
    if value is None:
        return "not sure"
    if question.kind == "number":
        return f"{human(int(value))} {question.unit}"
    if question.kind == "yes_no":
        return "yes" if value else "no"
    return next(option.label.lower() for option in question.options if option.value == value)


def chosen_option(field: str, value: Value) -> Value:
    """The value of the option that an answer falls under; None when open."""
    question = questions()[field]
    if value is None or question.kind != "number":
        return value
    place = region(field, value)
    same = [int(option.value) for option in question.options if region(field, option.value) == place]
    return max((option for option in same if option <= int(value)), default=same[0])


def consensus_sentence(decision: Decision) -> str:
    """Consensus and agreement in one sentence that a client understands."""
    approach = steps()[decision.consensus].label
    ends = [verdict.destination for verdict in decision.verdicts.values()]
    certain = sum(end.get(decision.consensus) == 1 for end in ends)
    if certain == len(ends):
        return say("consensus_all", approach=approach)
    key = "consensus_most" if decision.agreement > 0.5 else "consensus_split"
    if any(len(end) > 1 for end in ends):
        key = "consensus_open"
    return say(key, approach=approach, count=count_in_words(certain), agreement=percent(decision.agreement))


def agreement_sentence(decision: Decision) -> str:
    """How much weight the agreement bears; nothing while answers are open."""
    if not decision.settled:
        return ""
    if decision.agreement >= 0.999:
        return say("agreement_strong")
    return say("agreement_fair" if decision.agreement >= 0.6 else "agreement_weak")


def now_sentence(decision: Decision) -> str:
    """What comes next, and whether that differs from the destination."""
    step = _top(decision.shares("now"))
    first = sum(_top(verdict.now) == step for verdict in decision.verdicts.values())
    key = "now_same" if step == decision.consensus else "now_other"
    return say(key, step=steps()[step].label, count=count_in_words(first).lower())


def is_started(answers: Answers) -> bool:
    """True when at least one question is answered."""
    return answers != Answers()


@cache
def _texts() -> dict[str, str]:
    found: dict[str, str] = load_yaml(DATA / "decide.yaml")
    return found


def _top(shares: Mapping[str, float]) -> str:
    return max(shares, key=lambda outcome: shares[outcome])
