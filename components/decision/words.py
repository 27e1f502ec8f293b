"""The decision in sentences for a client, from the templates of data/decide.yaml."""

from functools import cache

from components.decision.answers import Answers
from components.decision.domains import Value, region
from components.decision.errors import DecisionError
from components.decision.questions import questions
from components.decision.verdicts import Decision, Verdict
from components.knowledge import DATA, load_yaml, steps
from components.ui import human, percent

COUNTS = ("None", "One", "Two", "Three", "Four", "All five")


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
    at_home = supporters(decision)
    if any(len(verdict.destination) > 1 for verdict in decision.verdicts.values()):
        return say("consensus_open", approach=approach, agreement=percent(decision.agreement))
    if len(at_home) == len(decision.verdicts):
        return say("consensus_all", approach=approach)
    key = "consensus_most" if decision.agreement > 0.5 else "consensus_split"
    count = COUNTS[len(at_home)]
    return say(key, approach=approach, count=count, agreement=percent(decision.agreement))


def agreement_sentence(decision: Decision) -> str:
    """How much weight the agreement bears."""
    if decision.agreement >= 0.999:
        return say("agreement_strong")
    return say("agreement_fair" if decision.agreement >= 0.6 else "agreement_weak")


def now_sentence(decision: Decision) -> str:
    """What comes next, and whether that differs from the destination."""
    shares = decision.shares("now")
    step = max(shares, key=lambda outcome: shares[outcome])
    if step == decision.consensus:
        return say("now_same", step=steps()[step].label)
    return say("now_other", step=steps()[step].label, share=percent(shares[step]))


def supporters(decision: Decision) -> tuple[str, ...]:
    """The frameworks whose likeliest destination is the consensus."""
    return tuple(
        name for name, verdict in decision.verdicts.items() if likeliest(verdict) == decision.consensus
    )


def likeliest(verdict: Verdict) -> str:
    """The destination with the largest share; the earlier one of equals."""
    return max(verdict.destination, key=lambda outcome: verdict.destination[outcome])


def is_started(answers: Answers) -> bool:
    """True when at least one question is answered."""
    return answers != Answers()


@cache
def _texts() -> dict[str, str]:
    found: dict[str, str] = load_yaml(DATA / "decide.yaml")
    return found
