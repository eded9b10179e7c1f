"""Bodies of requests: bounded in size, unpacked where they were packed, and read as JSON."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterable
from typing import Final

import msgspec

from designer.sandbox.faults import Fault
from designer.sandbox.limits import RequestLimits, is_too_deep

_GZIP: Final = 16 + zlib.MAX_WBITS
_WINDOWS: Final = {"gzip": _GZIP, "x-gzip": _GZIP, "deflate": zlib.MAX_WBITS}


async def bounded(parts: AsyncIterable[bytes], limits: RequestLimits) -> bytes:
    """All parts of a stream. Raises Fault (413) for more than is allowed."""
    raw = bytearray()
    async for part in parts:
        raw += part
        if len(raw) > limits.body:
            raise limits.too_large()
    return bytes(raw)


def unpacked(raw: bytes, encoding: str, limits: RequestLimits) -> bytes:
    """Unpack the body ``raw`` within ``limits``; ``encoding`` is its Content-Encoding.

    Raises Fault: 413 if it is too large, 415 for an encoding that is not known, 400 for one that it does not have.
    """
    name = encoding.strip().lower()
    if name in ("", "identity"):
        return raw
    if name not in _WINDOWS:
        raise Fault(415, f"the Content-Encoding {name[:40]!r} is not known; gzip, deflate and identity are")
    unpacking = zlib.decompressobj(_WINDOWS[name])
    try:
        text = unpacking.decompress(raw, limits.body + 1)
    except zlib.error:
        raise Fault(400, f"the body is not {name}, as its Content-Encoding says") from None
    if len(text) > limits.body:
        raise limits.too_large()
    if not unpacking.eof or unpacking.unused_data:
        raise Fault(400, f"the body is not whole {name}")
    return text


def json_of(raw: bytes) -> object:
    """A body as JSON. Raises ValueError."""
    try:
        body: object = msgspec.json.decode(raw)
    except RecursionError:
        raise ValueError("the body is nested too deeply") from None
    except (msgspec.MsgspecError, UnicodeError) as error:
        raise ValueError(f"the body is no JSON: {error}") from None
    if is_too_deep(body):
        raise ValueError("the body is nested too deeply")
    return body
