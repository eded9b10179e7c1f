"""Signed statements: a JSON web signature among the attachments whose payload is the statement.

What the signature says is checked; who signed it is not, as the specification leaves certificates to others.
Source: xAPI 1.0.3 part two, 2.6.
"""

from __future__ import annotations

import base64
import binascii
from typing import Any, Final

import msgspec

ALGORITHMS: Final = ("RS256", "RS384", "RS512")


def signed_statement(signature: bytes) -> dict[str, Any]:
    """The statement in a signature. Raises ValueError for what is no such signature."""
    try:
        head, payload, _ = signature.decode("ascii").split(".")
        header, statement = _decoded(head), _decoded(payload)
    except (ValueError, binascii.Error, msgspec.MsgspecError):
        raise ValueError("the signature is no JSON web signature whose payload is a statement") from None
    algorithm = header.get("alg")
    if algorithm not in ALGORITHMS:
        raise ValueError(f"the signature's algorithm is {algorithm!r}, not one of {', '.join(ALGORITHMS)}")
    if "x5c" in header and not (isinstance(header["x5c"], list) and header["x5c"]):
        raise ValueError("x5c in the signature's header is a list of certificates")
    return statement


def _decoded(text: str) -> dict[str, Any]:
    padded = text + "=" * (-len(text) % 4)
    found: dict[str, Any] = msgspec.json.decode(
        base64.b64decode(padded, b"-_", validate=True), type=dict[str, Any]
    )
    return found
