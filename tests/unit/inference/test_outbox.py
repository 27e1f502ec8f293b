"""Pieces are gathered, nothing is lost, reordered or late at the end."""

from __future__ import annotations

from typing import Any

import pytest

from components.inference import outbox


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    monkeypatch.setattr(outbox, "_EVERY_S", 1e9)
    return []


def test_the_first_piece_goes_at_once_and_the_rest_before_the_end(sent: list[dict[str, Any]]) -> None:
    box = outbox.Outbox(sent.extend)
    box.put([{"texts": [[1, "a"]]}])
    assert sent == [{"texts": [[1, "a"]]}]
    for piece in "bcd":
        box.put([{"texts": [[1, piece]]}])
    assert len(sent) == 1
    box.put([{"end": 1, "text": "e"}])
    assert sent[1:] == [{"texts": [[1, "bcd"]]}, {"end": 1, "text": "e"}]


def test_another_answers_first_piece_takes_the_held_ones_along(sent: list[dict[str, Any]]) -> None:
    box = outbox.Outbox(sent.extend)
    box.put([{"texts": [[1, "a"]]}])
    box.put([{"texts": [[1, "b"]]}])
    box.put([{"texts": [[1, "c"], [2, "x"]]}])
    assert sent[1:] == [{"texts": [[1, "bc"], [2, "x"]]}]


def test_pieces_do_not_wait_longer_than_the_eye(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "_EVERY_S", 0.0)
    sent: list[dict[str, Any]] = []
    box = outbox.Outbox(sent.extend)
    for piece in "abc":
        box.put([{"texts": [[1, piece]]}])
    assert "".join(message["texts"][0][1] for message in sent) == "abc"
    assert len(sent) == 3


def test_nothing_is_sent_for_nothing(sent: list[dict[str, Any]]) -> None:
    outbox.Outbox(sent.extend).put([])
    assert sent == []
