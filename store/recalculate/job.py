"""What a worker is told to do with some partitions, and what it answers.

Jobs and results travel as bytes, which costs next to nothing between processes; nested lists would eat up what a
second one gains.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from engine.journey import decode
from engine.plan import Plan
from store.garbage import without_collecting
from store.log.manifest import Part
from store.matches import Logs, Matches, keep_logs, kept_logs, logs, matches, outvoted
from store.recalculate.partition import Result, fold_owners
from store.recalculate.watermark import Basis, Mark


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


@without_collecting()
def work(packed: bytes) -> bytes:
    """Do a job. Raises StoreError."""
    job = _jobs.decode(packed)
    return _encode(_done(_plan(job.journey), Path(job.folder), job))


def _done(plan: Plan, folder: Path, job: Job) -> list[Result]:
    woven = {
        share.partition: kept_logs(folder, plan, share.partition, share.basis.parts) for share in job.shares
    }
    lacking = {
        number for share in job.shares if woven[share.partition] is None for number in share.basis.parts
    }
    asked = [part for part in job.parts if part.number in lacking] if job.shares else job.parts
    answers = matches(folder, plan, asked, job.partitions)
    return [
        _folded(plan, job, share, woven.pop(share.partition) or _woven(plan, folder, share, answers))
        for share in job.shares
    ]


def _woven(plan: Plan, folder: Path, share: Share, answers: list[Matches]) -> Logs:
    """The logs of a partition's owners, which are kept for next time."""
    parts = set(share.basis.parts)
    found = logs(plan, [each for each in answers if each.part in parts], share.partition)
    keep_logs(folder, plan, share.partition, share.basis.parts, found)
    return found


@lru_cache(maxsize=4)
def _plan(journey: bytes) -> Plan:
    return Plan(decode(journey))


def _folded(plan: Plan, job: Job, share: Share, found: Logs) -> Result:
    lost = outvoted(found) if job.settles else job.outvoted
    return fold_owners(plan, job.seed, share.partition, share.mark, share.basis, found, job.voided, lost)
