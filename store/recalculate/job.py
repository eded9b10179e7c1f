"""What one worker does with one partition: ask what was not asked yet, then fold the owners whose events changed.

Jobs and results travel as bytes, which costs next to nothing between processes; nested lists would eat up what a
second one gains.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from functools import lru_cache
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from engine.fold import fold
from engine.journey import decode
from engine.plan import Plan
from store.log.manifest import Part
from store.matches import Entry, count, logs, matches, outvoted
from store.progress.record import encode, key, recorded
from store.recalculate.mark import Basis, Folded, Mark, events_digest


class Job(Struct, frozen=True, kw_only=True):
    """A partition of the log in ``folder``, which has so many ``partitions``.

    ``parts`` are those that the owners of the partition have events in. ``absent`` are the ids that were voided and the
    places of events that another one stands for; with ``settles``, the worker finds such places itself. Without a
    ``basis``, the log is only asked.
    """

    folder: str
    journey: bytes
    seed: int
    partition: int
    partitions: int
    parts: tuple[Part, ...]
    voided: frozenset[str] = frozenset()
    outvoted: frozenset[int] = frozenset()
    settles: bool = False
    basis: Basis | None = None
    mark: Mark | None = None


class Result(Struct, frozen=True, kw_only=True):
    """``rows`` are the progress that changed (``store.progress``), ``folded`` is how many owners were."""

    partition: int
    rows: dict[int, bytes | None] = {}
    mark: Mark | None = None
    folded: int = 0


_jobs: Final = msgspec.msgpack.Decoder(Job)
_results: Final = msgspec.msgpack.Decoder(Result)
_encode: Final = msgspec.msgpack.Encoder().encode


def packed(job: Job) -> bytes:
    return _encode(job)


def unpacked(result: bytes) -> Result:
    return _results.decode(result)


def work(job: bytes) -> bytes:
    """Do a job. Raises StoreError."""
    return _encode(_done(_jobs.decode(job)))


def _done(job: Job) -> Result:
    plan = _plan(job.journey)
    answers = matches(Path(job.folder), plan, job.parts, job.partitions)
    if job.basis is None:
        return Result(partition=job.partition)
    found = logs(plan, answers, job.partition)
    absent = outvoted(found) if job.settles else job.outvoted
    folding = _Folding(plan, job, job.basis)
    for owner, log in found.items():
        if present := _present(log, job, absent, job.basis.clock):
            folding.take(owner, present)
    return folding.result()


@lru_cache(maxsize=4)
def _plan(journey: bytes) -> Plan:
    return Plan(decode(journey))


class _Folding:
    """The owners of a partition, one after the other."""

    def __init__(self, plan: Plan, job: Job, basis: Basis) -> None:
        self._plan = plan
        self._job = job
        self._basis = basis
        mark = job.mark or Mark(basis)
        self._before = mark.owners
        self._comparable = mark.stands(basis)
        self._rows: dict[int, bytes | None] = {}
        self._owners: dict[int, Folded] = {}
        self._matched = 0
        self._folded = 0

    def take(self, owner: str, log: Sequence[Entry]) -> None:
        """An owner with the events that count, at least one."""
        number = key(self._plan.journey.id, owner)
        events = events_digest(entry.place for entry in log)
        self._matched += count(self._plan, log)
        was = self._before.get(number)
        if was and self._comparable and was.events == events and not was.fires(self._basis.clock):
            self._owners[number] = was
        else:
            self._owners[number] = self._fold(number, owner, events, log)

    def _fold(self, number: int, owner: str, events: int, log: Sequence[Entry]) -> Folded:
        self._folded += 1
        told = [entry.matched() for entry in log]
        progress = fold(self._plan, owner, told, self._basis.clock, self._job.seed)
        if not progress.attempts:
            return Folded(events, False)
        record = recorded(progress)
        self._rows[number] = encode(record)
        return Folded(events, True, record.due)

    def result(self) -> Result:
        gone = [
            number
            for number, was in self._before.items()
            if was.progress and not ((now := self._owners.get(number)) and now.progress)
        ]
        return Result(
            partition=self._job.partition,
            rows=self._rows | dict.fromkeys(gone),
            mark=Mark(self._basis, self._matched, self._owners),
            folded=self._folded,
        )


def _present(log: Sequence[Entry], job: Job, absent: Set[int], clock: int) -> list[Entry]:
    """The events that count, by the clock's time."""
    return [
        entry
        for entry in log
        if entry.event.time <= clock and entry.event.id not in job.voided and entry.place not in absent
    ]
