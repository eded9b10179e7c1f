"""Learning Locker: the REST interface, the connection interface, recalculation, and xAPI statements."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from typing import Final

from msgspec import Struct

from designer.publish.clients.answer_shapes import Document, document, documents, part, text, whole
from designer.publish.connection import TargetConnection
from designer.publish.requests import Request
from designer.publish.server_failures import RequestRejected

JOURNEY: Final = "journey"
PROGRESS: Final = "journeyprogress"
XAPI_VERSION: Final = "1.0.3"


class ConnectionPage(Struct, frozen=True):
    """Some models in order, and the cursor behind the last of them; ``more``: there is another page."""

    nodes: list[Document]
    cursor: str | None
    more: bool


class RecalculationStatus(Struct, frozen=True):
    """The server's progress in running its statements through a journey."""

    in_progress: bool
    total: int = 0
    remaining: int = 0


class LearningLockerRequests:
    """The requests themselves, so that a dry run shows what will be made."""

    @staticmethod
    def create(body: Document, model: str = JOURNEY) -> Request:
        return Request(method="POST", path=f"/api/v2/{model}", body=body, once=True)

    @staticmethod
    def put(id: str, body: Document, model: str = JOURNEY) -> Request:
        return Request(method="PUT", path=f"/api/v2/{model}/{part(id)}", body=body)

    @staticmethod
    def patch(id: str, fields: Document, model: str = JOURNEY) -> Request:
        return Request(method="PATCH", path=f"/api/v2/{model}/{part(id)}", body=fields)

    @staticmethod
    def delete(id: str, model: str = JOURNEY) -> Request:
        return Request(method="DELETE", path=f"/api/v2/{model}/{part(id)}")

    @staticmethod
    def recalculate(id: str) -> Request:
        return Request(method="POST", path="/api/recalculatejourney", query={"journeyId": id}, once=True)


class LearningLocker:
    """The operations. Models are ``journey``, ``journeyprogress``, ``statement`` …; each raises ServerFailure."""

    def __init__(self, server: TargetConnection) -> None:
        self.server = server

    # REST

    async def create(self, body: Document, model: str = JOURNEY) -> Document:
        """The model as the server filled it in. It is asked for once; Uncertain if that may have worked."""
        return await self._model(LearningLockerRequests.create(body, model))

    async def read(self, id: str, model: str = JOURNEY) -> Document:
        return await self._model(Request(method="GET", path=f"/api/v2/{model}/{part(id)}"))

    async def find(
        self,
        query: Mapping[str, object] | None = None,
        *,
        model: str = JOURNEY,
        sort: Mapping[str, int] | None = None,
        skip: int = 0,
        limit: int = 0,
        select: Sequence[str] = (),
    ) -> list[Document]:
        """Find at most ``limit`` models of the kind ``model`` that the mongo ``query`` matches, after the first
        ``skip`` in the order of ``sort``.

        ``select`` are the fields to answer.
        """
        asked = _asked(query=query, sort=sort, skip=skip, limit=limit, select=",".join(select))
        request = Request(method="GET", path=f"/api/v2/{model}", query=asked)
        return documents((await self.server.ask(request)).body, request.label)

    async def count(self, query: Mapping[str, object] | None = None, *, model: str = JOURNEY) -> int:
        request = Request(method="GET", path=f"/api/v2/{model}/count", query=_asked(query=query))
        found = document((await self.server.ask(request)).body, request.label)
        return whole(found.get("count"), request.label)

    async def put(self, id: str, body: Document, model: str = JOURNEY) -> Document:
        """Create or overwrite the ``model`` with this ``id`` by ``body``."""
        return await self._model(LearningLockerRequests.put(id, body, model))

    async def patch(self, id: str, fields: Document, model: str = JOURNEY) -> Document:
        """Overwrite the ``fields`` of the ``model`` with this ``id``, and no others."""
        return await self._model(LearningLockerRequests.patch(id, fields, model))

    async def delete(self, id: str, model: str = JOURNEY) -> None:
        await self.server.ask(LearningLockerRequests.delete(id, model))

    async def _model(self, request: Request) -> Document:
        found = document((await self.server.ask(request)).body, request.label)
        text(found.get("_id"), request.label)
        return found

    # Connection

    async def page(
        self,
        model: str,
        *,
        filter: Mapping[str, object] | None = None,
        sort: Mapping[str, int] | None = None,
        first: int = 100,
        after: str | None = None,
    ) -> ConnectionPage:
        """One page of a ``model`` (``journey``, ``journeyProgress``, ``statement``), in the order of ``sort``.

        The ``first`` so many that satisfy ``filter``, behind the cursor ``after``.
        """
        asked = _asked(filter=filter, sort=sort, first=first, after=after)
        request = Request(method="GET", path=f"/api/connection/{model}", query=asked)
        found = document((await self.server.ask(request)).body, request.label)
        edges = documents(found.get("edges"), request.label)
        info = document(found.get("pageInfo"), request.label)
        nodes = [document(edge.get("node"), request.label) for edge in edges]
        cursor = info.get("endCursor") or (edges[-1].get("cursor") if edges else None)
        more = bool(info.get("hasNextPage")) and bool(edges)
        return ConnectionPage(nodes, text(cursor, request.label) if cursor else None, more)

    async def pages(
        self,
        model: str,
        *,
        filter: Mapping[str, object] | None = None,
        sort: Mapping[str, int] | None = None,
        first: int = 100,
        after: str | None = None,
    ) -> AsyncIterator[ConnectionPage]:
        """All pages of a ``model`` behind the cursor ``after``, of those that satisfy ``filter``, in the order of
        ``sort``, ``first`` so many each.
        """
        while True:
            page = await self.page(model, filter=filter, sort=sort, first=first, after=after)
            yield page
            if not page.more:
                return
            after = page.cursor

    # RecalculationStatus

    async def recalculate(
        self, id: str, watch: Callable[[RecalculationStatus], object], pause: float = 1.0
    ) -> RecalculationStatus:
        """Let the server run its statements through journey ``id``, and wait until it has.

        ``watch`` is told how far it is, after each ``pause`` in seconds.
        """
        try:
            await self.server.ask(LearningLockerRequests.recalculate(id))
        except RequestRejected as error:
            if error.status != 409:  # it is at it already
                raise
        while (found := recalculation(await self.read(id))).in_progress:
            watch(found)
            await asyncio.sleep(pause)
        return found

    # xAPI

    async def send_statements(self, statements: Sequence[Document]) -> list[str]:
        """Store statements; their ids. Each needs an id of its own to be stored once if it must be sent again."""
        headers = {"X-Experience-API-Version": XAPI_VERSION}
        once = not all("id" in statement for statement in statements)
        path = "/data/xAPI/statements"
        request = Request(method="POST", path=path, body=list(statements), headers=headers, once=once)
        found = (await self.server.ask(request)).body
        ids = found if isinstance(found, list) else []
        return [text(id, request.label) for id in ids]


def recalculation(journey: Document) -> RecalculationStatus:
    """The ``recalculateStatus`` of a journey."""
    status = journey.get("recalculateStatus")
    if not isinstance(status, dict):
        return RecalculationStatus(False)
    counts = [status.get(key) for key in ("totalCount", "remainingCount")]
    total, remaining = (count if isinstance(count, int) else 0 for count in counts)
    return RecalculationStatus(bool(status.get("inProgress")), total, remaining)


def _asked(**parts: object) -> dict[str, str]:
    """Parameters of a query: objects as JSON; what is empty is left out."""
    return {
        key: json.dumps(value, ensure_ascii=False) if isinstance(value, Mapping) else str(value)
        for key, value in parts.items()
        if value
    }
