"""Scenario data to a short query string and back: `s=<version>.<base64url of zlib of compact JSON>`.

zlib starts from `data/links/words_1.txt`, the names that links are made of. Links that people keep depend on that
file, byte by byte: it never changes. (zlib says in its first bytes whether a link needs it; the oldest do not.)
"""

import base64
import binascii
import json
import zlib
from functools import cache
from typing import Any
from urllib.parse import parse_qs

from components.knowledge import DATA
from components.scenario.errors import ScenarioError
from components.scenario.migrations import migrate

PARAMETER = "s"
MAX_LINK = 2_000
MAX_PLAIN = 64_000  # unpacked; a link of 2,000 characters could otherwise unfold to megabytes

_CUT_SHORT = (
    "The link is incomplete or was changed on its way. Ask for it again, or open the scenario's YAML file."
)


def encode(data: dict[str, Any], version: int) -> str:
    """The query string, without `?`; empty when there is nothing to say.

    Floats keep six significant digits, then fewer if the link would pass 2,000 characters.

    Raises:
        ScenarioError: even so it would.
    """
    if not data:
        return ""
    for digits in (6, 4, 3):
        query = f"{PARAMETER}={version}.{_pack(_rounded(data, digits))}"
        if len(query) < MAX_LINK:
            return query
    raise ScenarioError("This scenario is too large for a link. Save it as a file on the Brief page instead.")


def decode(query: str, version: int) -> dict[str, Any]:
    """Plain scenario data of the present version from a query string; raises ScenarioError."""
    values = parse_qs(query.lstrip("?")).get(PARAMETER)
    if not values:
        return {"version": version}
    found, dot, packed = values[0].partition(".")
    if not dot or not found.isdecimal() or len(found) > 4:
        raise ScenarioError(_CUT_SHORT)
    return migrate({**_unpack(packed), "version": int(found)}, version)


def _pack(data: dict[str, Any]) -> str:
    plain = json.dumps(data, separators=(",", ":"), ensure_ascii=False).encode()
    packer = zlib.compressobj(9, zdict=_words())
    return base64.urlsafe_b64encode(packer.compress(plain) + packer.flush()).decode().rstrip("=")


def _unpack(packed: str) -> dict[str, Any]:
    try:
        raw = base64.b64decode(packed + "=" * (-len(packed) % 4), altchars=b"-_", validate=True)
        unzip = zlib.decompressobj(zdict=_words())
        plain = unzip.decompress(raw, MAX_PLAIN)
        data = json.loads(plain) if unzip.eof else None
    except (binascii.Error, ValueError, zlib.error, RecursionError):
        raise ScenarioError(_CUT_SHORT) from None
    if not isinstance(data, dict):
        raise ScenarioError(_CUT_SHORT)
    return data


@cache
def _words() -> bytes:
    return (DATA / "links" / "words_1.txt").read_bytes()


def _rounded(value: Any, digits: int) -> Any:
    if isinstance(value, float):
        short = float(f"{value:.{digits}g}")
        return int(short) if short.is_integer() and abs(short) < 1e15 else short
    if isinstance(value, dict):
        return {key: _rounded(item, digits) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_rounded(item, digits) for item in value]
    return value
