"""Recalculations: how far each journey's is, told truly at any moment and to any process.

The record says what was last reported; whether anybody is still at work, the lock says, which dies with its holder.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, Literal

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from tinydb.table import Document

from store.clock import Clock, timestamp
from store.errors import StoreError, WorkspaceLocked
from store.lock import exclusive, is_held
from store.numbers import number_of
from store.table import Database

State = Literal["never", "running", "interrupted", "stopped", "finished"]

LOCKS: Final = "recalculations"
_PATIENCE: Final = 1.0  # seconds: more than it takes to look whether the lock is held


class AlreadyRunning(WorkspaceLocked):
    """Another process recalculates the journey."""


class Status(Struct, frozen=True, kw_only=True, rename="camel"):
    """Learning Locker's ``recalculateStatus``, and more. Counts are of events; times are RFC 3339.

    ``interrupted``: the process that was at work is gone. ``stopped``: it was told to stop, or failed.
    ``skipped_count`` are events of the total that were dealt with before the run began.
    """

    in_progress: bool = False
    total_count: int = 0
    remaining_count: int = 0
    state: State = "never"
    skipped_count: int = 0
    log: str = ""
    started: str = ""
    updated: str = ""


class Runs:
    """The last recalculation of each journey. May raise StoreError."""

    def __init__(self, folder: Path, database: Database, clock: Clock) -> None:
        self._folder = folder / LOCKS
        self._clock = clock
        self._table = database.table("runs")

    def status(self, journey: str) -> Status:
        """Return how the recalculation of a journey (its id) stands right now. Never waits."""
        while True:
            status = self._status_of(journey)
            if status.state != "running" or is_held(self._lock(journey)):
                return status
            if status == self._status_of(journey):  # so nobody was at work when it said so
                return replace(status, state="interrupted", in_progress=False)

    def _status_of(self, journey: str) -> Status:
        found = self._table.get(doc_id=_key(journey))
        return msgspec.convert(dict(found), Status) if found else Status()

    @contextmanager
    def running(self, journey: str, log: str, total: int) -> Iterator[Run]:
        """Hold the right to recalculate ``journey`` over ``total`` events of ``log``. Raises AlreadyRunning.

        What ends by an exception is recorded as stopped.
        """
        lock = self._lock(journey)
        with exclusive(lock, _PATIENCE, AlreadyRunning, "the journey is being recalculated already"):
            run = Run(self, journey, log, total)
            try:
                yield run
            except BaseException:
                with suppress(StoreError):  # should that fail too, it counts as interrupted
                    run.end("stopped")
                raise
            run.end("finished")

    def put(self, journey: str, status: Status) -> None:
        self._table.upsert(Document(msgspec.to_builtins(status), doc_id=_key(journey)))

    def now(self) -> str:
        return timestamp(self._clock)

    def _lock(self, journey: str) -> Path:
        return self._folder / f"{_key(journey):016x}.lock"


class Run:
    """One recalculation under way, in the process that does it."""

    def __init__(self, runs: Runs, journey: str, log: str, total: int) -> None:
        self._runs = runs
        self._journey = journey
        self.status = Status(log=log, started=runs.now(), total_count=total)
        self._put(in_progress=True, state="running", remaining_count=total)

    def skip(self, events: int) -> None:
        """Note that so many ``events`` need no work."""
        skipped = self.status.skipped_count + events
        self._put(skipped_count=skipped, remaining_count=self.status.remaining_count - events)

    def done(self, events: int) -> None:
        """Note that so many ``events`` more are dealt with, and what came of them is saved."""
        self._put(remaining_count=self.status.remaining_count - events)

    def end(self, state: State) -> None:
        self._put(in_progress=False, state=state)

    def _put(self, **changes: object) -> None:
        self.status = replace(self.status, updated=self._runs.now(), **changes)
        self._runs.put(self._journey, self.status)


def _key(journey: str) -> int:
    """The number of a journey's record."""
    return number_of(journey.encode(), b"waypost run")
