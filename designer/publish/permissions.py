"""Permissions on a server, found out without changing anything.

What would be made could not be, and what would be changed has an id that nothing has: a server that says so would
have let us. Every question is asked once: a server that fails now is what there is to tell.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Any, Final

from msgspec import Struct

from designer.publish.clients.learninglocker import LearningLocker
from designer.publish.clients.segment import MEDIA_TYPE, Segment
from designer.publish.clients.xapi import Lrs, negotiated
from designer.publish.connection import TargetConnection
from designer.publish.credentials import Credentials
from designer.publish.requests import Request
from designer.publish.retries import RetryPolicy
from designer.publish.server_failures import RequestRejected, ServerFailure, Uncertain
from store.targets import Target

NOBODYS: Final = "f" * 24

ONCE: Final = RetryPolicy(attempts=1, connect=5.0, answer=10.0, whole=10.0)
WHOLE: Final = 30.0
"""Seconds for all questions."""


class Permission(Struct, frozen=True):
    """Something that may be done or not; None: the server failed to tell. ``said`` is why, in a sentence."""

    what: str
    allowed: bool | None
    said: str = ""


class Permissions(Struct, frozen=True):
    """``who`` is what the server calls us, or whom we belong to; empty where it does not say."""

    who: str
    rights: tuple[Permission, ...]


async def permissions(target: Target, credentials: Credentials) -> Permissions:
    """Try a target. Raises ServerFailure if the server cannot be reached, does not know us, or answers nothing."""
    async with TargetConnection(target, credentials, ONCE) as server:
        try:
            async with asyncio.timeout(WHOLE):
                found = await _permissions(server)
        except TimeoutError:
            raise ServerFailure(
                f"{target.name} at {target.url} has not answered within {WHOLE:.0f} s"
            ) from None
    if all(right.allowed is None for right in found.rights):
        raise ServerFailure(
            f"{target.name} answered none of {len(found.rights)} questions, each asked once. "
            f"{found.rights[0].said}"
        )
    return found


async def _permissions(server: TargetConnection) -> Permissions:
    match server.target.kind:
        case "learninglocker":
            return await _learninglocker(LearningLocker(server))
        case "segment":
            return await _segment(Segment(server))
        case "segment-xstate":
            return await _segment_xstate(Segment(server))
        case "lrs":
            return await _lrs(await negotiated(server))
        case "track":
            batch = Request(method="POST", path="/v1/batch", body={"batch": []})
            return Permissions("", (await _permission("send calls", server.ask(batch)),))


async def _lrs(client: Lrs) -> Permissions:
    rights = (
        await _permission("read statements", anext(client.pages({"limit": "1"}))),
        await _permission("store statements", client.post([])),
    )
    return Permissions(f"xAPI {client.version}", rights)


async def _learninglocker(client: LearningLocker) -> Permissions:
    rights = (
        await _permission("read journeys", client.count()),
        await _permission("change journeys", _try_create(client)),
        await _permission("read statements", client.page("statement", first=1)),
        await _permission("store statements", client.send_statements([])),
    )
    return Permissions(await _organisation(client.server), rights)


async def _try_create(client: LearningLocker) -> None:
    """Ask for a journey that no server takes; one that takes it all the same is asked to forget it."""
    created_journey = await client.create({"_id": "no id of a journey", "waypoints": "none"})
    await client.delete(str(created_journey["_id"]))


async def _segment(client: Segment) -> Permissions:
    rights = (
        await _permission("read journeys", client.get(NOBODYS)),
        await _permission("change journeys", client.update_status(NOBODYS, 1, "PAUSE_ENTRY")),
    )
    return Permissions(await _space(client.server), rights)


async def _segment_xstate(client: Segment) -> Permissions:
    rights = (await _permission("create drafts", client.create({})),)  # without a name, so none is made
    return Permissions(await _space(client.server), rights)


async def _permission(what: str, doing: Awaitable[object]) -> Permission:
    try:
        await doing
    except RequestRejected as error:
        if error.status == 401:
            raise
        if error.status in (403, 405):
            return Permission(what, False, str(error))
    except Uncertain as error:
        return Permission(what, None, str(error))
    return Permission(what, True)


async def _organisation(server: TargetConnection) -> str:
    found = await _answer_or_none(server, Request(method="GET", path="/api/v2/organisation"))
    first = found[0] if isinstance(found, list) and found else {}
    return _name(first)


async def _space(server: TargetConnection) -> str:
    path = f"/spaces/{server.target.space}"
    found = await _answer_or_none(server, Request(method="GET", path=path, headers={"Accept": MEDIA_TYPE}))
    data = found.get("data") if isinstance(found, dict) else None
    return _name(data.get("space") if isinstance(data, dict) else None)


async def _answer_or_none(server: TargetConnection, request: Request) -> Any:
    """Return what the server says about us; nothing where it will not or cannot."""
    try:
        return (await server.ask(request)).body
    except (RequestRejected, Uncertain):
        return None


def _name(row: object) -> str:
    """``Acorn Corp (59198183d8ea540933227033)``."""
    if not isinstance(row, dict):
        return ""
    id = row.get("_id") or row.get("id")
    name = row.get("name")
    return f"{name} ({id})" if name and id else str(name or id or "")
