"""The journey model of Learning Locker as it goes over the wire: its keys, and what each may hold.

The examples of the documentation outweigh its tables where the two disagree.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final, Generic, Literal, TypeAlias, TypeVar

from msgspec import Struct, field

from engine import typed_json
from engine.steps import Count
from engine.typed_json import FAILED, Report

JSON: TypeAlias = dict[str, Any]

DIALECT: Final = "learninglocker"
"""The key of this dialect in ``Journey.extras``."""

MONGO_ID: Final = re.compile(r"[0-9a-fA-F]{24}", re.ASCII)


class WireJourney(Struct, frozen=True, kw_only=True):
    """The journey's own keys. What is absent means: active, public, events of every store, in any order, once.

    The old page lists some of them under waypoints; the examples have them here.
    """

    id: str | None = field(name="_id", default=None)
    description: str = ""
    active: bool = field(name="isActive", default=True)
    public: bool = field(name="isPublic", default=True)
    # The old page has 'person', the new one 'persona'.
    track_by: Literal["actor", "persona", "person"] = field(name="trackBy", default="actor")
    sequential: bool = field(name="isSequential", default=False)
    repeatable: bool = field(name="isRepeatable", default=False)
    sources: tuple[str, ...] = ()
    waypoints: tuple[Any, ...] = ()
    outcomes: tuple[Any, ...] = ()


class WireWaypoint(Struct, frozen=True, kw_only=True):
    """A waypoint. ``conditions`` is JSON text in requests and an object in the callback's body; here, an object."""

    id: str | None = field(name="_id", default=None)
    description: str = ""
    active: bool = field(name="isActive", default=True)
    conditions: JSON
    count: Count = 1
    order: int | None = None


class WireOutcome(Struct, frozen=True, kw_only=True):
    """An outcome. Of the two types in the documentation, statement is "coming soon"."""

    id: str | None = field(name="_id", default=None)
    description: str = ""
    active: bool = field(name="isActive", default=True)
    type: str = "callback"
    callback: str | None = None


BESIDE: Final[dict[type[Struct], frozenset[str]]] = {
    WireJourney: frozenset({"createdAt", "updatedAt", "owner", "organisation", "__v", "recalculateStatus"}),
    WireWaypoint: frozenset({"id"}),
    WireOutcome: frozenset({"tripCount", "deactivatedAt"}),
}
"""Keys that the server keeps for itself: they mean nothing to a design and are carried along."""

Wire = TypeVar("Wire", WireJourney, WireWaypoint, WireOutcome)


class WirePart(Struct, Generic[Wire], frozen=True):
    """A record that was read, where it stood, and the keys of its document that a design has no field for."""

    wire: Wire
    place: str
    beside: JSON


def read_part(kind: type[Wire], raw: object, place: str, report: Report) -> WirePart[Wire] | None:
    """Read ``raw`` at ``place`` as the record ``kind``; None after telling ``report`` everything that is wrong with
    it.
    """
    known = set(kind.__struct_encode_fields__)
    body = {key: _plain(key, raw[key]) for key in raw if key in known} if isinstance(raw, Mapping) else raw
    wire = typed_json.read(kind, body, place, report)
    if wire is FAILED:
        return None
    assert isinstance(wire, kind)
    assert isinstance(raw, Mapping)
    return WirePart(wire, place, {key: value for key, value in raw.items() if key not in known})


def _plain(key: str, value: object) -> object:
    """The ``value`` of ``key``, an id of which may come in Extended JSON: ``{"$oid": …}``."""
    if key == "sources" and isinstance(value, list):
        return [_id_text(each) for each in value]
    return _id_text(value) if key == "_id" else value


def _id_text(value: object) -> object:
    return value["$oid"] if isinstance(value, dict) and value.keys() == {"$oid"} else value
