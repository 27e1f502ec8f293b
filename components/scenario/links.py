"""Scenario data to a short query string and back: `s=<version>.<base64url of zlib of compact JSON>`."""

import base64
import binascii
import json
import zlib
from typing import Any
from urllib.parse import parse_qs

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
    """
    if not data:
        return ""
    for digits in (6, 4, 3):
        query = f"{PARAMETER}={version}.{_pack(_rounded(data, digits))}"
        if len(query) < MAX_LINK:
            return query
    raise ScenarioError("The scenario has too many overrides for a link. Share its YAML file instead.")


def decode(query: str, version: int) -> dict[str, Any]:
    """Plain scenario data of the present version from a query string; raises ScenarioError."""
    values = parse_qs(query.lstrip("?")).get(PARAMETER)
    if not values:
        return {"version": version}
    found, dot, packed = values[0].partition(".")
    if not dot or not found.isdecimal() or len(found) > 4:
        raise ScenarioError(_CUT_SHORT)
    return migrate({"version": int(found), **_unpack(packed)}, version)


def _pack(data: dict[str, Any]) -> str:
    plain = json.dumps(data, separators=(",", ":"), ensure_ascii=False).encode()
    return base64.urlsafe_b64encode(zlib.compress(plain, 9)).decode().rstrip("=")


def _unpack(packed: str) -> dict[str, Any]:
    try:
        raw = base64.b64decode(packed + "=" * (-len(packed) % 4), altchars=b"-_", validate=True)
        unzip = zlib.decompressobj()
        plain = unzip.decompress(raw, MAX_PLAIN)
        data = json.loads(plain) if unzip.eof else None
    except (binascii.Error, ValueError, zlib.error, RecursionError):
        raise ScenarioError(_CUT_SHORT) from None
    if not isinstance(data, dict):
        raise ScenarioError(_CUT_SHORT)
    return data


def _rounded(value: Any, digits: int) -> Any:
    if isinstance(value, float):
        short = float(f"{value:.{digits}g}")
        return int(short) if short.is_integer() and abs(short) < 1e15 else short
    if isinstance(value, dict):
        return {key: _rounded(item, digits) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_rounded(item, digits) for item in value]
    return value
