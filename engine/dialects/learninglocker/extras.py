"""Facts that the server keeps beside the design, as ``Journey.extras`` carries them.

``{"journey": {key: value}, "steps": {step id: {key: value}}}``. The design may have been edited since: what is said
of a step that is gone is never asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from engine.dialects.learninglocker.wire import DIALECT, JSON
from engine.journey import Journey


def of_journey(journey: Journey) -> JSON:
    """The journey's own: createdAt, organisation and so on."""
    return _object(_own_extras(journey).get("journey"))


def of_step(journey: Journey, id: str) -> JSON:
    """A waypoint's or an outcome's: tripCount, the id given twice, and so on; without its order."""
    return {key: value for key, value in _of_step(journey, id).items() if key != "order"}


def orders(journey: Journey, waypoints: Sequence[str]) -> list[int]:
    """The orders that the server gave, as long as they still put the waypoints in this sequence; else 0, 1, 2, …."""
    given = [_of_step(journey, id).get("order") for id in waypoints]
    numbers = [order for order in given if isinstance(order, int)]
    if len(numbers) == len(given) and all(one < next for one, next in pairwise(numbers)):
        return numbers
    return list(range(len(given)))


def _of_step(journey: Journey, id: str) -> JSON:
    return _object(_object(_own_extras(journey).get("steps")).get(id))


def _own_extras(journey: Journey) -> JSON:
    return _object((journey.extras or {}).get(DIALECT))


def _object(value: object) -> JSON:
    """Anybody may edit a file: what is no object carries nothing."""
    return value if isinstance(value, dict) else {}
