"""Protocols of the two servers and the source: how they say what is wrong, whom they let in, what media they speak."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias
from uuid import uuid4

from msgspec import Struct

from designer.sandbox.faults import Fault, Trouble
from designer.sandbox.keys import Interface, Kind

JSON: TypeAlias = dict[str, Any]

SEGMENT_MEDIA: Final = "application/vnd.segment.v1alpha+json"


class Protocol(Struct, frozen=True, kw_only=True):
    """The way an interface speaks. ``kind`` is that of its keys.

    ``credential`` reads the Authorization header, or answers None. ``invalid``: the status of a bad request.
    """

    kind: Kind
    challenge: str
    credential: Callable[[str], str | None]
    failure: Callable[[Fault], JSON]
    invalid: int
    media: tuple[str, ...] = ("application/json",)


def _basic(header: str) -> str | None:
    scheme, _, encoded = header.partition(" ")
    try:
        text = base64.b64decode(encoded.strip(), validate=True).decode()
    except (binascii.Error, ValueError):
        return None
    return text if scheme.lower() == "basic" and ":" in text else None


def _bearer(header: str) -> str | None:
    scheme, _, token = header.partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def _write_key(header: str) -> str | None:
    """The write key is the user's name; there is no password."""
    return (_basic(header) or "").removesuffix(":") or None


def _learning_locker(fault: Fault) -> JSON:
    told = [f"{each.field}: {each.message}" if each.field else each.message for each in fault.troubles]
    body: JSON = {"errorId": str(uuid4())}
    return body | ({"message": told[0]} if len(told) == 1 else {"messages": told})


def _segment(fault: Fault) -> JSON:
    return {"errors": [_segment_error(fault.status, each) for each in fault.troubles]}


_TYPES: Final = {
    400: "bad-request",
    401: "unauthorized",
    403: "forbidden",
    404: "not-found",
    405: "method-not-allowed",
    413: "payload-too-large",
    415: "unsupported-media-type",
    422: "validation-failure",
    429: "too-many-requests",
}


def _segment_error(status: int, trouble: Trouble) -> JSON:
    error: JSON = {"type": _TYPES.get(status, "internal-error"), "message": trouble.message, "status": status}
    return error | ({"field": trouble.field} if trouble.field else {})


LEARNING_LOCKER: Final = Protocol(
    kind="learninglocker",
    challenge='Basic realm="Learning Locker", charset="UTF-8"',
    credential=_basic,
    failure=_learning_locker,
    invalid=400,
)
SEGMENT: Final = Protocol(
    kind="segment",
    challenge='Bearer realm="Segment"',
    credential=_bearer,
    failure=_segment,
    invalid=422,
    media=(
        SEGMENT_MEDIA,
        "application/vnd.segment.v1beta+json",
        "application/vnd.segment.v1+json",
        "application/json",
    ),
)
SOURCE: Final = Protocol(
    kind="source",
    challenge='Basic realm="Segment source"',
    credential=_write_key,
    failure=_segment,
    invalid=400,
    media=("application/json", "text/plain"),  # browsers send it as text, to be spared a preflight
)
PROTOCOLS: Final[Mapping[Interface, Protocol]] = {
    "learninglocker": LEARNING_LOCKER,
    "xapi": LEARNING_LOCKER,
    "segment": SEGMENT,
    "source": SOURCE,
}


def protocol_of(path: str) -> Protocol:
    """Return whose words to use for an address that leads nowhere."""
    return SEGMENT if path.startswith("/spaces") else SOURCE if path.startswith("/v1/") else LEARNING_LOCKER
