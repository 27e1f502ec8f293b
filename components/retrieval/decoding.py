"""From bytes to text: archives and binaries refused, encodings recognised."""

from __future__ import annotations

import codecs

from charset_normalizer import from_bytes

from components.retrieval.errors import ArchiveError, NotTextError

_ARCHIVES: dict[bytes, str] = {
    b"PK\x03\x04": "a zip archive (Word, Excel and many others are, too)",
    b"PK\x05\x06": "an empty zip archive",
    b"PK\x07\x08": "a part of a zip archive",
    b"\x1f\x8b": "a gzip archive",
    b"BZh": "a bzip2 archive",
    b"\xfd7zXZ\x00": "an xz archive",
    b"7z\xbc\xaf\x27\x1c": "a 7-Zip archive",
    b"Rar!\x1a\x07": "a RAR archive",
    b"\x28\xb5\x2f\xfd": "a Zstandard archive",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "an old Office file",
}
_BOMS: dict[bytes, str] = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_SAMPLE_BYTES = 200_000
_CONTROL_SHARE = 0.02


def refuse_archive(name: str, data: bytes) -> None:
    """Archives are never unpacked, so that a small one cannot unfold into gigabytes.

    Raises:
        ArchiveError: the bytes begin like an archive, whatever the file is called.
    """
    for magic, what in _ARCHIVES.items():
        if data.startswith(magic):
            raise ArchiveError(name, f"this is {what}.", "Unpack it, or export it as text, Markdown or PDF.")


def decode_text(name: str, data: bytes) -> str:
    """The text in `data`: by its byte order mark, as UTF-8, else by the most likely older encoding.

    Raises:
        NotTextError: the bytes are no text in any encoding.
    """
    encoding = next((encoding for bom, encoding in _BOMS.items() if data.startswith(bom)), None)
    if encoding is None and b"\x00" in data:
        raise _not_text(name)
    try:
        text = data.decode(encoding or "utf-8")
    except UnicodeDecodeError:
        text = _decode_older(name, data)
    controls = sum(1 for character in text if character < " " and character not in "\t\n\r\f\v")
    if controls > _CONTROL_SHARE * len(text):
        raise _not_text(name)
    return text


def _decode_older(name: str, data: bytes) -> str:
    best = from_bytes(data[:_SAMPLE_BYTES]).best()
    if best is None:
        raise _not_text(name)
    try:
        return data.decode(best.encoding, errors="replace")
    except (LookupError, UnicodeError) as error:
        raise _not_text(name) from error


def _not_text(name: str) -> NotTextError:
    return NotTextError(name, "these bytes are no text.", "Choose the file's text form, or export it as PDF.")
