"""Model files on disk: checksum, cache folder, one-time re-encoding. Nothing half-written ever has a final
name."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from components.inference.catalogue import Model, source_file
from components.inference.errors import LlamaMissingError, ModelCorruptError

_CHUNK_BYTES = 1 << 20
_ENCODE_TIMEOUT_S = 600.0
_NO_LIBRARY = 3


@dataclass(frozen=True, slots=True)
class RunnableFile:
    """The file that the worker loads."""

    path: Path
    note: str | None = None
    """Why it is not the fast encoding, when it is not."""


def cache_folder() -> Path:
    """Where downloads and re-encoded models are kept; `TUNE_OR_RETRIEVE_CACHE` overrides the user's cache
    folder."""
    own = os.environ.get("TUNE_OR_RETRIEVE_CACHE")
    return Path(own) if own else platformdirs.user_cache_path("tune-or-retrieve") / "models"


def sha256_of(path: Path) -> str:
    """Hex digest of a file's content."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()


def runnable_file(model: Model, folder: Path | None = None) -> RunnableFile:
    """The file to run: the published one, or its faster encoding, made on first use.

    Raises:
        ModelMissingError: there is no file.
        ModelCorruptError: the checksum is wrong, or llama.cpp cannot read the file.
        LlamaMissingError: llama-cpp-python is needed to re-encode and does not load.
    """
    folder = folder or cache_folder()
    source = source_file(model, folder)
    if model.encode_to is None:
        _check(model, source)
        return RunnableFile(source)
    target = folder / encoded_name(model, source)
    if _is_whole(target):
        return RunnableFile(target)
    _check(model, source)
    try:
        encode(source, target, model.encode_to)
    except OSError as error:
        reason = error.strerror or "not writable"
        return RunnableFile(
            source, f"The cache folder cannot take the faster encoding ({reason}); running as published."
        )
    except subprocess.TimeoutExpired as error:
        return RunnableFile(
            source, f"The faster encoding was not ready within {error.timeout:g} s; running as published."
        )
    return RunnableFile(target)


def encoded_name(model: Model, source: Path) -> str:
    """Changes with the published content, so that a new release is encoded anew."""
    version = (model.sha256 or f"{source.stat().st_size:x}-{source.stat().st_mtime_ns:x}")[:12]
    return f"{model.id}.{version}.{model.encode_to}.gguf"


def encode(source: Path, target: Path, encoding: str) -> None:
    """Re-encode a GGUF file in a child process (an unreadable file may abort it), then move it into place.

    Raises:
        ModelCorruptError: llama.cpp cannot read `source`.
        LlamaMissingError: there is no llama.cpp.
        OSError: the folder is not writable or the disk is full; nothing is left behind.
        subprocess.TimeoutExpired: it takes too long; nothing is left behind.
    """
    with _temporary(target) as temporary:
        command = [
            sys.executable,
            "-m",
            "components.inference.encoding",
            str(source),
            str(temporary),
            encoding,
        ]
        run = subprocess.run(
            command, capture_output=True, text=True, timeout=_ENCODE_TIMEOUT_S, cwd=_root(), check=False
        )
        if run.returncode == _NO_LIBRARY:
            raise LlamaMissingError(run.stderr.strip()[-200:])
        if run.returncode != 0:
            _raise_if_no_space(temporary.parent, source.stat().st_size)
            raise ModelCorruptError(source.name, "llama.cpp cannot read it")
        digest = sha256_of(temporary)
        _flush(temporary)
        temporary.replace(target)
        _digest_file(target).write_text(digest, encoding="ascii")


def _check(model: Model, source: Path) -> None:
    if model.sha256 is not None and sha256_of(source) != model.sha256:
        raise ModelCorruptError(source.name, "its checksum is not the published one")
    with source.open("rb") as file:
        if file.read(4) != b"GGUF":
            raise ModelCorruptError(source.name, "it is not a GGUF file")


def _is_whole(target: Path) -> bool:
    with suppress(OSError):
        return _digest_file(target).read_text(encoding="ascii") == sha256_of(target)
    return False


def _digest_file(target: Path) -> Path:
    return target.with_suffix(".sha256")


@contextmanager
def _temporary(target: Path) -> Iterator[Path]:
    """A free name beside `target`, removed again unless it was moved into place."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=target.stem, suffix=".part", dir=target.parent)
    os.close(handle)
    path = Path(name)
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)


def _flush(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _raise_if_no_space(folder: Path, needed_bytes: int) -> None:
    status = os.statvfs(folder)
    if status.f_bavail * status.f_frsize < 2 * needed_bytes:
        raise OSError(28, "No space left on device")


def _root() -> Path:
    return Path(__file__).resolve().parents[2]
