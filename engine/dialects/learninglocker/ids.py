"""Ids of steps: the server's own where it gave one, else readable ones made of the description."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from engine.dialects.learninglocker.wire import MONGO_ID, WireJourney, WireOutcome, WirePart, WireWaypoint
from engine.finding import Finding
from engine.slug import slug, unused_id

START: Final = "start"
CHECKLIST: Final = "waypoints"
DONE: Final = "done"

LONGEST: Final = 40

Named = WirePart[WireWaypoint] | WirePart[WireOutcome]


def part_id(text: str, otherwise: str) -> str:
    """The id of a part by its ``text``; ``otherwise`` stands where it has no words."""
    short = slug(text, LONGEST) or otherwise
    # What looks like an id of the server's must be one.
    return f"{otherwise}-{short}" if MONGO_ID.fullmatch(short) else short


def step_ids(parts: Sequence[Named]) -> list[str]:
    """One id for each part, none of them twice if no ``_id`` is; the same for the same document."""
    used = {START, CHECKLIST, DONE} | {part.wire.id for part in parts if part.wire.id}
    ids = []
    for part in parts:
        otherwise = "waypoint" if isinstance(part.wire, WireWaypoint) else "outcome"
        id = part.wire.id or unused_id(part_id(part.wire.description, otherwise), used)
        used.add(id)
        ids.append(id)
    return ids


def wrong_ids(parts: Sequence[Named | WirePart[WireJourney]]) -> Iterator[Finding]:
    """Ids that no server of this dialect gives, and ids given twice."""
    times = Counter(part.wire.id for part in parts)
    for part in parts:
        id = part.wire.id
        place = f"{part.place}._id"
        if id is None:
            continue
        if not MONGO_ID.fullmatch(id):
            message = f"{id[:40]!r} is no id of a server"
            hint = "an _id has 24 hexadecimal digits; leave it out of what is new"
            yield Finding(code="bad-id", place=place, message=message, hint=hint)
        elif times[id] > 1:
            message = f"the id {id!r} is used {times[id]} times"
            yield Finding(code="duplicate-id", place=place, message=message, hint="give each its own")
