"""Publications: what was published where, and what is being published right now.

A sending is written down before its first request and kept up to date before and after each, so whoever comes after
a crash knows what may have reached the server. A publication takes its place in one transaction.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final, Literal

import msgspec
from msgspec import Struct
from msgspec.structs import asdict, replace
from tinydb import Query, where
from tinydb.queries import QueryInstance

from store.clock import Clock, timestamp
from store.errors import WorkspaceLocked
from store.lock import exclusive
from store.table import Database

Document = dict[str, Any]
How = Literal["published", "pulled", "rolled back"]

LOCKS: Final = "publications"
_PATIENCE: Final = 1.0


class AlreadyPublishing(WorkspaceLocked):
    """Another process publishes this journey to this target."""


class Publication(Struct, frozen=True, kw_only=True):
    """A journey as server and workspace last agreed on it.

    ``journey`` is the design's id, ``design`` its name and ``version`` its number then; ``remote`` the journey's id on
    the server. ``meant`` is the content as we write it, ``found`` as the server told it when it was read back (null
    where it cannot be read); ``ids`` gives steps their ids on the server; ``at`` is RFC 3339.
    """

    journey: str
    target: str
    design: str
    version: int
    how: How
    at: str
    remote: str
    meant: Document
    found: Document | None
    ids: dict[str, str] = {}


class UnfinishedPublication(Struct, frozen=True, kw_only=True):
    """A publication under way, or one that was broken off.

    ``title`` is what the server calls the journey; ``remote`` its id there, empty until it is known; ``others`` are
    journeys of the same title that were there before. ``fresh``: it makes a journey, whatever was published before.
    ``begun`` and ``answered`` name requests in their order.
    """

    journey: str
    target: str
    design: str
    version: int
    how: How
    title: str
    meant: Document
    remote: str = ""
    ids: dict[str, str] = {}
    others: tuple[str, ...] = ()
    fresh: bool = False
    begun: tuple[str, ...] = ()
    answered: tuple[str, ...] = ()
    started: str = ""


class Publications:
    """The publications of a workspace. May raise StoreError."""

    def __init__(self, folder: Path, database: Database, clock: Clock) -> None:
        self._folder = folder / LOCKS
        self._database = database
        self._clock = clock
        self._done = database.table("publications")
        self._unfinished = database.table("sendings")

    def history(self, journey: str, target: str | None = None) -> list[Publication]:
        """Everything that was published of a journey, the first one first."""
        rows = self._done.search(where("journey") == journey)
        found = [msgspec.convert(dict(row), Publication) for row in rows]
        return [each for each in found if target in (None, each.target)]

    def last(self, journey: str, target: str) -> Publication | None:
        return next(reversed(self.history(journey, target)), None)

    def sending(self, journey: str, target: str) -> UnfinishedPublication | None:
        """The sending of ``journey`` to ``target`` that was begun and has not ended."""
        row = self._unfinished.get(_of(journey, target))
        return None if row is None else msgspec.convert(dict(row), UnfinishedPublication)

    def begin(self, sending: UnfinishedPublication) -> UnfinishedPublication:
        """Write down what is about to be sent, instead of what was broken off before."""
        begun = replace(sending, started=timestamp(self._clock))
        self.note(begun)
        return begun

    def note(self, sending: UnfinishedPublication) -> None:
        """Note how far ``sending`` is."""
        self._unfinished.upsert(asdict(sending), _of(sending.journey, sending.target))

    def drop(self, journey: str, target: str) -> None:
        """Forget the sending of ``journey`` to ``target`` that was broken off."""
        self._unfinished.remove(_of(journey, target))

    def end(self, sending: UnfinishedPublication, found: Document | None) -> Publication:
        """Make a publication of ``sending``, with the document ``found`` afterwards."""
        publication = Publication(
            journey=sending.journey,
            target=sending.target,
            design=sending.design,
            version=sending.version,
            how=sending.how,
            at=timestamp(self._clock),
            remote=sending.remote,
            meant=sending.meant,
            found=found,
            ids=sending.ids,
        )
        with self._database.transaction():
            self._done.insert(asdict(publication))
            self.drop(sending.journey, sending.target)
        return publication

    @contextmanager
    def alone(self, journey: str, target: str) -> Iterator[None]:
        """Hold the right to publish a journey to a target. Raises AlreadyPublishing, StoreError."""
        key = blake2b(f"{journey}\0{target}".encode(), digest_size=8).hexdigest()
        sentence = f"the journey is being published to {target} already"
        with exclusive(self._folder / f"{key}.lock", _PATIENCE, AlreadyPublishing, sentence):
            yield


def _of(journey: str, target: str) -> QueryInstance:
    return Query().fragment({"journey": journey, "target": target})
