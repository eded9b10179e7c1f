"""Versions of xAPI: which one a request speaks, and how an answer says so."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from msgspec import Struct
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from designer.sandbox.dispatcher import refusal
from designer.sandbox.faults import Fault
from designer.sandbox.protocols import PROTOCOLS
from engine import instant
from engine.xapi.rule_sets import LEARNING_LOCKER, XAPI_2, Rules

HEADER: Final = "X-Experience-API-Version"
CONSISTENT_THROUGH: Final = "X-Experience-API-Consistent-Through"
ROOT: Final = "/data/xAPI"


class XapiVersion(Struct, frozen=True):
    """``name`` is the newest of its patch versions, ``rules`` are what its statements are judged by.

    ``unnamed``: the version of a statement that names none.
    """

    name: str
    unnamed: str
    rules: Rules

    @property
    def is_2(self) -> bool:
        return self.name == "2.0.0"


XAPI_1_0: Final = XapiVersion("1.0.3", "1.0.0", LEARNING_LOCKER)
XAPI_2_0: Final = XapiVersion("2.0.0", "2.0.0", XAPI_2)
VERSIONS: Final = (XAPI_1_0, XAPI_2_0)

_PATTERN: Final = re.compile(r"([12]\.0)(\.\d+)?", re.ASCII)


def version(header: str) -> XapiVersion | None:
    """The version that a header names; None if it is not spoken here."""
    found = _PATTERN.fullmatch(header)
    return None if found is None else XAPI_2_0 if found[1] == "2.0" else XAPI_1_0


def version_of(headers: Mapping[str, str]) -> XapiVersion:
    """The version of a request that has passed ``with_version``."""
    return version(headers.get(HEADER.lower(), "")) or XAPI_1_0


def with_version(app: ASGIApp, consistent_through: Callable[[], int]) -> ASGIApp:
    """Refuse what speaks another version, and name the version in every answer of the interface.

    ``consistent_through`` answers the instant up to which nothing more is stored; answers of the statements resource
    name it.
    """

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(ROOT):
            await app(scope, receive, send)
            return
        found = version(Headers(scope=scope).get(HEADER, ""))

        async def named(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers[HEADER] = (found or XAPI_1_0).name
                if scope["path"] == f"{ROOT}/statements":
                    headers[CONSISTENT_THROUGH] = instant.milliseconds_text(consistent_through())
            await send(message)

        if found is None and not scope["path"].endswith("/about"):
            await _refuse(scope, receive, named)
        else:
            await app(scope, receive, named)

    return serve


async def _refuse(scope: Scope, receive: Receive, send: Any) -> None:
    fault = Fault(400, f"the header {HEADER} must say 1.0.3 or 2.0.0")
    await refusal(PROTOCOLS["xapi"], fault)(scope, receive, send)
