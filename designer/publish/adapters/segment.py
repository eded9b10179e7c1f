"""Journeys on Segment (2025): created whole, then changed by parts; name, description and rules never again.

The API has no way to list a space. Servers that have one all the same, such as Waypost's own, are asked when a create
may have worked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from designer.errors import Refused
from designer.publish.clients.answer_shapes import whole
from designer.publish.clients.segment import Segment
from designer.publish.connection import TargetConnection
from designer.publish.differences import contradictions
from designer.publish.records import Action, Document, ExpectedJourney, Location, Operation, ServerJourney
from designer.publish.requests import Request
from designer.publish.server_failures import RequestRejected
from engine.dialects import TARGETS, ExportResult, ImportResult
from engine.dialects.segment import import_journey
from engine.dialects.segment.extras import read_extras
from engine.journey import Journey

_STATUSES: Final[dict[Action, str]] = {
    "PUBLISH": "PUBLISHED",
    "PAUSE_ENTRY": "ENTRY_PAUSED",
    "ARCHIVE": "ARCHIVED",
}


class SegmentAdapter:
    """``Side`` for the API of 2025."""

    readable = True

    def __init__(self, server: TargetConnection) -> None:
        self.server = server
        self.client = Segment(server)

    def export(self, journey: Journey) -> ExportResult:
        return TARGETS["segment"](journey)

    def new_remote(self, journey: Journey, anew: bool) -> str:
        return ""

    def meant(
        self, journey: Journey, document: Document, remote: str, ids: Mapping[str, str]
    ) -> ExpectedJourney:
        kept = read_extras(journey)
        return ExpectedJourney(
            document=document,
            content=content(document),
            ids={step: kept.wire_id(step) for step in journey.steps},
        )

    def content(self, document: Document) -> Document:
        return content(document)

    def ids(self, meant: ExpectedJourney, present: ServerJourney) -> dict[str, str]:
        return meant.ids

    def imported(self, document: Document) -> ImportResult:
        return import_journey(_without(document, "status"))

    async def read(self, remote: str) -> ServerJourney | None:
        try:
            found = await self.client.get(remote)
        except RequestRejected as error:
            if error.status in (400, 404, 422):  # 400 and 422: it may be no id of a journey at all
                return None
            raise
        return present(found, remote)

    async def namesakes(self, name: str) -> list[ServerJourney] | None:
        rows = await self.client.journeys()
        if rows is None:
            return None
        ids = [str(row["containerId"]) for row in rows if row.get("name") == name and "containerId" in row]
        found = [await self.read(id) for id in ids]
        return [each for each in found if each is not None]

    def status(self, action: Action) -> str:
        return _STATUSES[action]

    def moves(
        self, present: ServerJourney | None, meant: ExpectedJourney, action: Action | None
    ) -> list[Operation]:
        if action == "PAUSE_ENTRY":  # a journey that is made, or whose steps are replaced, is a draft
            raise Refused(
                "what is new or changed becomes a draft, which nobody enters and nothing pauses: publish it with "
                "--publish first"
            )
        sent_to = _destinations(meant.document["definition"])
        destinations = [Operation("destinations", {"stateDestinations": sent_to})] if sent_to else []
        status = self.moved_on(action) if action else []
        if present is None:
            return [Operation("create", meant.document), *destinations, *status]
        _refuse_what_stays(present.content, meant.content)
        definition = meant.document["definition"]
        steps = {key: definition[key] for key in ("initialState", "states")}
        return [Operation("steps", steps), *destinations, *status]

    def moved_on(self, action: Action) -> list[Operation]:
        return [Operation("status", {"action": action})]

    def request(self, move: Operation, where: Location) -> Request:
        requests, remote = self.client.requests, where.remote or "{containerId}"
        match move.what:
            case "create":
                return requests.create(move.body)
            case "destinations":
                return requests.update_destinations(remote, move.body)
            case "status":
                return requests.update_status(remote, where.version, move.body["action"])
            case _:
                return requests.replace_steps(remote, move.body)

    async def make(self, move: Operation, where: Location) -> Location:
        match move.what:
            case "create":
                created_journey = await self.client.create(move.body)
                return Location(created_journey.container_id, created_journey.version)
            case "destinations":
                await self.client.update_destinations(where.remote, move.body)
            case "status":
                await self.client.update_status(where.remote, where.version, move.body["action"])
            case _:
                created_journey = await self.client.replace_steps(where.remote, move.body)
                return Location(where.remote, created_journey.version)
        return where


def present(journey: Document, remote: str) -> ServerJourney:
    """A journey as the server has it, its newest version under ``version``."""
    version = _object(journey.get("version"))
    document = {
        "name": journey.get("name", ""),
        "description": journey.get("description", ""),
        "containerId": remote,
        "status": version.get("status", ""),
        "definition": _object(version.get("definition")),
    }
    number = whole(version.get("version", 0), "version")
    marks = {key: str(journey[key]) for key in ("updatedAt", "updatedBy") if journey.get(key)}
    return ServerJourney(
        remote=remote,
        document=document,
        content=content(document),
        marks=marks | {"version": str(number)},
        version=number,
    )


def content(document: Document) -> Document:
    """Return what people decide on. The order of states means nothing, that of rules and transitions does."""
    definition = _object(document.get("definition"))
    return {
        **{key: document[key] for key in ("name", "description", "status") if key in document},
        "definition": definition
        | {
            "entryRules": {"concurrency": {"enabled": False}} | _object(definition.get("entryRules")),
            "exitRules": _exit_rules(_object(definition.get("exitRules"))),
            "states": _by_id(definition.get("states")),
        },
    }


def _exit_rules(rules: Document) -> Document:
    rows = rules.get("rules")
    rows = rows if isinstance(rows, list) else []
    return rules | {
        "rules": [{"connectedDestinations": []} | _object(row) for row in rows],
        "relatedDestinations": _by_id(rules.get("relatedDestinations")),
    }


def _by_id(states: object) -> list[Document]:
    rows = [_without_server_ids(row) for row in states] if isinstance(states, list) else []
    return sorted(rows, key=lambda row: str(_object(row.get("key")).get("id")))


def _without_server_ids(state: object) -> Document:
    """A state without the ids of what it sends: the server makes them up, each time perhaps."""
    row = _object(state)
    if not isinstance(row.get("destinations"), list):
        return row
    return row | {
        "destinations": [_destination_without_ids(each) for each in map(_object, row["destinations"])]
    }


def _destination_without_ids(destination: Document) -> Document:
    activations = destination.get("activations")
    rows = [_object(each) for each in activations] if isinstance(activations, list) else []
    return destination | {
        "activations": [
            _without(row, "id") | {"actionDefinition": _without(_object(row.get("actionDefinition")), "id")}
            for row in rows
        ]
    }


def _object(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _destinations(definition: Document) -> list[Document]:
    rows: Sequence[Document] = [
        *definition["states"],
        *definition["exitRules"].get("relatedDestinations", ()),
    ]
    return [
        {"stateId": row["key"]["id"], "destinations": row["destinations"]}
        for row in rows
        if row.get("type") == "DESTINATION" and row.get("destinations")
    ]


def _refuse_what_stays(there: Document, meant: Document) -> None:
    """Raise Refused if ``there`` would have to change into ``meant`` where no operation changes it."""
    if wrong := sorted(
        {change.place for change in contradictions(_fixed_content(meant), _fixed_content(there))}
    ):
        raise Refused(
            f"Segment has no operation that changes {', '.join(wrong)} once a journey is made: publish it as another "
            "journey with --anew, or take in the server's with `waypost pull`"
        )


def _fixed_content(content: Document) -> Document:
    """Return what stays as it was created: all but the states, and what exit rules send."""
    definition = content["definition"]
    rules = definition["exitRules"]
    sent_to = [_without(row, "destinations") for row in rules["relatedDestinations"]]
    fixed = _without(definition, "states", "initialState")
    return content | {"definition": fixed | {"exitRules": rules | {"relatedDestinations": sent_to}}}


def _without(row: Document, *keys: str) -> Document:
    return {key: value for key, value in row.items() if key not in keys}
