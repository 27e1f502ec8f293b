"""From bytes to text, whatever wrote the file."""

import codecs

from charset_normalizer import from_bytes

from components.diagnosis.errors import DiagnosisError

# Choices for people whose file was recognised wrongly.
ENCODINGS = (
    "utf-8",
    "utf-16",
    "cp1252",
    "cp1250",
    "cp1251",
    "mac_roman",
    "shift_jis",
    "gb18030",
    "big5",
    "euc_kr",
)

_BOMS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_ARCHIVES = (b"PK\x03\x04", b"\x1f\x8b", b"\xd0\xcf\x11\xe0")
_SAMPLE_BYTES = 200_000
_COMMON = ("cp1252", "cp1250", "cp1251", "cp932", "gb18030")
_AS_LIKELY = 0.1  # of the recogniser's measure of disorder, 0..1
_NOT_TEXT = "The file is not text. Expected a CSV file; in a spreadsheet, choose 'Save as' and then CSV."


def decode(data: bytes, encoding: str | None = None) -> tuple[str, str]:
    """(text, encoding): by the one given, the byte order mark, as UTF-8, else the most likely older encoding.

    Raises:
        DiagnosisError: an archive or an Excel file, bytes that are no text, or not in the encoding given.
    """
    if data.startswith(_ARCHIVES):
        raise DiagnosisError("This is an Excel file or an archive. Open it and choose 'Save as', then CSV.")
    if encoding:
        return _decoded(data, encoding), encoding
    if marked := next((name for bom, name in _BOMS.items() if data.startswith(bom)), None):
        return _decoded(data, marked), marked
    try:
        return _checked(data.decode("utf-8")), "utf-8"
    except UnicodeDecodeError:
        return _by_likelihood(data)


def _by_likelihood(data: bytes) -> tuple[str, str]:
    """The likeliest encoding; among those about as likely, the one that spreadsheets write most."""
    matches = list(from_bytes(data[:_SAMPLE_BYTES]))
    if not matches:
        raise DiagnosisError(_NOT_TEXT)
    near = {match.encoding for match in matches if match.chaos <= matches[0].chaos + _AS_LIKELY}
    encoding = next((common for common in _COMMON if common in near), matches[0].encoding)
    return _checked(data.decode(encoding, errors="replace")), encoding


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return _checked(data.decode(encoding))
    except (UnicodeDecodeError, LookupError):
        raise DiagnosisError(f"The file is not in the encoding {encoding}. Choose another one.") from None


def _checked(text: str) -> str:
    """`text`, unless more than a few of its characters are control characters: then it was no text."""
    controls = sum(text.count(chr(code)) for code in range(32) if chr(code) not in "\t\n\r\f\v")
    if controls > 0.02 * len(text):
        raise DiagnosisError(_NOT_TEXT)
    return text
