"""The interface of a dialect to publishing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from designer.publish.connection import TargetConnection
from designer.publish.records import Action, Document, ExpectedJourney, Location, Operation, ServerJourney
from designer.publish.requests import Request
from engine.dialects import ExportResult, ImportResult
from engine.journey import Journey


class Adapter(Protocol):
    """A server that journeys are published to. Its coroutines raise ServerFailure and its kinds."""

    server: TargetConnection
    readable: bool

    def export(self, journey: Journey) -> ExportResult:
        """The design in the server's words, with what it cannot hold."""
        ...

    def new_remote(self, journey: Journey, anew: bool) -> str:
        """The id that a new journey will ask for; empty where the server gives one. ``anew``: not the design's own."""
        ...

    def meant(
        self, journey: Journey, document: Document, remote: str, ids: Mapping[str, str]
    ) -> ExpectedJourney:
        """An exported design as the journey ``remote`` should be; ``ids`` are what steps are called there."""
        ...

    def content(self, document: Document) -> Document:
        """Return what of a server's document people decide on, in its normal form."""
        ...

    def ids(self, meant: ExpectedJourney, present: ServerJourney) -> dict[str, str]:
        """The server's names for the steps of ``meant`` in ``present``."""
        ...

    def imported(self, document: Document) -> ImportResult:
        """The journey that a document of the server describes. Raises InvalidJourney."""
        ...

    async def read(self, remote: str) -> ServerJourney | None:
        """The journey as it is there now; None if it is not."""
        ...

    async def namesakes(self, name: str) -> list[ServerJourney] | None:
        """The journeys of that name; None where the server cannot tell."""
        ...

    def status(self, action: Action) -> str:
        """Return what the server calls the status that an action leads to."""
        ...

    def moves(
        self, present: ServerJourney | None, meant: ExpectedJourney, action: Action | None
    ) -> list[Operation]:
        """The operations that make the server's journey, ``present``, the one ``meant``, or do ``action``. Raises
        Refused where none can.
        """
        ...

    def moved_on(self, action: Action) -> list[Operation]:
        """Return what leads a journey that is as it is meant to another status. Raises Refused where nothing can."""
        ...

    def request(self, move: Operation, where: Location) -> Request:
        """A move as the request that it will be."""
        ...

    async def make(self, move: Operation, where: Location) -> Location:
        """Do it; where the journey is then."""
        ...
