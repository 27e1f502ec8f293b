"""Downloads against a local server that breaks off, lies, forgets ranges and redirects."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from components.inference import DownloadError
from components.inference.catalogue import HubFile, Model
from components.inference.download import Received, download

CONTENT = b"GGUF" + bytes(range(256)) * 4096
DIGEST = hashlib.sha256(CONTENT).hexdigest()


class Hub(ThreadingHTTPServer):
    """Serves `/file`; `/hub` redirects there and names the checksum, as model hubs do."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.content, self.etag, self.ranges = CONTENT, '"v1"', True
        self.break_at: list[int] = []
        self.digest: str | None = DIGEST
        self.statuses: list[int] = []
        self.seen: list[str | None] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: Hub

    def do_GET(self) -> None:
        hub = self.server
        if self.path == "/hub":
            self._redirect()
            return
        hub.seen.append(self.headers.get("Range"))
        if hub.statuses:
            self.send_error(hub.statuses.pop(0))
            return
        start = self._start()
        body = hub.content[start:]
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("ETag", hub.etag)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(hub.content) - 1}/{len(hub.content)}")
        self.end_headers()
        self.wfile.write(body[: hub.break_at.pop(0)] if hub.break_at else body)

    def _start(self) -> int:
        wanted = self.headers.get("Range")
        same = self.headers.get("If-Range") == self.server.etag
        return int(wanted.removeprefix("bytes=").rstrip("-")) if wanted and same and self.server.ranges else 0

    def _redirect(self) -> None:
        self.send_response(302)
        self.send_header("Location", f"{self.server.url}/file")
        if self.server.digest:
            self.send_header("X-Linked-ETag", f'"{self.server.digest}"')
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def hub() -> Iterator[Hub]:
    server = Hub()
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def _model(url: str, sha256: str | None = DIGEST) -> Model:
    return Model(id="m", name="M", licence="MIT", sha256=sha256, hub=HubFile(repo="r", file="f", url=url))


def _get(model: Model, folder: Path) -> list[Received]:
    return list(download(model, folder, pause_s=0.0))


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_whole_file_arrives_with_progress(hub: Hub, tmp_path: Path) -> None:
    steps = _get(_model(f"{hub.url}/file"), tmp_path)
    assert (tmp_path / "m.gguf").read_bytes() == CONTENT
    assert [step.received_bytes for step in steps] == sorted(step.received_bytes for step in steps)
    assert steps[-1] == Received(len(CONTENT), len(CONTENT), tmp_path / "m.gguf")
    assert _names(tmp_path) == ["m.gguf"]


def test_a_second_download_asks_nobody(hub: Hub, tmp_path: Path) -> None:
    _get(_model(f"{hub.url}/file"), tmp_path)
    _get(_model(f"{hub.url}/file"), tmp_path)
    assert len(hub.seen) == 1


def test_a_broken_transfer_is_taken_up_where_it_broke(hub: Hub, tmp_path: Path) -> None:
    hub.break_at = [300_000, 200_000]
    _get(_model(f"{hub.url}/file"), tmp_path)
    assert hub.seen == [None, "bytes=300000-", "bytes=500000-"]
    assert (tmp_path / "m.gguf").read_bytes() == CONTENT


def test_a_server_that_knows_no_ranges_starts_over(hub: Hub, tmp_path: Path) -> None:
    hub.break_at, hub.ranges = [300_000], False
    _get(_model(f"{hub.url}/file"), tmp_path)
    assert (tmp_path / "m.gguf").read_bytes() == CONTENT


def test_a_file_that_changed_meanwhile_is_not_glued_to_the_old_half(hub: Hub, tmp_path: Path) -> None:
    model = _model(f"{hub.url}/file")
    hub.break_at = [1000] * 5
    hub.ranges = False
    with pytest.raises(DownloadError, match="kept"):
        _get(model, tmp_path)
    assert _names(tmp_path) == ["m.etag", "m.part"]
    hub.etag, hub.ranges = '"v2"', True
    _get(model, tmp_path)
    assert (tmp_path / "m.gguf").read_bytes() == CONTENT


def test_what_was_left_by_an_earlier_try_is_used(hub: Hub, tmp_path: Path) -> None:
    progress = download(_model(f"{hub.url}/file"), tmp_path, pause_s=0.0)
    next(progress), next(progress)
    progress.close()
    half = (tmp_path / "m.part").stat().st_size
    assert 0 < half < len(CONTENT)
    _get(_model(f"{hub.url}/file"), tmp_path)
    assert hub.seen[-1] == f"bytes={half}-"


def test_a_wrong_file_is_thrown_away(hub: Hub, tmp_path: Path) -> None:
    hub.content = b"GGUF other"
    with pytest.raises(DownloadError, match="wrong checksum"):
        _get(_model(f"{hub.url}/file"), tmp_path)
    assert "m.gguf" not in _names(tmp_path)
    assert "m.part" not in _names(tmp_path)


def test_an_error_page_is_no_model_even_when_the_checksum_fits(hub: Hub, tmp_path: Path) -> None:
    hub.content = b"<html>please log in</html>"
    with pytest.raises(DownloadError, match="not the file"):
        _get(_model(f"{hub.url}/file", hashlib.sha256(hub.content).hexdigest()), tmp_path)


def test_the_hubs_own_checksum_counts_when_the_list_has_none(hub: Hub, tmp_path: Path) -> None:
    _get(_model(f"{hub.url}/hub", None), tmp_path)
    assert (tmp_path / "m.gguf").is_file()


@pytest.mark.parametrize(("digest", "said"), [("0" * 64, "wrong checksum"), (None, "names no checksum")])
def test_without_a_checksum_that_fits_nothing_is_kept(
    hub: Hub, tmp_path: Path, digest: str | None, said: str
) -> None:
    hub.digest = digest
    with pytest.raises(DownloadError, match=said):
        _get(_model(f"{hub.url}/hub", None), tmp_path)
    assert "m.gguf" not in _names(tmp_path)


def test_a_busy_hub_is_asked_again_and_a_refusing_one_is_not(hub: Hub, tmp_path: Path) -> None:
    hub.statuses = [503, 429]
    _get(_model(f"{hub.url}/file"), tmp_path)
    assert len(hub.seen) == 3
    hub.statuses = [404]
    with pytest.raises(DownloadError, match="status 404"):
        _get(_model(f"{hub.url}/file"), tmp_path / "other")
    assert len(hub.seen) == 4


def test_nobody_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(DownloadError, match="5 tries"):
        _get(_model("http://127.0.0.1:9/file"), tmp_path)


@pytest.mark.parametrize("url", ["http://example.org/m.gguf", "file:///etc/passwd", "ftp://example.org/m"])
def test_only_https_is_asked(url: str, tmp_path: Path) -> None:
    with pytest.raises(DownloadError, match="https only"):
        _get(_model(url), tmp_path)


def test_a_full_disk_is_told_before_anything_is_written(
    hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=1000))
    with pytest.raises(DownloadError, match="no room on the disk for 1 MB"):
        _get(_model(f"{hub.url}/file"), tmp_path)
    assert not list(tmp_path.glob("m.gguf"))


def test_a_disk_that_fills_up_on_the_way_is_told(
    hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real_open = Path.open

    def full(self: Path, mode: str = "r", *args: Any, **kwargs: Any) -> Any:
        if mode in ("wb", "ab"):
            return real_open(Path("/dev/full"), "wb", buffering=0)
        return real_open(self, mode, *args, **kwargs)

    monkeypatch.setattr(Path, "open", full)
    with pytest.raises(DownloadError, match="no room on the disk"):
        _get(_model(f"{hub.url}/file"), tmp_path)


def test_two_at_once_do_not_write_the_same_file(hub: Hub, tmp_path: Path) -> None:
    first = download(_model(f"{hub.url}/file"), tmp_path)
    next(first)
    with pytest.raises(DownloadError, match="already"):
        _get(_model(f"{hub.url}/file"), tmp_path)
    assert list(first)[-1].path is not None
