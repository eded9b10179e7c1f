"""The outbox: what outcomes call for, and every attempt to send it.

An effect becomes one entry, keyed by the effect's id, however often progress is computed. A failed delivery raises the
outcome's trip count, a success sets it to 0, and at the maximum the outcome is deactivated, as Learning Locker has it.
"""

from __future__ import annotations

import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path
from typing import Final

import msgspec
from msgspec.structs import replace
from tinydb.table import Document

from engine import instant
from store import disk
from store.clock import Clock, timestamp
from store.errors import WorkspaceLocked, outside
from store.lock import locked
from store.outbox.entry import Callback, Entry, Trips
from store.schema import Schema
from store.table import Database

JOURNAL: Final = "outbox.journal"  # its own: whoever looks at designs need not load what is to be sent
LOCK: Final = "delivery.lock"
MAX_TRIP_COUNT: Final = 15
"""Failed deliveries in a row before an outcome is deactivated."""

_SCHEMA: Final = Schema(needs="0.1.0")
_PATIENCE: Final = 0.5  # seconds to wait for another one that delivers


class AlreadyDelivering(WorkspaceLocked):
    """Another process delivers from the same outbox."""


class Outbox:
    """The entries of all journeys, in a workspace's folder. Nothing is created before the first write.

    Every change is durable when the method returns. Any method may raise StoreError.
    """

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._folder = folder
        self._clock = clock
        self._database = Database(folder / JOURNAL, schema=_SCHEMA)
        self._entries = self._database.table("entries")
        self._bodies = self._database.table("bodies")
        self._outcomes = self._database.table("outcomes")

    def close(self) -> None:
        self._database.close()

    # Reading

    def entries(self, journey: str | None = None) -> list[Entry]:
        """Those of a journey (its id), or all, in the order in which they were called for."""
        found = [self._entry(row) for row in self._entries if journey in (None, row["journey"])]
        return sorted(found, key=lambda entry: (entry.effect.at, entry.id))

    def entry(self, id: str) -> Entry | None:
        row = self._entries.get(doc_id=_key(id))
        return self._entry(row) if isinstance(row, Document) else None

    def body(self, id: str) -> bytes:
        """The body of an entry, to the byte as it is sent. Raises KeyError."""
        row = self._bodies.get(doc_id=_key(id))
        if not isinstance(row, Document):
            raise KeyError(id)
        return zlib.decompress(b64decode(row["zlib"]))

    def trips(self, journey: str, step: str) -> Trips:
        """How an outcome fares."""
        row = self._outcomes.get(doc_id=_key(journey, step))
        return msgspec.convert(dict(row), Trips) if isinstance(row, Document) else Trips()

    # What follows from progress

    def put(
        self, callbacks: Iterable[Callback] = (), *, again: Iterable[str] = (), gone: Iterable[str] = ()
    ) -> None:
        """Take in callbacks that are new; note which effects follow from the events ``again``, and which no longer."""
        with self._database.transaction():
            for callback in callbacks:
                if self.entry(callback.effect.id) is None:
                    self._add(callback)
            for id in again:
                self._supersede(id, None)
            for id in gone:
                self._supersede(id, timestamp(self._clock))

    # Delivering

    @contextmanager
    def delivering(self) -> Iterator[None]:
        """Hold the right to deliver, so that nothing is sent by two at once. Raises AlreadyDelivering."""
        lock = self._folder / LOCK
        with outside("create", lock.parent):
            disk.make_folder(lock.parent)
        with _alone(lock):
            yield

    def begin(self, id: str) -> Entry | None:
        """Note that a try begins; None if the entry is not to be sent, whatever was true a moment ago."""
        with self._database.transaction():
            entry = self._known(id)
            return self._save(entry.begun(timestamp(self._clock))) if entry.open else None

    def succeed(self, id: str, status: int) -> Entry:
        """The try that began last was answered well."""
        with self._database.transaction():
            entry = self._known(id)
            self._count(entry, Trips())
            return self._save(entry.ended(status, ""))

    def fail(
        self, id: str, status: int | None, error: str, wait: float, *, most: int = MAX_TRIP_COUNT
    ) -> Entry:
        """The try that began last failed. The next one is due after so many seconds, unless ``most`` have failed."""
        with self._database.transaction():
            entry = self._known(id)
            self._count(entry, entry.trips.another(most, timestamp(self._clock)))
            return self._put_off(entry.ended(status, error), wait, most)

    def refuse(self, id: str, error: str, wait: float, *, most: int = MAX_TRIP_COUNT) -> Entry:
        """The try that began last sent nothing: it was not allowed to, which is not the outcome's failure."""
        with self._database.transaction():
            return self._put_off(self._known(id).ended(None, error), wait, most)

    def reactivate(self, journey: str, step: str) -> None:
        """Call an outcome again: its trip count is 0, and what was given up for it is to be sent."""
        with self._database.transaction():
            for entry in self.entries(journey):
                if entry.effect.step == step:
                    self._count(entry, Trips())
                    self._save(replace(entry, failures=0, next_try=None, given_up=None))

    # Records

    def _entry(self, row: Document) -> Entry:
        entry = msgspec.convert(dict(row), Entry)
        return replace(entry, trips=self.trips(entry.journey, entry.effect.step))

    def _known(self, id: str) -> Entry:
        if (entry := self.entry(id)) is None:
            raise KeyError(id)
        return entry

    def _add(self, callback: Callback) -> None:
        packed = b64encode(
            zlib.compress(callback.body)
        ).decode()  # bodies repeat themselves: an eighth is left
        self._bodies.upsert(Document({"zlib": packed}, doc_id=_key(callback.effect.id)))
        self._save(Entry(effect=callback.effect, journey=callback.journey, url=callback.url))

    def _supersede(self, id: str, since: str | None) -> None:
        entry = self.entry(id)
        if entry is not None and (entry.superseded is None) != (since is None):
            self._save(replace(entry, superseded=since))

    def _put_off(self, entry: Entry, wait: float, most: int) -> Entry:
        now = self._clock()
        failures = entry.failures + 1
        due = {"next_try": instant.text(now + round(wait * 1_000_000))}
        over = {"given_up": instant.text(now)}
        return self._save(replace(entry, failures=failures, **(over if failures >= most else due)))

    def _count(self, entry: Entry, trips: Trips) -> None:
        key = _key(entry.journey, entry.effect.step)
        self._outcomes.upsert(Document(msgspec.to_builtins(trips), doc_id=key))

    def _save(self, entry: Entry) -> Entry:
        row = msgspec.to_builtins(entry)
        del row["trips"]
        self._entries.upsert(Document(row, doc_id=_key(entry.id)))
        return self._known(entry.id)


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    try:
        with locked(lock, _PATIENCE):
            yield
    except WorkspaceLocked as error:
        raise AlreadyDelivering(f"the outbox is being delivered already: {error}") from None


def _key(*names: str) -> int:
    """The number of a record: the same in every process, positive, 63 bits."""
    text = msgspec.json.encode(names)
    return int.from_bytes(blake2b(text, digest_size=8, person=b"waypost outbox").digest()) >> 1
