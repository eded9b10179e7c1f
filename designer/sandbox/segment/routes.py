"""The operations of Segment's side, with their names in the generated clients."""

from __future__ import annotations

from typing import Any, Final

from designer.sandbox.operation import Act, OperationRoute
from designer.sandbox.segment import inputs, journeys, track, wire

_SPACE: Final = "/spaces/{spaceId}/journeys"
_CALLS: Final = (
    ("track", "An event"),
    ("identify", "Traits of a user"),
    ("page", "A page that was seen"),
    ("screen", "A screen that was seen"),
    ("group", "A group that a user belongs to"),
    ("alias", "Another id of a user"),
)
_ONE: Final = _SPACE + "/{containerId}"


def _route(id: str, method: str, path: str, act: Act, tells: str, answer: Any, **more: Any) -> OperationRoute:
    answers = {200: wire.Envelope[answer]}
    return OperationRoute(
        id=id, method=method, path=path, act=act, tells=tells, kind="segment", **{"answers": answers} | more
    )


def _source(id: str, path: str, act: Act, tells: str, body: Any) -> OperationRoute:
    return OperationRoute(
        id=id,
        method="POST",
        path=path,
        act=act,
        tells=tells,
        kind="source",
        body=body,
        answers={200: wire.Taken},
        intake=True,
    )


ROUTES: Final[tuple[OperationRoute, ...]] = (
    _route(
        "createJourney",
        "POST",
        _SPACE,
        journeys.create,
        "Create a journey; 200 for a definition of 2026, whose states are a map",
        wire.CreatedJourney,
        body=inputs.CreateInput,
        answers={201: wire.Envelope[wire.CreatedJourney], 200: wire.Envelope[wire.CreatedJourney]},
    ),
    _route("listJourneys", "GET", _SPACE, journeys.of_space, "All journeys of a space", wire.Listed),
    _route("getJourney", "GET", _ONE, journeys.get, "Its newest version", wire.Details),
    _route(
        "getJourneyAnalytics",
        "GET",
        _ONE + "/analytics",
        journeys.read_analytics,
        "What a version's instances did in a span of time",
        wire.AnalyticsAnswer,
        query=inputs.AnalyticsQuery,
    ),
    _route(
        "removeJourneyFromSpace",
        "DELETE",
        _ONE,
        journeys.remove,
        "Remove a version, and the journey with its last",
        wire.Removed,
        query=inputs.Of,
    ),
    _route(
        "replaceStepsForJourney",
        "PUT",
        _ONE + "/steps",
        journeys.replace_steps,
        "Replace the states",
        wire.Created,
        body=inputs.StepsInput,
    ),
    _route(
        "updateDestinationsForJourney",
        "PATCH",
        _ONE + "/destinations",
        journeys.update_destinations,
        "Update destinations of some states",
        wire.DestinationsAnswer,
        body=inputs.DestinationsInput,
    ),
    _route(
        "updateStatusForJourney",
        "PATCH",
        _ONE + "/status",
        journeys.update_status,
        "Publish a version, pause its entry, archive it",
        wire.StatusAnswer,
        body=inputs.StatusInput,
    ),
    *(_source(type, f"/v1/{type}", track.one(type), tells, inputs.Call) for type, tells in _CALLS),
    _source("batch", "/v1/batch", track.batch, "Several calls at once", inputs.Batch),
)
