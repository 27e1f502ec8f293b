"""The section "train your own", the checker on the page, and an adapter's card."""

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from components.finetune import load_cards


def section() -> None:
    from components.finetune.view import train_your_own_section

    train_your_own_section()


def card_page(name: str) -> None:
    from components.finetune.view import adapter_card

    adapter_card(name)


def words(at: AppTest) -> str:
    return " ".join(
        str(element.value) for element in [*at.markdown, *at.warning, *at.success, *at.caption, *at.code]
    )


def uploaded(data: bytes) -> AppTest:
    at = AppTest.from_function(section).run()
    at.file_uploader[0].upload("mine.jsonl", data).run()
    assert not at.exception
    return at


def lines(count: int) -> bytes:
    return "\n".join(json.dumps({"prompt": f"p{n}", "completion": f"c{n}"}) for n in range(count)).encode()


def test_the_section_shows_command_format_and_how_many_examples() -> None:
    at = AppTest.from_function(section).run()
    assert not at.exception
    for part in ("python -m components.finetune.train", '"role": "assistant"', "200 good ones", "examples,"):
        assert part in words(at)


def test_enough_good_examples_are_confirmed() -> None:
    assert "205 good examples" in words(uploaded(lines(205)))


def test_too_few_and_broken_ones_are_counted_and_listed() -> None:
    at = uploaded(lines(3) + b"\n{broken")
    assert "197 more are needed" in words(at)
    assert any("not JSON" in str(table.value.to_dict()) for table in at.dataframe)


def test_a_file_that_is_no_text_is_refused_calmly() -> None:
    assert "not text in UTF" in words(uploaded(b"\xff\xfe\x00\x01"))


def test_a_reply_with_markup_in_it_is_shown_literally() -> None:
    at = uploaded(json.dumps({"prompt": "p", "completion": "![x](http://evil.test/a.png)"}).encode())
    assert "evil.test" not in words(at)


@pytest.mark.parametrize("name", list(load_cards()))
def test_a_card_shows_what_it_took_and_measured(name: str) -> None:
    at = AppTest.from_function(card_page, args=(name,)).run()
    assert not at.exception
    card: Any = load_cards()[name]
    assert card.adapter.sha256 in words(at)
    assert {metric.label: metric.value for metric in at.metric}["Examples"] == f"{card.training.examples:,}"
    assert len(at.dataframe[0].value) == len(card.measured)


def test_an_unknown_adapter_is_a_calm_panel() -> None:
    at = AppTest.from_function(card_page, args=("nobody",)).run()
    assert not at.exception
    assert "no adapter 'nobody'" in words(at)


def test_all_format_errors_are_counted_though_not_all_are_listed() -> None:
    at = uploaded(b"nonsense\n" * 1_234)
    summary = at.dataframe[0].value
    assert list(summary[summary["What"] == "Format errors"]["Found"]) == ["1,234"]
    assert "and 1,184 more" in words(at)
