"""The versions of a journey: what each may become, and which events it takes then."""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from designer.sandbox.faults import Fault, Trouble
from designer.sandbox.ids import segment_id
from designer.sandbox.live_journey import LiveJourney
from designer.sandbox.persistence import JSON, Container, JourneyVersion, Status
from designer.sandbox.segment.bodies import read
from engine.dialects.segment import import_journey
from engine.journey import Journey
from engine.plan import Plan

_MAY: Final[dict[str, tuple[Status, tuple[Status, ...]]]] = {
    "PUBLISH": ("PUBLISHED", ("DRAFT", "ENTRY_PAUSED", "PUBLISHED")),
    "PAUSE_ENTRY": ("ENTRY_PAUSED", ("PUBLISHED", "ENTRY_PAUSED")),
    "ARCHIVE": ("ARCHIVED", ("DRAFT", "PUBLISHED", "ENTRY_PAUSED", "ARCHIVED")),
}
"""What an action makes of a version, and of which."""


def version_of(container: Container, number: float) -> JourneyVersion:
    """The version ``number`` of ``container``. Raises Fault (404)."""
    for version in container.versions:
        if version.number == number:
            return version
    raise Fault(404, Trouble(f"the journey {container.id} has no version {number:g}", "version"))


def with_version(container: Container, version: JourneyVersion, now: str) -> Container:
    """The container with a version that is changed or new."""
    version = replace(version, updated=now)
    others = [each for each in container.versions if each.number != version.number]
    versions = sorted([*others, version], key=lambda each: each.number)
    return replace(container, versions=tuple(versions), updated=now)


def redefine(container: Container, definition: JSON, now: str) -> JourneyVersion:
    """The version of ``container`` with another ``definition`` as of ``now``: the newest while it is a draft, else a
    new draft.

    Raises Fault (422).
    """
    newest = container.versions[-1]
    if newest.status == "ARCHIVED":
        raise Fault(422, f"version {newest.number} is archived; what is archived stays as it was")
    if newest.status == "DRAFT":
        return replace(newest, definition=definition)
    return draft(newest.number + 1, definition, now)


def draft(number: int, definition: JSON, now: str) -> JourneyVersion:
    """A new version with this ``number`` and ``definition``, made ``now``."""
    return JourneyVersion(
        id=segment_id("jver"), number=number, definition=definition, created=now, updated=now
    )


def apply_action(container: Container, number: float, action: str, arrived: int, now: str) -> Container:
    """The container after an action on a version. ``arrived`` is the number of the next event. Raises Fault.

    Where a version is published, entry into the one that was so far is paused: its instances run on to their end.
    """
    version = version_of(container, number)
    status, before = _MAY[action]
    if version.status not in before:
        message = f"version {version.number} is {version.status}, which cannot become {status}"
        raise Fault(422, Trouble(message, "action"))
    if action == "PUBLISH":
        for other in container.versions:
            if other.status == "PUBLISHED" and other.number != version.number:
                container = with_version(container, _with_status(other, "ENTRY_PAUSED", arrived), now)
    return with_version(container, _with_status(version, status, arrived), now)


def _with_status(version: JourneyVersion, status: Status, arrived: int) -> JourneyVersion:
    return replace(
        version,
        status=status,
        feed=version.feed.switch(on=status in ("PUBLISHED", "ENTRY_PAUSED"), number=arrived),
        entries=version.entries.switch(on=status == "PUBLISHED", number=arrived),
    )


def journey_of(container: Container, definition: JSON) -> Journey:
    """The journey that a definition describes. Raises Fault (422) with everything that is wrong."""
    named = {"containerId": container.id, "name": container.name, "description": container.description}
    return read(lambda: import_journey(named | {"definition": definition}))


def live_id(container: Container, version: JourneyVersion) -> str:
    return f"{container.id} {version.number}"


def live(container: Container, version: JourneyVersion) -> LiveJourney:
    """A version, made ready to take events."""
    return LiveJourney(Plan(journey_of(container, version.definition)), version.feed, version.entries)
