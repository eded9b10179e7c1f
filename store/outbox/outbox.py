"""The outbox: what outcomes call for, and every attempt to send it.

An effect becomes one entry, keyed by the effect's id, however often progress is computed. A failed delivery raises the
outcome's trip count, a success sets it to 0, and at the maximum the outcome is deactivated, as Learning Locker has it.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from engine import instant
from store.clock import Clock, timestamp
from store.errors import WorkspaceLocked
from store.lock import exclusive
from store.numbers import number_of
from store.outbox.entry import OutboxEntry, OutgoingRequest, Trips
from store.schema import DocumentSchema
from store.shelf import Shelf
from store.table import Database

JOURNAL: Final = "outbox.journal"  # its own: whoever looks at designs need not load what is to be sent
LOCK: Final = "delivery.lock"
MAX_TRIP_COUNT: Final = 15
"""Failed deliveries in a row before an outcome is deactivated."""

_SCHEMA: Final = DocumentSchema(needs="0.1.0")
_PATIENCE: Final = 0.5  # seconds to wait for another one that delivers


class AlreadyDelivering(WorkspaceLocked):
    """Another process delivers from the same outbox."""


class _Body(Struct, frozen=True):
    """Packed, as statements repeat themselves: an eighth is left."""

    zlib: bytes


class Outbox:
    """The entries of all journeys, in a workspace's folder. Nothing is created before the first write.

    Every change is durable when the method returns. Any method may raise StoreError.
    """

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._folder = folder
        self._clock = clock
        self._database = Database(folder / JOURNAL, schema=_SCHEMA)
        self._entries = Shelf(self._database, "entries", OutboxEntry)
        self._bodies = Shelf(self._database, "bodies", _Body)
        self._outcomes = Shelf(self._database, "outcomes", Trips)

    def close(self) -> None:
        self._database.close()

    # Reading

    def entries(self, journey: str | None = None) -> list[OutboxEntry]:
        """Those of a journey (its id), or all, in the order in which they were called for."""
        found = [entry for entry in self._entries.values() if journey in (None, entry.journey)]
        return sorted(map(self._with_trips, found), key=lambda entry: (entry.effect.at, entry.id))

    def entry(self, id: str) -> OutboxEntry | None:
        found = self._entries.get(_key(id))
        return found and self._with_trips(found)

    def body(self, id: str) -> bytes:
        """The body of an entry, to the byte as it is sent. Raises KeyError."""
        if (body := self._bodies.get(_key(id))) is None:
            raise KeyError(id)
        return zlib.decompress(body.zlib)

    def trips(self, journey: str, step: str) -> Trips:
        """The trips of the outcome ``step`` of ``journey``."""
        return self._outcomes.get(_key(journey, step)) or Trips()

    # What follows from progress

    def put(
        self, outgoing: Iterable[OutgoingRequest] = (), *, again: Iterable[str] = (), gone: Iterable[str] = ()
    ) -> None:
        """Take in what is ``outgoing``; note which effects follow from the events ``again``, and which are ``gone``.

        What is known stays as it is, unless it was not delivered and the design sends something else by now.
        """
        with self._database.transaction():
            for each in outgoing:
                self._take(each)
            for id in again:
                self._supersede(id, None)
            for id in gone:
                self._supersede(id, timestamp(self._clock))

    # Delivering

    @contextmanager
    def delivering(self) -> Iterator[None]:
        """Hold the right to deliver, so that nothing is sent by two at once. Raises AlreadyDelivering."""
        sentence = "the outbox is being delivered already"
        with exclusive(self._folder / LOCK, _PATIENCE, AlreadyDelivering, sentence):
            yield

    def begin(self, id: str, target: str = "") -> OutboxEntry | None:
        """Note that a try begins, to a ``target``; None if the entry is not to be sent any more."""
        with self._database.transaction():
            entry = self._require_entry(id)
            return self._save(entry.begun(timestamp(self._clock), target)) if entry.open else None

    def succeed(self, id: str, status: int) -> OutboxEntry:
        """Note that the last try of ``id`` was answered well, by ``status``."""
        with self._database.transaction():
            entry = self._require_entry(id)
            self._count(entry, Trips())
            return self._save(entry.ended(status, ""))

    def fail(
        self, id: str, status: int | None, error: str, wait: float, *, most: int = MAX_TRIP_COUNT
    ) -> OutboxEntry:
        """Note that the last try of ``id`` failed, by ``status`` or ``error``. The next one is due after ``wait``
        seconds, unless ``most`` failed.
        """
        with self._database.transaction():
            entry = self._require_entry(id)
            self._count(entry, entry.trips.another(most, timestamp(self._clock)))
            return self._put_off(entry.ended(status, error), wait, most)

    def refuse(self, id: str, error: str, wait: float, *, most: int = MAX_TRIP_COUNT) -> OutboxEntry:
        """Note that the last try of ``id`` sent nothing, for ``error``: it was not allowed to, which is not the
        outcome's failure.

        The next one is due after ``wait`` seconds, unless ``most`` failed.
        """
        with self._database.transaction():
            return self._put_off(self._require_entry(id).ended(None, error), wait, most)

    def reactivate(self, journey: str, step: str) -> None:
        """Call the outcome ``step`` of ``journey`` again: its trip count is 0, and what was given up for it is to be
        sent.
        """
        with self._database.transaction():
            for entry in self.entries(journey):
                if entry.effect.step == step:
                    self._count(entry, Trips())
                    self._save(replace(entry, failures=0, next_try=None, given_up=None))

    # Records

    def _with_trips(self, entry: OutboxEntry) -> OutboxEntry:
        return replace(entry, trips=self.trips(entry.journey, entry.effect.step))

    def _require_entry(self, id: str) -> OutboxEntry:
        if (entry := self.entry(id)) is None:
            raise KeyError(id)
        return entry

    def _take(self, outgoing: OutgoingRequest) -> None:
        known = self.entry(outgoing.effect.id)
        if known is None:
            known = OutboxEntry(effect=outgoing.effect, journey=outgoing.journey)
        elif known.delivered or (known.url, known.design) == (outgoing.url, outgoing.design):
            return
        self._bodies.put(_key(known.id), _Body(zlib.compress(outgoing.body)))
        now = replace(known, effect=outgoing.effect, url=outgoing.url, design=outgoing.design)
        self._save(replace(now, failures=0, next_try=None, given_up=None))

    def _supersede(self, id: str, since: str | None) -> None:
        entry = self.entry(id)
        if entry is not None and (entry.superseded is None) != (since is None):
            self._save(replace(entry, superseded=since))

    def _put_off(self, entry: OutboxEntry, wait: float, most: int) -> OutboxEntry:
        now = self._clock()
        failures = entry.failures + 1
        due = {"next_try": instant.text(now + round(wait * 1_000_000))}
        over = {"given_up": instant.text(now)}
        return self._save(replace(entry, failures=failures, **(over if failures >= most else due)))

    def _count(self, entry: OutboxEntry, trips: Trips) -> None:
        self._outcomes.put(_key(entry.journey, entry.effect.step), trips)

    def _save(self, entry: OutboxEntry) -> OutboxEntry:
        self._entries.put(_key(entry.id), replace(entry, trips=Trips()))
        return self._with_trips(entry)


def _key(*names: str) -> int:
    return number_of(msgspec.json.encode(names), b"waypost outbox")
