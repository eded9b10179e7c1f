"""Journeys on Learning Locker: one document, created under an id of our own choice and changed by PATCH.

PATCH leaves alone what the server keeps for itself; what it keeps within outcomes is sent back as it was.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import Any, Final

from designer.errors import Refused
from designer.publish.clients.learninglocker import LearningLocker, LearningLockerRequests
from designer.publish.connection import TargetConnection
from designer.publish.records import Action, Document, ExpectedJourney, Location, Operation, ServerJourney
from designer.publish.requests import Request
from designer.publish.server_failures import RequestRejected
from engine.dialects import TARGETS, ExportResult, ImportResult
from engine.dialects.learninglocker import import_journey
from engine.dialects.learninglocker.form import Form, form
from engine.dialects.learninglocker.wire import MONGO_ID
from engine.journey import Journey

_SERVERS: Final = frozenset(
    {"_id", "createdAt", "updatedAt", "owner", "organisation", "__v", "recalculateStatus"}
)
_DEFAULTS: Final[Document] = {
    "description": "",
    "isActive": True,
    "isPublic": True,
    "trackBy": "actor",
    "isSequential": False,
    "isRepeatable": False,
    "sources": [],
    "waypoints": [],
    "outcomes": [],
}
_POINT: Final = {"description": "", "isActive": True, "count": 1}
_OUTCOME: Final = {"description": "", "isActive": True, "type": "callback", "callback": None}
_SERVER_KEYS: Final = frozenset({"_id", "id", "tripCount", "deactivatedAt"})
"""Keys of waypoints and outcomes that the server moves by itself."""


class LearningLockerAdapter:
    """``Side`` for Learning Locker."""

    readable = True

    def __init__(self, server: TargetConnection) -> None:
        self.server = server
        self.client = LearningLocker(server)

    def export(self, journey: Journey) -> ExportResult:
        return TARGETS["learninglocker"](journey)

    def new_remote(self, journey: Journey, anew: bool) -> str:
        return journey.id if MONGO_ID.fullmatch(journey.id) and not anew else secrets.token_hex(12)

    def meant(
        self, journey: Journey, document: Document, remote: str, ids: Mapping[str, str]
    ) -> ExpectedJourney:
        shape = form(journey)
        assert isinstance(shape, Form)  # it was exported
        steps = (*shape.waypoints, *shape.outcomes)
        named = {step: ids.get(step) or _id(remote, step) for step in steps}
        body = {key: value for key, value in document.items() if key not in _SERVERS} | {
            "_id": remote,
            "waypoints": _with_ids(document["waypoints"], shape.waypoints, named),
            "outcomes": _with_ids(document["outcomes"], shape.outcomes, named),
        }
        return ExpectedJourney(document=body, content=_ours(content(body)), steps=steps, ids=named)

    def content(self, document: Document) -> Document:
        return content(document)

    def ids(self, meant: ExpectedJourney, present: ServerJourney) -> dict[str, str]:
        if len(meant.steps) != len(present.parts):
            return meant.ids
        return dict(zip(meant.steps, present.parts, strict=True))

    def imported(self, document: Document) -> ImportResult:
        return import_journey(document)

    async def read(self, remote: str) -> ServerJourney | None:
        if not MONGO_ID.fullmatch(remote):
            return None
        try:
            return present(await self.client.read(remote))
        except RequestRejected as error:
            if error.status == 404:
                return None
            raise

    async def namesakes(self, name: str) -> list[ServerJourney] | None:
        found = await self.client.find({"description": name})
        return [present(each) for each in found if each.get("description") == name]

    def status(self, action: Action) -> str:
        return ""

    def moves(
        self, present: ServerJourney | None, meant: ExpectedJourney, action: Action | None
    ) -> list[Operation]:
        if action is not None:
            return self.moved_on(action)
        if present is None:
            return [Operation("create", meant.document)]
        return [Operation("overwrite", _fields(meant.document, present.document))]

    def moved_on(self, action: Action) -> list[Operation]:
        raise Refused("Learning Locker knows no drafts: a journey runs while its design is active")

    def request(self, move: Operation, where: Location) -> Request:
        if move.what == "create":
            return LearningLockerRequests.create(move.body)
        return LearningLockerRequests.patch(where.remote, move.body)

    async def make(self, move: Operation, where: Location) -> Location:
        if move.what == "create":
            created_journey = await self.client.create(move.body)
        else:
            created_journey = await self.client.patch(where.remote, move.body)
        return Location(str(created_journey["_id"]))


def present(document: Document) -> ServerJourney:
    """A model as the server keeps it."""
    marks: dict[str, str] = {key: str(document[key]) for key in ("updatedAt", "__v") if key in document}
    rows = [*_in_order(_rows(document, "waypoints")), *_rows(document, "outcomes")]
    return ServerJourney(
        remote=str(document.get("_id", "")),
        document=document,
        content=content(document),
        parts=tuple(str(row.get("_id", "")) for row in rows),
        marks=marks,
    )


def content(document: Document) -> Document:
    """Return what people decide on: without what the server keeps for itself, defaults said, waypoints in their
    order.
    """
    own = _DEFAULTS | {key: document[key] for key in _DEFAULTS if key in document}
    points = [
        _plain(_POINT | row, index) for index, row in enumerate(_in_order(_rows(document, "waypoints")))
    ]
    outcomes = [_without_counts(_OUTCOME | row) for row in _rows(document, "outcomes")]
    track_by = "persona" if own["trackBy"] == "person" else own["trackBy"]
    return own | {"trackBy": track_by, "waypoints": points, "outcomes": outcomes}


def _ours(content: Document) -> Document:
    """The ``content`` without keys of waypoints and outcomes that only the server knows: it may have dropped them."""
    points = [{key: row[key] for key in (*_POINT, "order", "conditions")} for row in content["waypoints"]]
    outcomes = [{key: row[key] for key in _OUTCOME} for row in content["outcomes"]]
    return content | {"waypoints": points, "outcomes": outcomes}


def _plain(row: Document, index: int) -> Document:
    conditions = row.get("conditions")
    return _without_counts(row) | {"order": index, "conditions": _query(conditions)}


def _query(conditions: object) -> object:
    """Conditions are JSON text in requests and may be an object in answers."""
    if not isinstance(conditions, str):
        return conditions
    try:
        return json.loads(conditions)
    except ValueError:
        return conditions


def _without_counts(row: Document) -> Document:
    return {key: value for key, value in row.items() if key not in _SERVER_KEYS}


def _rows(document: Document, key: str) -> list[Document]:
    rows = document.get(key)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _in_order(rows: Sequence[Document]) -> list[Document]:
    def order(numbered: tuple[int, Document]) -> tuple[Any, int]:
        given = numbered[1].get("order")
        return (given if isinstance(given, int) else numbered[0]), numbered[0]

    return [row for _, row in sorted(enumerate(rows), key=order)]


def _with_ids(
    rows: Sequence[Document], steps: Mapping[str, object], ids: Mapping[str, str]
) -> list[Document]:
    return [{**row, "_id": ids[step]} for row, step in zip(rows, steps, strict=True)]


def _id(remote: str, step: str) -> str:
    """The step's own id if it is one of a server's, else one that is the same whenever it is asked for."""
    return (
        step if MONGO_ID.fullmatch(step) else blake2b(f"{remote}/{step}".encode(), digest_size=12).hexdigest()
    )


def _fields(meant: Document, there: Document) -> Document:
    """The fields of ``meant`` that overwrite those ``there``; an outcome that the server has already keeps the count
    of its failures.
    """
    counts = {row.get("_id"): row for row in _rows(there, "outcomes")}
    outcomes = [
        row
        | {
            key: counts[row["_id"]][key]
            for key in ("tripCount", "deactivatedAt")
            if key in counts[row["_id"]]
        }
        if row["_id"] in counts
        else row
        for row in meant["outcomes"]
    ]
    return {key: meant[key] for key in _DEFAULTS} | {"outcomes": outcomes}
