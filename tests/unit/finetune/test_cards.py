"""The adapters that ship fit their cards."""

from __future__ import annotations

from pathlib import Path

import pytest

from components.finetune import AdapterCardError, adapter_path, card, load_cards, loss_curve
from components.finetune.cards import ADAPTERS, sha256
from components.finetune.charts import loss_alt, loss_figure, smoothed

CARDS = load_cards()
MOST_BYTES = 10_000_000


def test_a_behaviour_adapter_ships() -> None:
    assert "behaviour" in {entry.kind for entry in CARDS.values()}


def test_every_adapter_folder_has_a_card() -> None:
    assert {path.parent.name for path in ADAPTERS.glob("*/adapter.gguf")} == set(CARDS)


@pytest.mark.parametrize("name", CARDS)
def test_hash_and_size_of_the_file_are_those_of_the_card(name: str) -> None:
    path, entry = adapter_path(name), CARDS[name].adapter
    assert (sha256(path), path.stat().st_size) == (entry.sha256, entry.size_bytes)
    assert entry.size_bytes <= MOST_BYTES
    assert path.read_bytes()[:4] == b"GGUF"


@pytest.mark.parametrize("name", CARDS)
def test_the_curve_ends_where_the_card_says_and_falls(name: str) -> None:
    points, training = loss_curve(name), CARDS[name].training
    assert (points[-1].step, points[-1].examples) == (training.steps, training.examples)
    means = smoothed([point.loss for point in points])
    assert means[-1] < means[0] / 3


@pytest.mark.parametrize("name", CARDS)
def test_the_command_names_seed_steps_and_recipe(name: str) -> None:
    training = CARDS[name].training
    for part in (f"--seed {training.seed}", f"--steps {training.steps}", f"--recipe {training.recipe}"):
        assert part in training.command


@pytest.mark.parametrize("name", CARDS)
def test_counts_and_shares_of_what_was_measured_agree(name: str) -> None:
    for row in CARDS[name].measured:
        for count in filter(None, (row.before, row.after)):
            assert count.value is not None
            assert count.value == pytest.approx(count.hits / count.n, abs=1e-3)
            assert count.low <= count.value + 1e-3
            assert count.value <= count.high + 1e-3


def test_the_corpora_it_is_measured_on_are_not_what_it_was_trained_on() -> None:
    for entry in CARDS.values():
        if entry.kind == "behaviour":
            assert entry.measured
            assert entry.corpus is None


def test_the_chart_has_the_curve_and_says_it_in_words() -> None:
    name = next(iter(CARDS))
    points = loss_curve(name)
    figure = loss_figure(points, dark=False)
    assert list(figure.data[0].x)[-1] == points[-1].examples
    assert f"{points[-1].examples:,} examples" in loss_alt(CARDS[name], points)


def test_an_unknown_adapter_is_refused_by_name() -> None:
    with pytest.raises(AdapterCardError, match="no adapter 'nobody'"):
        card("nobody")


def test_a_card_with_an_unknown_key_names_file_and_key(tmp_path: Path) -> None:
    (tmp_path / "odd").mkdir()
    (tmp_path / "odd" / "card.yaml").write_text("title: Odd\nkind: sideways\n", encoding="utf-8")
    with pytest.raises(AdapterCardError, match="kind"):
        load_cards(tmp_path)


def test_a_missing_curve_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(AdapterCardError, match="Train the adapter again"):
        loss_curve("none", tmp_path)
