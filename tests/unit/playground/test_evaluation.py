import json
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from components.inference import FakeEngine, InferenceError
from components.playground import evaluate
from components.playground.answering import Stopper
from components.playground.arms import Adapters
from components.playground.errors import GateError, NoAnswerError, PlaygroundError
from components.playground.evaluation import Evaluation
from components.playground.report import Report, check_minimums, missed_minimums, read_report
from components.playground.settings import Settings
from components.retrieval import LocalIndex
from tests.unit.playground.corpora import boxes, write
from tests.unit.playground.engines import RuleEngine, SlowEngine

WORDS = Settings(rerank=False, dense=False)
RIGHT = {
    "small box": '{"answer": "$79", "source": "prices"}',
    "shop open": '{"answer": "At 8:30.", "source": "hours"}',
    "founded": '{"answer": "not in the documents", "source": null}',
}


def knows(prompt: str, adapter: str | None) -> str:
    """Right with documents or an adapter, rambling without."""
    if "Document" not in prompt and adapter is None:
        return "I think it is about 300."
    return next(reply for words, reply in RIGHT.items() if words in prompt.splitlines()[-1])


def run(folder: Path, engine: FakeEngine, *arms: str, **options: Any) -> Report:
    corpus = boxes(folder / "boxes")
    with LocalIndex(corpus.documents) as index:
        return Evaluation(corpus, index, engine, "fake", Adapters(), WORDS, **options).run(arms)


def test_every_arm_is_asked_every_question_and_scored(tmp_path: Path) -> None:
    report = run(tmp_path, RuleEngine(knows), "prompt_only", "retrieved")
    assert {name: m.value for name, m in report.arms["retrieved"].metrics().items()} == {
        "knowledge": 1.0,
        "attribution": 1.0,
        "behaviour": 1.0,
        "refusal": 1.0,
    }
    assert {name: m.hits for name, m in report.arms["prompt_only"].metrics().items()} == {
        "knowledge": 0,
        "attribution": 0,
        "behaviour": 0,
        "refusal": 0,
    }
    assert report.arms["retrieved"].metrics()["knowledge"].n == 2
    assert report.arms["retrieved"].first_token_s == 0.01
    assert report.retrieval["final"].recall_at_1 == 1.0


def test_the_json_has_the_shape_that_others_read(tmp_path: Path) -> None:
    found = run(tmp_path, RuleEngine(knows), "retrieved").full()
    assert set(found["arms"]["retrieved"]["knowledge"]) == {"value", "low", "high", "hits", "n"}
    for key in ("first_token_s", "total_s", "prompt_tokens"):
        assert isinstance(found["arms"]["retrieved"][key], float)
    assert read_report(json.loads(json.dumps(found))).arms.keys() == {"retrieved"}


def test_a_missing_adapter_leaves_its_arm_out_with_a_note(tmp_path: Path) -> None:
    report = run(tmp_path, RuleEngine(knows), "retrieved", "hybrid")
    assert set(report.arms) == {"retrieved"}
    assert "Hybrid was left out" in report.notes[0]


def test_a_corpus_over_the_window_is_infeasible_and_no_failure(tmp_path: Path) -> None:
    report = run(tmp_path, RuleEngine(knows, context_window=30), "full_context")
    infeasible = report.arms["full_context"].infeasible
    assert infeasible is not None
    assert infeasible.window == 30
    assert infeasible.prompt_tokens > 30
    assert report.arms["full_context"].knowledge is None


def test_a_question_without_an_answer_counts_as_wrong_and_is_noted(tmp_path: Path) -> None:
    def stumbles(prompt: str, adapter: str | None) -> str | InferenceError:
        return InferenceError("hiccup") if "founded" in prompt else knows(prompt, adapter)

    report = run(tmp_path, RuleEngine(stumbles), "retrieved")
    assert report.arms["retrieved"].failed == 1
    assert report.arms["retrieved"].metrics()["refusal"].value == 0.0
    assert "1 of 3 questions got no answer" in report.notes[0]


def test_an_engine_that_never_answers_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(NoAnswerError, match="hiccup"):
        run(tmp_path, RuleEngine(lambda prompt, adapter: InferenceError("hiccup")), "retrieved")


def test_a_corpus_without_gold_cannot_be_measured(tmp_path: Path) -> None:
    folder = write(tmp_path / "c", gold=None)
    assert evaluate.main(["--corpus", str(folder)]) == 2


def test_a_stop_ends_a_run_within_a_second_and_frees_the_engine(tmp_path: Path) -> None:
    engine, stopper = SlowEngine(), Stopper()
    reports: list[Report | Exception] = []

    def work() -> None:
        try:
            reports.append(run(tmp_path, engine, "prompt_only", stopper=stopper))
        except Exception as error:  # handed to the test's thread
            reports.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    assert engine.started.wait(10)
    start_s = time.monotonic()
    stopper.stop()
    thread.join(10)
    assert time.monotonic() - start_s < 1.5
    assert engine.open_answers == 0
    assert isinstance(reports[0], Report)
    assert reports[0].stopped


def test_progress_counts_up_to_all_questions(tmp_path: Path) -> None:
    seen: list[tuple[str, int, int]] = []
    run(tmp_path, RuleEngine(knows), "retrieved", progress=lambda *step: seen.append(step))
    assert seen[-1] == ("retrieved", 3, 3)
    assert ("search", 3, 3) in seen


@pytest.mark.parametrize(
    "minimum",
    ["retrieved.knowledge", "retrieved.knowledge=", "retrieved.speed=1", "knowledge=0.5", "a.knowledge=7"],
)
def test_a_badly_written_minimum_is_refused(minimum: str) -> None:
    with pytest.raises(GateError):
        check_minimums([minimum], ("hybrid", "retrieved"))


def test_missed_minimums_are_named_with_both_values(tmp_path: Path) -> None:
    report = run(tmp_path, RuleEngine(knows), "prompt_only", "retrieved")
    wanted = [
        "retrieved.knowledge=1",
        "retrieval.final.recall_at_1=1",
        "prompt_only.knowledge=0.5",
        "hybrid.refusal=0",
    ]
    assert missed_minimums(report, wanted) == [
        "prompt_only.knowledge: 0.000, wanted at least 0.5",
        "hybrid.refusal: not measured, wanted at least 0",
    ]


class CliEngine(RuleEngine):
    def __init__(self, model: str) -> None:
        super().__init__(knows)


@pytest.mark.parametrize(
    ("minimum", "status"), [("retrieved.knowledge=0.9", 0), ("prompt_only.knowledge=0.9", 1)]
)
def test_the_command_exits_with_1_when_a_minimum_is_missed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, minimum: str, status: int
) -> None:
    monkeypatch.setattr(evaluate, "Engine", CliEngine)
    folder, out = write(tmp_path / "boxes"), tmp_path / "report.json"
    options = ["--corpus", str(folder), "--arms", "prompt_only,retrieved", "--json", str(out), "--no-rerank"]
    assert evaluate.main([*options, "--min", minimum]) == status
    assert json.loads(out.read_text(encoding="utf-8"))["arms"]["retrieved"]["knowledge"]["n"] == 2


@pytest.mark.parametrize(
    "arguments", [["--min", "nonsense"], ["--arms", "reasoned"], ["--json", "no-such-folder/report.json"]]
)
def test_the_command_refuses_nonsense_before_it_loads_a_model(tmp_path: Path, arguments: list[str]) -> None:
    assert evaluate.main(["--corpus", str(write(tmp_path / "boxes")), *arguments]) == 2


@pytest.mark.parametrize("top_k", ["0", "11", "many"])
def test_a_number_of_passages_that_no_prompt_may_have_is_a_usage_error(tmp_path: Path, top_k: str) -> None:
    with pytest.raises(SystemExit) as caught:
        evaluate.main(["--corpus", str(write(tmp_path / "boxes")), "--top-k", top_k])
    assert caught.value.code == 2


def test_trying_whether_the_file_can_be_written_leaves_none_behind(tmp_path: Path) -> None:
    out = tmp_path / "report.json"
    evaluate.main(["--corpus", str(tmp_path / "nowhere"), "--json", str(out)])
    assert not out.exists()


def test_the_engine_hears_whose_questions_they_are(tmp_path: Path) -> None:
    engine = RuleEngine(knows)
    run(tmp_path, engine, "retrieved", session="somebody")
    assert {asked["session"] for asked in engine.asked} == {"somebody"}


def test_arms_of_another_version_are_dropped_from_a_report(tmp_path: Path) -> None:
    data = run(tmp_path, RuleEngine(knows), "retrieved", "retrieved+schema").full()
    found = data["arms"]["retrieved"]
    strange = {**data, "arms": {"reasoned": found, **data["arms"]}}
    assert list(read_report(strange).arms) == ["retrieved", "retrieved+schema"]
    with pytest.raises(PlaygroundError, match="reasoned"):
        read_report({**data, "arms": {"reasoned": found}})


def test_the_command_names_a_missing_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert evaluate.main(["--corpus", str(tmp_path / "nowhere")]) == 2
    assert "no such folder" in capsys.readouterr().err


def test_an_infeasible_arm_misses_its_minimum(tmp_path: Path) -> None:
    report = run(tmp_path, RuleEngine(knows, context_window=30), "full_context")
    assert missed_minimums(report, ["full_context.knowledge=0.1"]) == [
        "full_context.knowledge: nothing to measure, wanted at least 0.1"
    ]
