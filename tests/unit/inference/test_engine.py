"""The engine with the real model: what it says, what it refuses, and what it leaves behind."""

from __future__ import annotations

import gc
import json
import threading
import time
from collections.abc import Callable

import pytest

from components.inference import (
    AdapterMissingError,
    AnswerTimeoutError,
    Engine,
    EngineBusyError,
    EngineStoppedError,
    Event,
    Limits,
    MessagesError,
    PromptTooLongError,
    SchemaError,
)
from tests.bench import engine_soak as soak
from tests.bench.engine_prompts import corpus, stuffed

pytestmark = pytest.mark.model
HELLO = [{"role": "user", "content": "Name three colours."}]
SCHEMA = {
    "type": "object",
    "properties": {"answer": {"type": "string", "maxLength": 40}, "source": {"type": ["string", "null"]}},
    "required": ["answer", "source"],
    "additionalProperties": False,
}


def _until(condition: Callable[[], bool], timeout_s: float = 20.0) -> bool:
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return False


def test_only_the_last_event_has_timings_and_they_add_up(engine: Engine) -> None:
    *pieces, last = engine.generate(HELLO, max_tokens=20)
    assert all(event.timings is None for event in pieces)
    timings = last.timings
    assert timings is not None
    assert 0 <= timings.queue_s <= timings.first_token_s <= timings.total_s
    assert timings.prompt_tokens == engine.count_tokens(HELLO)
    assert 0 < timings.generated_tokens <= 20
    assert last.finish in ("stop", "length")


def test_alone_and_greedy_it_says_what_llama_says(engine: Engine, reference: soak.Reference) -> None:
    assert soak.different_alone(engine, reference, 10, max_tokens=24) == []


def test_a_kept_prefix_changes_nothing(engine: Engine, reference: soak.Reference) -> None:
    assert soak.different_with_prefix(engine, reference, 4, max_tokens=16) == (0, 3)


def test_fifteen_neighbours_change_at_most_rounding(engine: Engine) -> None:
    _, early = soak.different_together(engine, 16, max_tokens=16)
    assert early <= 4


def test_the_same_seed_gives_the_same_answer_and_another_seed_another(engine: Engine) -> None:
    said = [soak.ask(engine, HELLO, 24, temperature=1.0, seed=seed).text for seed in (1, 1, 2, 3)]
    assert said[0] == said[1]
    assert len(set(said)) > 1


def test_a_seed_draws_what_llama_draws(engine: Engine, reference: soak.Reference) -> None:
    ours = soak.ask(engine, HELLO, 24, temperature=0.8, seed=4).text
    theirs = reference.ask(HELLO, 24, temperature=0.8, seed=4)
    assert ours == theirs


@pytest.mark.parametrize("temperature", [0.0, 1.5])
def test_a_schema_holds_whatever_the_temperature(engine: Engine, temperature: float) -> None:
    said = soak.ask(engine, HELLO, 160, schema=SCHEMA, temperature=temperature, seed=3).text
    assert set(json.loads(said)) == {"answer", "source"}


def test_with_a_schema_greedy_says_what_llama_says_under_the_same_grammar(
    engine: Engine, reference: soak.Reference
) -> None:
    theirs = reference.ask(HELLO, 60, response_format={"type": "json_object", "schema": SCHEMA})
    assert soak.ask(engine, HELLO, 60, schema=SCHEMA).text == theirs


def test_a_schema_that_is_none_is_told(engine: Engine) -> None:
    with pytest.raises(SchemaError, match="Simplify"):
        list(engine.generate(HELLO, max_tokens=5, schema={"$ref": "#/nowhere"}))


def test_a_stop_string_ends_the_answer_before_it(engine: Engine) -> None:
    whole = soak.ask(engine, HELLO, 24).text
    word = whole.split()[2]
    events = list(engine.generate(HELLO, max_tokens=24, stop=[word]))
    assert "".join(event.text for event in events) == whole.split(word)[0]
    assert events[-1].finish == "stop"


def test_a_prompt_over_the_window_is_refused_with_both_counts(engine: Engine) -> None:
    messages = [{"role": "user", "content": "word " * engine.context_window}]
    with pytest.raises(PromptTooLongError) as caught:
        list(engine.generate(messages, max_tokens=5))
    assert caught.value.window_tokens == engine.context_window
    assert caught.value.prompt_tokens == engine.count_tokens(messages)
    assert f"{caught.value.prompt_tokens:,}" in str(caught.value)


@pytest.mark.parametrize("messages", [[], [{"role": "robot", "content": "hi"}]])
def test_what_is_no_conversation_is_refused(engine: Engine, messages: list[dict[str, str]]) -> None:
    with pytest.raises(MessagesError):
        list(engine.generate(messages, max_tokens=5))


@pytest.mark.parametrize("name", ["no-such-adapter", "../../etc", "a/b"])
def test_an_adapter_that_is_not_there_is_told(engine: Engine, name: str) -> None:
    with pytest.raises(AdapterMissingError, match="cannot be used"):
        engine.generate(HELLO, max_tokens=5, adapter=name)


def test_a_question_that_takes_too_long_is_stopped(engine: Engine) -> None:
    with pytest.raises(AnswerTimeoutError, match=r"0\.05 s"):
        list(engine.generate(stuffed(corpus(800), "Say much."), max_tokens=400, timeout_s=0.05))
    assert soak.ask(engine, HELLO, 5).text


@pytest.mark.parametrize("how", ["close", "forget"])
def test_letting_go_of_an_answer_frees_its_sequence(engine: Engine, how: str) -> None:
    answer = engine.generate([{"role": "user", "content": "Write a very long story."}], max_tokens=1000)
    next(answer)
    if how == "close":
        answer.close()
    del answer
    gc.collect()
    assert _until(lambda: engine.status().running == 0 and engine.status().free_sequences == 16)


def test_a_prepared_corpus_is_not_read_again(engine: Engine) -> None:
    text = corpus(700, seed=11)
    progress = list(engine.prepare(stuffed(text, "")[:1]))
    assert progress[-1].done
    assert [step.read_tokens for step in progress] == sorted(step.read_tokens for step in progress)
    timings = soak.ask(engine, stuffed(text, "What is cheapest?"), 4).timings
    assert timings is not None
    assert timings.cached_tokens > 0.9 * timings.prompt_tokens - 64


def test_sixteen_over_one_corpus_read_it_once(engine: Engine) -> None:
    text, read = corpus(500, seed=12), []

    def one(number: int) -> None:
        timings = soak.ask(engine, stuffed(text, f"Question {number}?"), 3, session=str(number)).timings
        assert timings is not None
        read.append(timings.prompt_tokens - timings.cached_tokens)

    threads = [threading.Thread(target=one, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(read) == 16
    assert sum(sorted(read)[:-1]) < max(read)


def test_random_cancels_leave_every_sequence_free(engine: Engine) -> None:
    run = soak.random_cancels(engine, 48)
    assert (run.free_sequences, run.errors) == (run.sequences, 0)
    assert run.cancelled > 12
    assert run.memory_after_mb < run.memory_before_mb * 1.1 + 20


def test_no_secret_word_crosses_sessions(engine: Engine) -> None:
    assert soak.leaked_secrets(engine, 45) == 0


def test_a_full_waiting_line_is_told_and_places_are_shown() -> None:
    with Engine(limits=Limits(running=1, queue=2, short_lane_mb=24, long_lane_mb=24)) as small:
        first = small.generate([{"role": "user", "content": "Count to a thousand."}], max_tokens=300)
        next(first)
        second = small.generate(HELLO, max_tokens=2)
        third = small.generate(HELLO, max_tokens=2)
        with pytest.raises(EngineBusyError, match="2 questions wait already"):
            list(small.generate(HELLO, max_tokens=2))
        places: list[Event] = [next(second), next(third)]
        first.close()
        assert [event.queue_place for event in places] == [1, 2]
        assert list(third)[-1].timings is not None


def test_a_closed_engine_says_so() -> None:
    engine = Engine(limits=Limits(short_lane_mb=24, long_lane_mb=24))
    answer = engine.generate([{"role": "user", "content": "Write a very long story."}], max_tokens=1000)
    engine.close()
    with pytest.raises(EngineStoppedError):
        list(answer)
    with pytest.raises(EngineStoppedError):
        engine.generate(HELLO, max_tokens=2)
    assert engine.status().state == "closed"
    assert engine.status().worker_pid is None
