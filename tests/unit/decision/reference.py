"""A second, plain reading of the five frameworks: if-statements and full enumeration, no walking.

It shares no code with the app and is slow on purpose.
"""

from itertools import product
from typing import Any

MODES = ("knowledge", "behaviour", "both", "neither")
APPROACHES = ("prompt", "full_context", "rag", "fine_tune", "hybrid", "distil", "continued_pretraining")
SPREAD: dict[str, tuple[Any, ...]] = {
    "has_evals": (True, False),
    "prompting_exhausted": (True, False),
    "failure_mode": MODES,
    "knowledge_changes": (True, False),
    "needs_citations": (True, False),
    "access_controlled": (True, False),
    "strict_schema": (True, False),
    "consistent_style": (True, False),
    "small_model_for_cost": (True, False),
    "labelled_examples": (0, 200),
}
USES = {
    "astronic": ("failure_mode", "prompting_exhausted", "has_evals"),
    "dreaming_press": (
        "failure_mode", "prompting_exhausted", "has_evals", "kb_tokens", "knowledge_changes",
        "access_controlled",
    ),
    "winder": (
        "knowledge_changes", "needs_citations", "strict_schema", "consistent_style", "small_model_for_cost",
    ),
    "khan": ("failure_mode", "prompting_exhausted", "kb_tokens", "knowledge_changes", "needs_citations"),
    "train_your_own": (
        "failure_mode", "prompting_exhausted", "labelled_examples", "knowledge_changes", "needs_citations",
    ),
}  # fmt: skip


def astronic(a: dict[str, Any]) -> tuple[str, str]:
    end = {"knowledge": "rag", "behaviour": "fine_tune", "both": "hybrid", "neither": "prompt"}[
        a["failure_mode"]
    ]
    if not a["prompting_exhausted"]:
        return "prompt", end
    if not a["has_evals"]:
        return "evals", end
    return ("rag" if a["failure_mode"] == "both" else end), end


def dreaming_press(a: dict[str, Any]) -> tuple[str, str]:
    fits = a["kb_tokens"] is not None and a["kb_tokens"] <= 200_000
    facts = "full_context" if fits and not a["knowledge_changes"] and not a["access_controlled"] else "rag"
    end = {"knowledge": facts, "behaviour": "fine_tune", "both": "hybrid", "neither": "prompt"}[
        a["failure_mode"]
    ]
    if not a["has_evals"]:
        return "evals", end
    if not a["prompting_exhausted"]:
        return "prompt", end
    return (facts if a["failure_mode"] == "both" else end), end


def winder(a: dict[str, Any]) -> tuple[str, str]:
    if a["knowledge_changes"] or a["needs_citations"]:
        now = "rag"
    elif a["strict_schema"] or a["consistent_style"]:
        now = "fine_tune"
    else:
        now = "distil" if a["small_model_for_cost"] else "rag"
    left = a["strict_schema"] or a["consistent_style"] or a["small_model_for_cost"]
    return now, ("hybrid" if now == "rag" and left else now)


def khan(a: dict[str, Any]) -> tuple[str, str]:
    fits = a["kb_tokens"] is not None and a["kb_tokens"] < 100_000
    facts = "full_context" if fits and not a["knowledge_changes"] and not a["needs_citations"] else "rag"
    end = {"knowledge": facts, "behaviour": "fine_tune", "both": "hybrid", "neither": "prompt"}[
        a["failure_mode"]
    ]
    return (end if a["prompting_exhausted"] else "prompt"), end


def train_your_own(a: dict[str, Any]) -> tuple[str, str]:
    enough = a["labelled_examples"] >= 200
    end = {
        "knowledge": "rag",
        "behaviour": "fine_tune" if enough else "prompt",
        "both": "hybrid" if enough else "rag",
        "neither": "prompt",
    }[a["failure_mode"]]
    if end == "prompt" and (a["knowledge_changes"] or a["needs_citations"]):
        end = "rag"
    return (end if a["prompting_exhausted"] else "prompt"), end


RULES = {
    "astronic": astronic,
    "dreaming_press": dreaming_press,
    "winder": winder,
    "khan": khan,
    "train_your_own": train_your_own,
}


def shares(framework: str, answers: dict[str, Any]) -> tuple[dict[str, float], dict[str, float]]:
    """(now, destination) of one framework by listing every way the open answers could turn out."""
    fields = USES[framework]
    choices = [SPREAD.get(f, (None,)) if answers[f] is None else (answers[f],) for f in fields]
    worlds = list(product(*choices))
    now: dict[str, float] = {}
    end: dict[str, float] = {}
    for world in worlds:
        first, last = RULES[framework](dict(zip(fields, world, strict=True)))
        now[first] = now.get(first, 0) + 1 / len(worlds)
        end[last] = end.get(last, 0) + 1 / len(worlds)
    return now, end


def consensus(answers: dict[str, Any]) -> tuple[str, float]:
    """(approach, agreement)."""
    ends = [shares(name, answers)[1] for name in RULES]
    sums = [sum(end.get(approach, 0) for end in ends) for approach in APPROACHES]
    return APPROACHES[sums.index(max(sums))], max(sums) / 5
