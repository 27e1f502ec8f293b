"""PDF as text, read by a process that may be stopped (see `pdf_worker`)."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from components.retrieval.errors import BrokenFileError, EncryptedPdfError, FileTooLargeError, ImagePdfError

_WORKER = Path(__file__).with_name("pdf_worker.py")
_HEAD_BYTES = 1024


def pdf_text(name: str, data: bytes, *, pages: int, seconds: float) -> str:
    """The text of all pages, parted by form feeds.

    Raises:
        BrokenFileError: no readable PDF, or reading it took more than `seconds`.
        EncryptedPdfError: it needs a password.
        FileTooLargeError: more than `pages` pages.
        ImagePdfError: no page has any text.
    """
    if b"%PDF-" not in data[:_HEAD_BYTES]:
        raise _broken(name, "this is no PDF.")
    answer = _ask_worker(name, data, pages, seconds)
    if "error" in answer:
        raise _refusal(name, answer, pages)
    texts = [str(text) for text in answer["pages"]]
    if not any(text.strip() for text in texts):
        problem = "its pages hold pictures but no text."
        raise ImagePdfError(name, problem, "Run text recognition (OCR) on it first.")
    return "\f".join(text.replace("\f", "\n") for text in texts)


def _ask_worker(name: str, data: bytes, pages: int, seconds: float) -> dict[str, Any]:
    command = [sys.executable, "-I", str(_WORKER), str(pages), str(seconds)]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired as error:
        raise _broken(name, f"reading this PDF took more than {seconds:g} s and was stopped.") from error
    try:
        answer = json.loads(done.stdout)
    except ValueError as error:
        raise _broken(name, "reading this PDF used up its memory or time and was stopped.") from error
    return dict(answer)


def _refusal(name: str, answer: dict[str, Any], pages: int) -> Exception:
    if answer["error"] == "encrypted":
        return EncryptedPdfError(name, "this PDF is protected by a password.", "Save a copy without one.")
    if answer["error"] == "pages":
        problem = f"this PDF has {answer['detail']} pages, the limit is {pages}."
        return FileTooLargeError(name, problem, "Split it, or keep the part that answers questions.")
    return _broken(name, f"this PDF is broken ({answer['detail']}).")


def _broken(name: str, problem: str) -> BrokenFileError:
    return BrokenFileError(name, problem, "Open and save it again, or export it as text.")
