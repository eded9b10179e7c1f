"""What a worker is told to do with some partitions, and what it answers.

Jobs and results travel as bytes, which costs next to nothing between processes; nested lists would eat up what a
second one gains.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from engine.journey import decode
from engine.plan import Plan
from store.log.manifest import Part
from store.matches import Matches, logs, matches, outvoted
from store.recalculate.folding import Result, fold_owners
from store.recalculate.mark import Basis, Mark


class Share(Struct, frozen=True):
    """A partition whose owners are to be folded: from what, and how far they have come."""

    partition: int
    basis: Basis
    mark: Mark | None


class Job(Struct, frozen=True, kw_only=True):
    """Ask the log in ``folder``, which has so many ``partitions``, what was not asked yet about ``parts``, then fold.

    The events with ``voided`` ids do not count, nor those at ``outvoted`` places, for which another one with the same
    id stands; with ``settles``, the worker finds these places itself.
    """

    folder: str
    partitions: int
    journey: bytes
    seed: int
    parts: tuple[Part, ...]
    shares: tuple[Share, ...] = ()
    voided: frozenset[str] = frozenset()
    outvoted: frozenset[int] = frozenset()
    settles: bool = False


_jobs: Final = msgspec.msgpack.Decoder(Job)
_results: Final = msgspec.msgpack.Decoder(list[Result])
_encode: Final = msgspec.msgpack.Encoder().encode


def packed(job: Job) -> bytes:
    return _encode(job)


def unpacked(results: bytes) -> list[Result]:
    """One for each share."""
    return _results.decode(results)


def work(packed: bytes) -> bytes:
    """Do a job. Raises StoreError."""
    with _without_collecting():
        job = _jobs.decode(packed)
        plan = _plan(job.journey)
        answers = matches(Path(job.folder), plan, job.parts, job.partitions)
        return _encode([_folded(plan, job, share, answers) for share in job.shares])


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Spare the time (a quarter) that looking for cycles takes: what a job makes has none."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


@lru_cache(maxsize=4)
def _plan(journey: bytes) -> Plan:
    return Plan(decode(journey))


def _folded(plan: Plan, job: Job, share: Share, answers: list[Matches]) -> Result:
    parts = set(share.basis.parts)
    found = logs(plan, [each for each in answers if each.part in parts], share.partition)
    lost = outvoted(found) if job.settles else job.outvoted
    return fold_owners(plan, job.seed, share.partition, share.mark, share.basis, found, job.voided, lost)
