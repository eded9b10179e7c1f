"""Segment's Public API for journeys: the seven operations of 2025, and the one of 2026.

Both have POST /spaces/{spaceId}/journeys; the definitions differ, and the older answers 201, the newer 200.
"""

from __future__ import annotations

from typing import Any, Final, Literal

from msgspec import Struct

from designer.publish.clients.answer_shapes import Document, document, documents, part, text, whole
from designer.publish.connection import TargetConnection
from designer.publish.requests import Request
from designer.publish.server_failures import RequestRejected

MEDIA_TYPE: Final = "application/vnd.segment.v1alpha+json"
_READ: Final = {"Accept": MEDIA_TYPE}
_WRITE: Final = {"Accept": MEDIA_TYPE, "Content-Type": MEDIA_TYPE}

Action = Literal["PUBLISH", "PAUSE_ENTRY", "ARCHIVE"]


class CreatedVersion(Struct, frozen=True):
    """A journey's id on the server, and the number of the version that was made."""

    container_id: str
    version: int


class SegmentRequests:
    """The requests themselves, so that a dry run shows what will be made."""

    def __init__(self, space: str) -> None:
        self._journeys = f"/spaces/{part(space)}/journeys"

    def create(self, body: Document) -> Request:
        return Request(method="POST", path=self._journeys, body=body, headers=_WRITE, once=True)

    def journeys(self) -> Request:
        return Request(method="GET", path=self._journeys, headers=_READ)

    def get(self, id: str) -> Request:
        return Request(method="GET", path=f"{self._journeys}/{part(id)}", headers=_READ)

    def analytics(self, id: str, version: int, since: str, until: str) -> Request:
        query = {"version": str(version), "fromDate": since} | ({"toDate": until} if until else {})
        return Request(
            method="GET", path=f"{self._journeys}/{part(id)}/analytics", query=query, headers=_READ
        )

    def remove(self, id: str, version: int) -> Request:
        query = {"version": str(version)}
        return Request(method="DELETE", path=f"{self._journeys}/{part(id)}", query=query, headers=_READ)

    def replace_steps(self, id: str, body: Document) -> Request:
        return self._write("PUT", f"{part(id)}/steps", body)

    def update_destinations(self, id: str, body: Document) -> Request:
        return self._write("PATCH", f"{part(id)}/destinations", body)

    def update_status(self, id: str, version: int, action: Action) -> Request:
        return self._write("PATCH", f"{part(id)}/status", {"action": action, "version": version})

    def _write(self, method: Literal["PUT", "PATCH"], path: str, body: Document) -> Request:
        return Request(method=method, path=f"{self._journeys}/{path}", body=body, headers=_WRITE)


class Segment:
    """The operations. Answers are what stands under ``data``; raises ServerFailure and its kinds."""

    def __init__(self, server: TargetConnection) -> None:
        self.server = server
        self.requests = SegmentRequests(server.target.space)

    async def create(self, body: Document) -> CreatedVersion:
        """Create a journey. It is asked for once; Uncertain if that may have worked."""
        request = self.requests.create(body)
        return _created_version(await self._part(request, "journey"), request.label)

    async def journeys(self) -> list[Document] | None:
        """The journeys of the space; None where the server has no such operation, as Segment's own has not."""
        request = self.requests.journeys()
        try:
            return documents((await self._data(request)).get("journeys"), request.label)
        except RequestRejected as error:
            if error.status in (404, 405):
                return None
            raise

    async def get(self, id: str) -> Document:
        """The journey, with its newest version as an object under ``version``."""
        return _with_version(await self._data(self.requests.get(id)))

    async def analytics(self, id: str, version: int, since: str, until: str = "") -> Document:
        return await self._part(self.requests.analytics(id, version, since, until), "journeyAnalytics")

    async def remove(self, id: str, version: int) -> None:
        await self.server.ask(self.requests.remove(id, version))

    async def replace_steps(self, id: str, body: Document) -> CreatedVersion:
        request = self.requests.replace_steps(id, body)
        data = await self._data(request)
        found = data.get("journey", data)  # the two pages of the documentation differ
        replaced = document(found, request.label)
        return CreatedVersion(
            text(replaced.get("containerId", id), request.label),
            whole(replaced.get("versionNumber"), request.label),
        )

    async def update_destinations(self, id: str, body: Document) -> None:
        await self.server.ask(self.requests.update_destinations(id, body))

    async def update_status(self, id: str, version: int, action: Action) -> None:
        await self.server.ask(self.requests.update_status(id, version, action))

    async def _data(self, request: Request) -> Document:
        body = document((await self.server.ask(request)).body, request.label)
        return document(body.get("data"), request.label)

    async def _part(self, request: Request, key: str) -> dict[str, Any]:
        return document((await self._data(request)).get(key), request.label)


def _created_version(journey: Document, label: str) -> CreatedVersion:
    """The draft of ``journey`` that a create has made, in either of the shapes in circulation.

    ``containerId`` and ``versionNumber``, as the generated clients have it; or ``id`` and ``executionState`` without
    a number, which is then 1. Raises Uncertain, naming the request by ``label``.
    """
    if "containerId" not in journey and "executionState" in journey:
        return CreatedVersion(text(journey.get("id"), label), 1)
    return CreatedVersion(text(journey.get("containerId"), label), whole(journey.get("versionNumber"), label))


def _with_version(data: Document) -> Document:
    """The journey of an answer. Some servers answer the version beside the journey; it is put inside."""
    journey = data.get("journey")
    journey = journey if isinstance(journey, dict) else {}
    beside = data.get("version")
    return journey | {"version": beside} if isinstance(beside, dict) else journey
