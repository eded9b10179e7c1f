"""Documents that the server keeps on disk beside keys and events."""

from __future__ import annotations

from typing import Any, Final, Literal, TypeAlias

from msgspec import Struct

from designer.sandbox.feed import Feed
from engine.conditions import mongo

JSON: TypeAlias = dict[str, Any]

DATES: Final = mongo.LEARNING_LOCKER_DATES | {"createdAt", "updatedAt", "startedAt", "completedAt"}
"""Fields that the server keeps as dates."""


class KeptJourney(Struct, frozen=True, kw_only=True):
    """A journey of Learning Locker: its document as it is answered, and which events it takes."""

    document: JSON
    feed: Feed = Feed()

    @property
    def id(self) -> str:
        return str(self.document["_id"])


class KeptProgress(Struct, frozen=True, kw_only=True):
    """Values written to a journeyProgress by hand.

    ``fields`` stand for those that are computed. The progress is that of events from number ``since`` on: it was
    deleted when that was the next. ``owner`` is as in ``engine.progress``.
    """

    journey: str
    owner: str
    since: int = 0
    fields: JSON = {}


class CallbackNote(Struct, frozen=True, kw_only=True):
    """An effect that has just come about, or no longer follows (``gone``), and is still to be put into the outbox."""

    journey: str
    owner: str
    effect: str
    gone: bool = False


class KeptDocument(Struct, frozen=True, kw_only=True):
    """A document of the state of an activity, or of a profile. ``owner``: the kind, and who or what it is of.

    ``updated``: an instant in microseconds.
    """

    owner: tuple[str, ...]
    registration: str = ""
    id: str
    media: str
    content: bytes
    updated: int


Status = Literal["DRAFT", "PUBLISHED", "ENTRY_PAUSED", "ARCHIVED"]


class JourneyVersion(Struct, frozen=True, kw_only=True):
    """A version of a journey of Segment. ``feed`` says which events it takes, ``entries`` which may start an instance.

    Times are RFC 3339 with milliseconds; ``definition`` is the wire's.
    """

    id: str
    number: int
    status: Status = "DRAFT"
    definition: JSON
    created: str
    updated: str
    feed: Feed = Feed()
    entries: Feed = Feed()


class Container(Struct, frozen=True, kw_only=True):
    """A journey of Segment in its space, with its versions, the oldest first. ``by`` is whose key made it."""

    id: str
    space: str
    name: str
    description: str
    created: str
    updated: str
    by: str
    versions: tuple[JourneyVersion, ...]
