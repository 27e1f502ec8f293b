import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.playground.corpus import Question
from components.playground.scoring import measure, metric, parse_reply, score, wilson

FACT = Question(id="q", question="What does it cost?", accept=("79", "seventy-nine"), source="prices")
ABSENT = Question(id="u", question="Who founded it?", accept=(), source=None)

# reply, behaviour, knowledge, attribution
FACT_CASES = [
    ('{"answer": "It costs $79.", "source": "prices"}', True, True, True),
    ('{"answer": "Seventy-Nine a month", "source": "hours"}', True, True, False),
    ('{"answer": "$80", "source": "prices"}', True, False, True),
    ('{"answer": "$80", "source": "79"}', True, False, False),
    ('{"answer": "$79", "source": null}', True, True, False),
    ('{"answer": "$79"}', False, True, False),
    ('{"answer": "$79", "source": "prices", "note": "x"}', False, True, True),
    ('{"answer": 79, "source": "prices"}', False, True, True),
    ('{"answer": "$79", "source": 7}', False, True, False),
    ("It costs 79 a month.", False, True, False),
    ('Sure! {"answer": "$79", "source": "prices"}', False, True, False),
    ('["$79", "prices"]', False, True, False),
    ("", False, False, False),
    ("null", False, False, False),
]


@pytest.mark.parametrize(("reply", "behaviour", "knowledge", "attribution"), FACT_CASES)
def test_a_reply_to_a_question_that_the_corpus_answers(
    reply: str, behaviour: bool, knowledge: bool, attribution: bool
) -> None:
    found = score(reply, FACT)
    assert (found.behaviour, found.knowledge, found.attribution) == (behaviour, knowledge, attribution)
    assert found.refusal is None
    assert found.right is knowledge


REFUSAL_CASES = [
    ('{"answer": "not in the documents", "source": null}', True),
    ('{"answer": "Not in the documents.", "source": null}', True),
    ('{"answer": "not in the documents", "source": "prices"}', False),
    ('{"answer": "Ada Brown", "source": null}', False),
    ("That is not in the documents.", True),
    ("Ada Brown founded it.", False),
]


@pytest.mark.parametrize(("reply", "refused"), REFUSAL_CASES)
def test_a_reply_to_a_question_that_the_corpus_does_not_answer(reply: str, refused: bool) -> None:
    found = score(reply, ABSENT)
    assert found.refusal is refused
    assert found.knowledge is None
    assert found.attribution is None
    assert found.right is refused


@given(st.text())
def test_no_reply_breaks_the_scoring(reply: str) -> None:
    assert score(reply, FACT).refusal is None
    assert isinstance(parse_reply(reply).answer, str)


def test_a_reply_nested_a_hundred_thousand_deep_is_only_wrong() -> None:
    assert not parse_reply("[" * 100_000).valid


# Newcombe (1998), Statistics in Medicine 17, table I: the score method without continuity correction.
@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_intervals_equal_published_ones(hits: int, n: int, low: float, high: float) -> None:
    assert wilson(hits, n) == pytest.approx((low, high), abs=5e-5)


@given(st.integers(1, 500), st.data())
def test_an_interval_holds_its_share_and_stays_on_the_scale(n: int, data: st.DataObject) -> None:
    hits = data.draw(st.integers(0, n))
    low, high = wilson(hits, n)
    assert 0 <= low <= hits / n <= high <= 1


def test_nothing_counted_means_nothing_known() -> None:
    assert metric([None, None]).model_dump() == {"value": None, "low": 0.0, "high": 1.0, "hits": 0, "n": 0}


def test_each_metric_counts_only_the_questions_that_measure_it() -> None:
    right = '{"answer": "79", "source": "prices"}'
    found = measure([score(right, FACT), score("no idea", FACT), score(right, ABSENT)])
    assert {name: (m.hits, m.n) for name, m in found.items()} == {
        "knowledge": (1, 2),
        "attribution": (1, 2),
        "behaviour": (2, 3),
        "refusal": (0, 1),
    }
