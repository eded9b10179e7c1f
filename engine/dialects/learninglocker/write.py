"""The writer of a journey as Learning Locker's document, if it can hold it."""

from __future__ import annotations

import json
from collections.abc import Callable

from engine.dialects.learninglocker import extras
from engine.dialects.learninglocker.form import Form, Point, form
from engine.dialects.learninglocker.limits import as_query, unsupported_parts
from engine.dialects.learninglocker.literals import rewritten
from engine.dialects.learninglocker.losses import find_losses
from engine.dialects.learninglocker.wire import JSON, MONGO_ID
from engine.dialects.portability import ExportResult
from engine.finding import Finding, errors
from engine.journey import Journey
from engine.rules import faults
from engine.steps import Outcome

Written = Callable[[JSON], object]
"""How conditions are written: as JSON text in requests, as they are in the callback's body."""


def export_journey(journey: Journey) -> ExportResult:
    """The document as it is sent by POST or PUT. ``_id`` is written where it is an id that the server gave."""
    found = _form(journey)
    if isinstance(found, list):
        return ExportResult(None, tuple(found))
    shape, notes = found
    return ExportResult(_document(journey, shape, _as_text), (*notes, *find_losses(journey, shape)))


def callback_journey(journey: Journey) -> JSON:
    """The journey inside the body of a callback; of one that Learning Locker cannot hold, its id and its name."""
    id: JSON = {"_id": journey.id}
    found = _form(journey)
    if isinstance(found, list):
        return id | {"description": journey.name}
    return id | _document(journey, found[0], lambda query: query)


def _form(journey: Journey) -> tuple[Form, list[Finding]] | list[Finding]:
    """The journey's form with notes on it, or every reason why it has none."""
    wrong = list(faults(journey))
    findings = wrong or list(unsupported_parts(journey))
    if errors(findings):
        return findings
    found = form(journey)
    return found if isinstance(found, list) else (found, findings)


def _document(journey: Journey, form: Form, written: Written) -> JSON:
    orders = extras.orders(journey, list(form.waypoints))
    waypoints = zip(form.waypoints.items(), orders, strict=True)
    return extras.of_journey(journey) | {
        **_id(journey.id),
        "description": journey.name,
        "isActive": journey.active,
        "isPublic": journey.public,
        "trackBy": journey.track_by,
        "isSequential": form.sequential,
        "isRepeatable": journey.entry_rule == "after_exit",
        "sources": list(journey.sources),
        "waypoints": [_waypoint(journey, id, point, order, written) for (id, point), order in waypoints],
        "outcomes": [_outcome(journey, id, outcome) for id, outcome in form.outcomes.items()],
    }


def _waypoint(journey: Journey, id: str, point: Point, order: int, written: Written) -> JSON:
    query = as_query(point.condition)
    assert isinstance(query, dict)
    return extras.of_step(journey, id) | {
        **_id(id),
        "description": point.name,
        "isActive": point.active,
        "conditions": written(rewritten(query).query),
        "count": point.count,
        "order": order,
    }


def _outcome(journey: Journey, id: str, outcome: Outcome) -> JSON:
    return extras.of_step(journey, id) | {
        **_id(id),
        "description": outcome.name,
        "isActive": outcome.active,
        "type": outcome.type,
        "callback": outcome.callback,
    }


def _id(id: str) -> JSON:
    return {"_id": id} if MONGO_ID.fullmatch(id) else {}


def _as_text(query: JSON) -> str:
    return json.dumps(query, ensure_ascii=False)
