"""What a hosted model would read and cost, from the price list."""

from components.playground import hosted
from components.playground.settings import Settings
from components.playground.view_window import _elsewhere


def test_a_listed_model_has_a_window_and_an_unknown_one_has_none() -> None:
    window = hosted.window("gpt-4.1-mini")
    assert window is not None
    assert window > 100_000
    assert hosted.window("no-such-model") is None


def test_a_corpus_too_large_there_too_gets_no_price() -> None:
    window = hosted.window(hosted.hosted_models()[0])
    assert window is not None
    assert f"{window:,}" in _elsewhere(window + 1, Settings())
    assert "1,000 questions" not in _elsewhere(window + 1, Settings())
    assert "1,000 questions" in _elsewhere(window // 2, Settings())
