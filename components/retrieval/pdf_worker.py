"""Read a PDF in a process of its own: bytes on stdin, JSON on stdout.

Run by path and isolated (`python -I pdf_worker.py PAGES SECONDS`), so that it imports nothing of the project.
A PDF made to eat memory or time ends this process at its limits and leaves the app alone.
"""

from __future__ import annotations

import io
import json
import logging
import sys

MEMORY_BYTES = 1_500_000_000


def limit_process(seconds: int) -> None:
    """Cap this process's memory and processor time, where the system can."""
    try:
        import resource
    except ImportError:  # not a POSIX system: the caller's time limit is what is left
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))


def read(data: bytes, most_pages: int) -> dict[str, object]:
    """`{"pages": [text, …]}`, or `{"error": "encrypted" | "pages" | "broken", "detail": …}`."""
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, FileNotDecryptedError

    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            return {"error": "encrypted", "detail": ""}
        if len(reader.pages) > most_pages:
            return {"error": "pages", "detail": str(len(reader.pages))}
        return {"pages": [page.extract_text() for page in reader.pages]}
    except (DependencyError, FileNotDecryptedError):
        return {"error": "encrypted", "detail": ""}
    except Exception as error:  # pypdf lets many kinds through on broken files; this process is the boundary
        return {"error": "broken", "detail": type(error).__name__}


def main() -> None:
    """Read stdin, answer on stdout."""
    logging.disable(logging.CRITICAL)
    limit_process(int(float(sys.argv[2])) + 1)
    answer = read(sys.stdin.buffer.read(), int(sys.argv[1]))
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
