"""An LRS: its statements by xAPI 1.0.3 or 2.0.0, whichever is the newest that both sides know."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import Final

import httpx
from msgspec import Struct

from designer.publish.clients.answer_shapes import Document, document, documents
from designer.publish.connection import TargetConnection
from designer.publish.requests import Request, ServerAnswer
from designer.publish.server_failures import RequestRejected, ServerFailure, Uncertain
from engine import instant
from store.targets import Target

VERSIONS: Final = ("2.0.0", "1.0.3")
"""The versions of xAPI that are spoken, the preferred one first."""

_OLDEST: Final = "1.0.3"
_CONSISTENT: Final = "x-experience-api-consistent-through"


class StatementPage(Struct, frozen=True):
    """Some statements in the order they were asked for; ``more`` leads to the next ones, empty behind the last.

    ``consistent_through``: everything stored until then (microseconds) could be found; None where the LRS says nothing.
    """

    statements: list[Document]
    more: str
    consistent_through: int | None


class Lrs:
    """The statement resource of a target. Each operation raises ServerFailure."""

    def __init__(self, server: TargetConnection, version: str) -> None:
        self.server = server
        self.version = version

    async def pages(self, query: Mapping[str, str], *, more: str = "") -> AsyncIterator[StatementPage]:
        """All pages of a query; with ``more``, from there on."""
        page = await (self._page(url=more) if more else self._page(query=dict(query)))
        yield page
        while page.more:
            page = await self._page(url=page.more)
            yield page

    async def _page(self, query: dict[str, str] | None = None, url: str = "") -> StatementPage:
        request = Request(
            method="GET",
            path="" if url else f"{xapi_path(self.server.target)}/statements",
            url=self._absolute(url) if url else "",
            query=query or {},
            headers=self._headers(),
        )
        answer = await self.server.ask(request)
        found = document(answer.body, request.label)
        more = found.get("more") or ""
        return StatementPage(
            documents(found.get("statements"), request.label), str(more), _consistent_through(answer)
        )

    async def put(self, id: str, statement: Document) -> None:
        """Store a statement under its id."""
        path = f"{xapi_path(self.server.target)}/statements"
        query = {"statementId": id}
        await self.server.ask(
            Request(method="PUT", path=path, query=query, body=statement, headers=self._headers())
        )

    async def post(self, statements: list[Document]) -> None:
        """Store statements. Each needs an id of its own to be stored once if it must be sent again."""
        once = not all("id" in statement for statement in statements)
        path = f"{xapi_path(self.server.target)}/statements"
        await self.server.ask(
            Request(method="POST", path=path, body=statements, headers=self._headers(), once=once)
        )

    def _headers(self) -> dict[str, str]:
        return {"X-Experience-API-Version": self.version}

    def _absolute(self, more: str) -> str:
        """The URL of the next page: relative to the LRS's host, whatever scheme a proxy made of it."""
        here = self.server.url
        try:
            there = here.join(more)
        except httpx.InvalidURL:
            raise ServerFailure(f"{self.server.target.name} names a next page that is no URL") from None
        if there.host == here.host and there.scheme != here.scheme:
            there = there.copy_with(scheme=here.scheme, port=here.port)
        return str(there)


async def negotiated(server: TargetConnection) -> Lrs:
    """The LRS of a target, in the newest version that it names at its ``about`` resource, else in 1.0.3."""
    try:
        answer = await server.ask(Request(method="GET", path=f"{xapi_path(server.target)}/about"))
        named = document(answer.body, "about").get("version")
    except RequestRejected as error:
        if error.status == 401:
            raise
        named = None
    except Uncertain as error:
        if error.passing:
            raise
        named = None
    return Lrs(server, _newest(named))


def xapi_path(target: Target) -> str:
    """Return where the xAPI resources are below a target's URL."""
    return "/data/xAPI" if target.kind == "learninglocker" else ""


def _newest(named: object) -> str:
    known = [each for each in named if isinstance(each, str)] if isinstance(named, list) else []
    for version in VERSIONS:
        if any(each.split(".")[:2] == version.split(".")[:2] for each in known):
            return version
    return _OLDEST


def _consistent_through(answer: ServerAnswer) -> int | None:
    try:
        return instant.parse(answer.headers.get(_CONSISTENT, ""))
    except ValueError:
        return None
