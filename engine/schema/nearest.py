"""The valid path that is nearest to one that leads nowhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from engine.schema.distance import distance
from engine.schema.record import Schema, below

_Found = tuple[float, tuple[str, ...]]
"""What a path costs, and its names."""

MOST: Final = 3.0
"""What a suggestion may cost."""
ABOUT: Final = 1.0
"""What a path may cost more that leads to what is asked for."""
BOOKKEEPING: Final = 1.5
"""A store's own field, which is seldom meant."""
LEFT_OUT: Final = 1.0
"""A level that was left out (``score`` in ``statement.result.scaled``)."""
TOO_MANY: Final = 1.4
"""A level that is not there."""
_BOOKKEEPING: Final = frozenset(
    (
        "verbs", "agents", "relatedAgents", "activities", "relatedActivities", "refs", "registrations", "client",
        "hash", "metadata", "lrs", "personas", "completedQueues", "processingQueues", "completedForwardingQueue",
        "pendingForwardingQueue", "deadForwardingQueue", "__v", "failedForwardingLog",
    )
)  # fmt: skip
_SYNONYMS: Final = {
    "email": "mbox",
    "mail": "mbox",
    "user": "actor",
    "agent": "actor",
    "activity": "object",
    "percent": "scaled",
    "passed": "success",
    "completed": "completion",
    "user_id": "userId",
    "anonymous_id": "anonymousId",
    "name": "event",
    "props": "properties",
    "homepage": "homePage",
}


def nearest_path(schema: Schema, path: str, accepts: Callable[[Schema], bool]) -> str | None:
    """The path most like this one, or None; one that leads somewhere ``accepts`` takes, if it is about as near."""
    names = tuple(path.removeprefix("$.").split("."))
    found, accepted = _cheapest(schema, names, lambda _: True), _cheapest(schema, names, accepts)
    if not found:
        return None
    near = accepted if accepted and accepted[0] <= found[0] + ABOUT else found
    is_alike = any(_slip(name, other) is not None for name in names for other in near[1])
    return ".".join(near[1]) if is_alike else None


def _cheapest(schema: Schema, names: tuple[str, ...], accepts: Callable[[Schema], bool]) -> _Found | None:
    found = _paths(schema, names, 0.0, 2, accepts)
    return min(found, key=lambda each: (each[0], len(each[1])), default=None)


def _paths(
    schema: Schema, names: Sequence[str], cost: float, spare: int, accepts: Callable[[Schema], bool]
) -> Iterator[_Found]:
    """Paths from ``schema`` that are like ``names``, with their ``cost``, to where it ``accepts``. ``spare`` levels
    may still be put in.
    """
    if cost > MOST:
        return
    if schema.anything:
        yield cost, tuple(names)
        return
    if schema.items is not None:
        yield from _paths(schema.items, names, cost, spare, accepts)
    if not names:
        if schema.items is None and accepts(schema):
            yield cost, ()
    else:
        yield from _paths(schema, names[1:], cost + TOO_MANY, spare, accepts)
        yield from _paths_by_name(schema, names, cost, spare, accepts)
    if spare:
        for name, inner in schema.fields.items():
            if not (inner.anything or inner.others is not None or name in _BOOKKEEPING):
                yield from _under(name, _paths(inner, names, cost + _omission_cost(name), spare - 1, accepts))


def _paths_by_name(
    schema: Schema, names: Sequence[str], cost: float, spare: int, accepts: Callable[[Schema], bool]
) -> Iterator[_Found]:
    tag = names[0].replace("_", "-")  # en_US, where en-US is meant
    for key, slip in {tag: 0.2, names[0]: 0.0}.items():
        if key not in schema.fields and (inner := below(schema, key)) is not None:
            yield from _under(key, _paths(inner, names[1:], cost + slip, spare, accepts))
    for name, inner in schema.fields.items():
        likeness = _slip(names[0], name)
        if likeness is not None:
            yield from _under(name, _paths(inner, names[1:], cost + likeness, spare, accepts))


def _under(name: str, found: Iterator[_Found]) -> Iterator[_Found]:
    return ((cost, (name, *rest)) for cost, rest in found)


def _omission_cost(name: str) -> float:
    return {"statement": 0.3, "id": 0.7, "definition": 0.9, "account": 0.9}.get(name, LEFT_OUT)


def _slip(word: str, name: str) -> float | None:
    """Return what it costs to take one word for another; None if they are not alike."""
    if word == name:
        return 0.0
    one, other = word.lower().replace("_", ""), name.lower().replace("_", "")
    if one == other:
        return 0.2
    if _SYNONYMS.get(word.lower()) == name:
        return 0.8
    far = distance(one, other)
    alike = far <= max(1, len(name) // 3)
    return 0.5 * far + BOOKKEEPING * (name in _BOOKKEEPING) if alike else None
