"""Fetch a model file: with progress, resumable, checked, and never half under its final name."""

from __future__ import annotations

import errno
import http.client
import shutil
import threading
import time
import urllib.error
import urllib.request
from collections import defaultdict
from collections.abc import Generator, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from components.inference.catalogue import Model, download_name
from components.inference.errors import DownloadError
from components.inference.files import cache_folder, sha256_of

_CHUNK_BYTES = 1 << 18
_TIMEOUT_S = 30.0
_TRIES = 5
_PAUSE_S = 1.0
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_locks: defaultdict[Path, threading.Lock] = defaultdict(threading.Lock)


@dataclass(frozen=True, slots=True)
class Received:
    """How much of a file has come. `path` is set when it is whole, checked and in place."""

    received_bytes: int
    total_bytes: int | None
    path: Path | None = None


@dataclass(frozen=True, slots=True)
class _Body:
    """An open answer of the server."""

    response: Any
    start: int
    total_bytes: int | None
    digest: str | None


def download(model: Model, folder: Path | None = None, *, pause_s: float = _PAUSE_S) -> Generator[Received]:
    """Fetch the model's file from its hub into the cache folder; iterate to make it happen.

    A broken transfer is taken up again where it broke, now and at the next call.

    Raises:
        DownloadError: no address, no answer, no space, or not the file that was promised.
    """
    if model.hub is None:
        raise DownloadError(f"The model '{model.id}' has no address to download it from.")
    folder = folder or cache_folder()
    target = folder / download_name(model)
    if target.is_file():
        size = target.stat().st_size
        yield Received(size, size, target)
        return
    lock = _locks[target]
    if not lock.acquire(blocking=False):
        raise DownloadError(
            f"The model '{model.id}' is being downloaded already. Wait until that has finished."
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        yield from _fetch(_address(model.hub.url), target, model.sha256, pause_s)
    except OSError as error:
        raise DownloadError(f"The folder for models cannot be written ({error.strerror}).") from error
    finally:
        lock.release()


def _fetch(url: str, target: Path, sha256: str | None, pause_s: float) -> Iterator[Received]:
    part = target.with_suffix(".part")
    problem = "the connection broke"
    for attempt in range(_TRIES):
        if attempt:
            time.sleep(pause_s * attempt)
        try:
            with _open(url, part) as body:
                total, digest = body.total_bytes, sha256 or body.digest
                yield from _save(body, part)
        except (http.client.HTTPException, TimeoutError, ConnectionError, urllib.error.URLError) as error:
            problem = _reason(error)
            continue
        if total is not None and part.stat().st_size < total:
            continue
        _check(part, digest)
        part.replace(target)
        _etag_file(part).unlink(missing_ok=True)
        size = target.stat().st_size
        yield Received(size, size, target)
        return
    raise DownloadError(
        f"The download did not finish after {_TRIES} tries: {problem}. "
        "What has come is kept; start it again later."
    )


def _address(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK):
        return url
    raise DownloadError(f"Models are downloaded over https only, not from {parts.scheme}://{parts.hostname}.")


class _open:  # noqa: N801 - used as a function
    """The server's answer to a request for what `part` does not have yet."""

    def __init__(self, url: str, part: Path) -> None:
        start = part.stat().st_size if part.is_file() else 0
        request = urllib.request.Request(url, headers=_range(start, part))  # noqa: S310 - `_address` has checked it
        digests = _Digests()
        try:
            self._response = urllib.request.build_opener(digests).open(request, timeout=_TIMEOUT_S)
        except urllib.error.HTTPError as error:
            self._response = None
            self._refused(error, part)
            raise
        headers = self._response.headers
        resumed = self._response.status == http.HTTPStatus.PARTIAL_CONTENT
        start = start if resumed and headers.get("Content-Range", "").startswith(f"bytes {start}-") else 0
        length = headers.get("Content-Length")
        total = start + int(length) if length else None
        if etag := headers.get("ETag"):
            _etag_file(part).write_text(etag, encoding="utf-8")
        self.body = _Body(self._response, start, total, digests.found or _digest(headers))

    def __enter__(self) -> _Body:
        return self.body

    def __exit__(self, *_: object) -> None:
        self._response.close()

    @staticmethod
    def _refused(error: urllib.error.HTTPError, part: Path) -> None:
        if error.code == http.HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
            part.unlink(missing_ok=True)  # another file than the one that was begun: anew
            raise ConnectionError("the file has changed") from error
        if (
            error.code < http.HTTPStatus.INTERNAL_SERVER_ERROR
            and error.code != http.HTTPStatus.TOO_MANY_REQUESTS
        ):
            raise DownloadError(
                f"The hub refuses the file (status {error.code}). Try again later."
            ) from error


class _Digests(urllib.request.HTTPRedirectHandler):
    """Notes the SHA-256 that a hub names in the redirect to the file itself."""

    found: str | None = None

    def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Any:
        """Follow, as long as it stays on https or loopback."""
        self.found = self.found or _digest(headers)
        return super().redirect_request(req, fp, code, msg, headers, _address(newurl))


def _digest(headers: Any) -> str | None:
    value = (headers.get("X-Linked-ETag") or "").strip('"')
    return value if len(value) == 64 and all(letter in "0123456789abcdef" for letter in value) else None


def _range(start: int, part: Path) -> dict[str, str]:
    headers = {"User-Agent": "tune-or-retrieve", "Accept-Encoding": "identity"}
    if start:
        headers["Range"] = f"bytes={start}-"
        with suppress(OSError):
            headers["If-Range"] = _etag_file(part).read_text(encoding="utf-8")
    return headers


def _save(body: _Body, part: Path) -> Iterator[Received]:
    received = body.start
    if body.total_bytes is not None and shutil.disk_usage(part.parent).free < body.total_bytes - received:
        raise _no_space(body.total_bytes)
    with part.open("ab" if received else "wb") as file:
        yield Received(received, body.total_bytes)
        while chunk := body.response.read(_CHUNK_BYTES):
            try:
                file.write(chunk)
            except OSError as error:
                if error.errno == errno.ENOSPC:
                    raise _no_space(body.total_bytes) from error
                raise
            received += len(chunk)
            yield Received(received, body.total_bytes)


def _check(part: Path, digest: str | None) -> None:
    with part.open("rb") as file:
        gguf = file.read(4) == b"GGUF"
    if gguf and digest is not None and sha256_of(part) == digest:
        return
    part.unlink(missing_ok=True)
    if digest is None:
        raise DownloadError("The hub names no checksum for the file, so it was not kept.")
    raise DownloadError(
        "What arrived is not the file that was promised (wrong checksum), so it was not kept."
    )


def _no_space(total_bytes: int | None) -> DownloadError:
    size = f"{total_bytes / 1e6:,.0f} MB" if total_bytes else "the file"
    return DownloadError(
        f"There is no room on the disk for {size}. Free some space and start the download again."
    )


def _etag_file(part: Path) -> Path:
    return part.with_suffix(".etag")


def _reason(error: Exception) -> str:
    if isinstance(error, urllib.error.HTTPError):
        return f"the hub answers with status {error.code}"
    if isinstance(error, TimeoutError):
        return "the hub does not answer"
    return "the connection broke"
