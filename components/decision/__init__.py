"""One interview, five published frameworks: what each says now and in the end, and what would change it."""

from components.decision.answers import Answers, FailureMode
from components.decision.contrast import Deciding, deciding
from components.decision.disagreements import Disagreement, Position, disagreements
from components.decision.errors import DecisionError
from components.decision.flips import Flip, flips
from components.decision.framework import Cite, Framework, Node, asked_by, frameworks
from components.decision.learn import range_in_words
from components.decision.questions import Option, Question, narrowing, next_question, questions
from components.decision.roadmap import Caution, Gate, Roadmap, RoadmapStep, roadmap
from components.decision.verdicts import Decision, Reason, Step, Verdict, decide

__all__ = [
    "Answers",
    "Caution",
    "Cite",
    "Deciding",
    "Decision",
    "DecisionError",
    "Disagreement",
    "FailureMode",
    "Flip",
    "Framework",
    "Gate",
    "Node",
    "Option",
    "Position",
    "Question",
    "Reason",
    "Roadmap",
    "RoadmapStep",
    "Step",
    "Verdict",
    "asked_by",
    "decide",
    "deciding",
    "disagreements",
    "flips",
    "frameworks",
    "narrowing",
    "next_question",
    "questions",
    "range_in_words",
    "roadmap",
]
