"""The fate of a journey's outcomes: ``tripCount`` and ``deactivatedAt`` are what delivering has made of them."""

from __future__ import annotations

from designer.sandbox.persistence import JSON
from designer.sandbox.state import ServerState
from store.outbox import Trips

_UNTRIED = Trips()


def with_outcome_states(world: ServerState, journey: JSON) -> JSON:
    """A journey's document, its outcomes as they fare now; one that was never called says what was written."""
    fates = {each["_id"]: world.outbox.trips(journey["_id"], each["_id"]) for each in journey["outcomes"]}
    if all(trips == _UNTRIED for trips in fates.values()):
        return journey
    return journey | {"outcomes": [_with_trips(each, fates[each["_id"]]) for each in journey["outcomes"]]}


def _with_trips(outcome: JSON, trips: Trips) -> JSON:
    if trips == _UNTRIED:
        return outcome
    return outcome | {"tripCount": trips.trip_count, "deactivatedAt": trips.deactivated_at}


def reactivate(world: ServerState, journey: JSON) -> None:
    """Call the outcomes of ``journey`` in ``world`` again that were written anew without a ``deactivatedAt``."""
    for outcome in journey["outcomes"]:
        deactivated = world.outbox.trips(journey["_id"], outcome["_id"]).deactivated_at is not None
        if deactivated and outcome["deactivatedAt"] is None:
            world.outbox.reactivate(journey["_id"], outcome["_id"])
