"""LoRA adapters: by name, a lane each over the same weights."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from components.inference import AdapterMissingError, Engine
from tests.bench.engine_prompts import conversations
from tests.bench.engine_soak import Reference, ask
from tests.unit.inference.adapter_file import write_adapter

pytestmark = pytest.mark.model
HELLO = [{"role": "user", "content": "Name three colours."}]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("adapters")
    write_adapter(folder / "one" / "adapter.gguf", seed=1)
    write_adapter(folder / "two" / "adapter.gguf", seed=2)
    whole = write_adapter(folder / "damaged" / "adapter.gguf").read_bytes()
    (folder / "damaged" / "adapter.gguf").write_bytes(whole[: len(whole) // 2])
    return folder


@pytest.fixture(scope="module")
def adapted(folder: Path) -> Iterator[Engine]:
    with Engine(adapters=folder) as engine:
        yield engine


def test_alone_and_greedy_an_adapter_says_what_llama_says_with_it(adapted: Engine, folder: Path) -> None:
    reference = Reference(adapted.model_path, 4096, folder / "one" / "adapter.gguf")
    for messages in conversations(4, seed=21):
        assert ask(adapted, messages, 16, adapter="one").text == reference.ask(messages, 16)


def test_the_weights_below_stay_as_they_were(adapted: Engine, engine: Engine) -> None:
    said = {name: ask(adapted, HELLO, 16, adapter=name).text for name in ("one", "two", None)}
    assert len(set(said.values())) == 3
    assert said[None] == ask(engine, HELLO, 16).text


def test_base_and_adapters_answer_side_by_side(adapted: Engine) -> None:
    alone = {name: ask(adapted, HELLO, 12, adapter=name).text for name in ("one", "two", None)}
    together: dict[str | None, str] = {}
    threads = [
        threading.Thread(
            target=lambda name=name: together.update({name: ask(adapted, HELLO, 12, adapter=name).text})
        )
        for name in alone
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert together == alone  # a lane each: none has neighbours


def test_adapters_are_listed(adapted: Engine) -> None:
    assert adapted.adapters() == ["damaged", "one", "two"]


def test_a_damaged_adapter_is_told_and_the_engine_goes_on(adapted: Engine) -> None:
    with pytest.raises(AdapterMissingError, match="damaged"):
        list(adapted.generate(HELLO, max_tokens=5, adapter="damaged"))
    assert ask(adapted, HELLO, 5).text
    assert adapted.status().restarts == 0
