"""A journey's document as the server completes it, and the journey that it describes."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

from designer.sandbox.faults import Fault, Trouble, invalid
from engine import instant
from engine.dialects.learninglocker import import_journey
from engine.dialects.learninglocker.wire import MONGO_ID
from engine.finding import InvalidJourney
from engine.plan import Plan

JSON: TypeAlias = dict[str, Any]
NewId: TypeAlias = Callable[[], str]

_IDLE: Final = {"inProgress": False, "totalCount": 0, "remainingCount": 0}
_JOURNEY: Final[JSON] = {
    "description": "",
    "isActive": True,
    "sources": [],
    "waypoints": [],
    "outcomes": [],
    "isSequential": False,
    "isRepeatable": False,
    "trackBy": "actor",
    "isPublic": True,
    "recalculateStatus": _IDLE,
}
_WAYPOINT: Final[JSON] = {"description": "", "isActive": True, "count": 1}
_OUTCOME: Final[JSON] = {
    "description": "",
    "isActive": True,
    "type": "callback",
    "tripCount": 0,
    "deactivatedAt": None,
}
_SERVERS: Final = ("_id", "createdAt", "updatedAt", "owner", "organisation", "__v", "recalculateStatus")
"""What a change cannot set: the server says it."""


def complete(body: JSON, id: str, owned: Mapping[str, str], now: str, new_id: NewId) -> JSON:
    """Complete a new document, ``body``, with all that the server adds: ``id``, the instant ``now``, and a
    ``new_id`` for each part.

    ``owned`` names the owner and the organisation. Dates and a version that are given stay: so a journey can be moved
    from one server to another.
    """
    made = _JOURNEY | {"createdAt": now, "__v": 0, **owned} | _check_ids(body)
    made |= {"_id": id, "recalculateStatus": _IDLE}
    return _complete_parts({"updatedAt": made["createdAt"]} | made, new_id)


def change(before: JSON, fields: JSON, now: str, new_id: NewId) -> JSON:
    """The document ``before`` with other ``fields`` as of ``now``, the next version of it; ``new_id`` gives ids."""
    ours = {key: before[key] for key in _SERVERS}
    after = before | fields | ours | {"updatedAt": now, "__v": before["__v"] + 1}
    return _complete_parts(after, new_id)


def overwritten(before: JSON, body: JSON, now: str, new_id: NewId) -> JSON:
    """The journey ``before`` with all its fields anew from ``body`` as of ``now``; what is not given is as at the
    beginning.

    ``new_id`` gives ids.
    """
    return change(_JOURNEY | {key: before[key] for key in _SERVERS}, body, now, new_id)


def plan_of(document: JSON) -> Plan:
    """The plan of a ``document``. Raises Fault with everything that is wrong with it."""
    try:
        return Plan(import_journey(document).journey)
    except InvalidJourney as error:
        raise invalid(400, error.findings) from None


def _check_ids(body: JSON) -> JSON:
    """Return what the server else says itself, if it is given, must be as the server would say it."""
    for key in ("owner", "organisation"):
        if key in body and not (isinstance(body[key], str) and MONGO_ID.fullmatch(body[key])):
            raise Fault(400, Trouble(f"{key} is a Mongo id of 24 hexadecimal digits", f"$.{key}"))
    version = body.get("__v", 0)
    if isinstance(version, bool) or not isinstance(version, int) or version < 0:
        raise Fault(400, Trouble("__v is a whole number", "$.__v"))
    return body | {key: _date(body[key], key) for key in ("createdAt", "updatedAt") if key in body}


def _date(value: object, key: str) -> str:
    try:
        return instant.milliseconds_text(instant.parse(value if isinstance(value, str) else ""))
    except ValueError:
        raise Fault(
            400, Trouble(f"{key} is a date and time such as 2017-01-01T00:00:00Z", f"$.{key}")
        ) from None


def _complete_parts(document: JSON, new_id: NewId) -> JSON:
    """The ``document`` with ids (``new_id``) and defaults for its parts. What has another shape is left for the
    reader to name.
    """
    waypoints = _objects(document["waypoints"])
    outcomes = _objects(document["outcomes"])
    return document | {
        "waypoints": document["waypoints"] if waypoints is None else _waypoints(waypoints, new_id),
        "outcomes": document["outcomes"]
        if outcomes is None
        else [_OUTCOME | {"_id": new_id()} | each for each in outcomes],
    }


def _objects(rows: object) -> list[JSON] | None:
    return rows if isinstance(rows, list) and all(isinstance(row, dict) for row in rows) else None


def _waypoints(rows: list[JSON], new_id: NewId) -> list[JSON]:
    """The waypoints ``rows``, with ids by ``new_id``: orders may be any integers and are counted from 0, conditions
    are text.
    """
    given = [row.get("order", index) for index, row in enumerate(rows)]
    if all(isinstance(order, int) for order in given):
        sequence = sorted(range(len(rows)), key=lambda index: (given[index], index))
        ranks = {index: rank for rank, index in enumerate(sequence)}
        rows = [row | {"order": ranks[index]} for index, row in enumerate(rows)]
    return [_waypoint(row, new_id()) for row in rows]


def _waypoint(row: JSON, id: str) -> JSON:
    made = _WAYPOINT | {"_id": id} | row
    if isinstance(made.get("conditions"), dict):
        made["conditions"] = json.dumps(made["conditions"], ensure_ascii=False)
    return made | {"id": made["_id"]}
