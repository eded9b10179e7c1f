"""Journeys on Segment today (2026): a draft can be created, and that is all; nothing can be read back or changed."""

from __future__ import annotations

from collections.abc import Mapping

from designer.errors import Refused
from designer.publish.clients.segment import Segment
from designer.publish.connection import TargetConnection
from designer.publish.records import Action, Document, ExpectedJourney, Location, Operation, ServerJourney
from designer.publish.requests import Request
from engine.dialects import TARGETS, ExportResult, ImportResult
from engine.dialects.segment_xstate import import_journey
from engine.journey import Journey


class SegmentXStateAdapter:
    """``Side`` for the API of 2026."""

    readable = False

    def __init__(self, server: TargetConnection) -> None:
        self.server = server
        self.client = Segment(server)

    def export(self, journey: Journey) -> ExportResult:
        return TARGETS["segment-xstate"](journey)

    def new_remote(self, journey: Journey, anew: bool) -> str:
        return ""

    def meant(
        self, journey: Journey, document: Document, remote: str, ids: Mapping[str, str]
    ) -> ExpectedJourney:
        return ExpectedJourney(document=document, content=document)

    def content(self, document: Document) -> Document:
        return document

    def ids(self, meant: ExpectedJourney, present: ServerJourney) -> dict[str, str]:
        return meant.ids

    def imported(self, document: Document) -> ImportResult:
        return import_journey(document)

    async def read(self, remote: str) -> ServerJourney | None:
        return None

    async def namesakes(self, name: str) -> list[ServerJourney] | None:
        return None

    def status(self, action: Action) -> str:
        return ""

    def moves(
        self, present: ServerJourney | None, meant: ExpectedJourney, action: Action | None
    ) -> list[Operation]:
        if action is not None:
            return self.moved_on(action)
        return [Operation("create", meant.document)]

    def moved_on(self, action: Action) -> list[Operation]:
        raise Refused("this API creates drafts alone; publish, pause and archive in Segment's own pages")

    def request(self, move: Operation, where: Location) -> Request:
        return self.client.requests.create(move.body)

    async def make(self, move: Operation, where: Location) -> Location:
        created_journey = await self.client.create(move.body)
        return Location(created_journey.container_id, created_journey.version)
