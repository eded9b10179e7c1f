"""Jobs of a worker on some partitions, and its answers.

Jobs and results travel as bytes, which costs next to nothing between processes; nested lists would eat up what a
second one gains.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from engine.journey import decode
from engine.plan import Plan
from store.garbage import no_garbage_collection
from store.log.manifest import LogPart
from store.matches import Logs, Matches, cached_logs, duplicate_places, joined, keep_logs, logs, matches
from store.recalculate.partition import Present, Result, fold_owners
from store.recalculate.watermark import Basis, Watermark


class PartitionShare(Struct, frozen=True):
    """A partition whose owners are to be folded: from what, and how far they have come."""

    partition: int
    basis: Basis
    mark: Watermark | None


class PartitionJob(Struct, frozen=True, kw_only=True):
    """Ask the log in ``folder``, which has so many ``partitions``, what was not asked yet about ``parts``, then fold.

    The events with ``voided`` ids do not count, nor those at ``duplicate_places``, for which another one with the same
    id stands; with ``settles``, the worker finds these places itself.

    Owners that are one with others are left ``apart``. A job that has ``names`` folds those: their events are in
    ``members``, the partitions with the numbers of their parts.
    """

    folder: str
    partitions: int
    journey: bytes
    seed: int
    parts: tuple[LogPart, ...]
    shares: tuple[PartitionShare, ...] = ()
    voided: frozenset[str] = frozenset()
    duplicate_places: frozenset[int] = frozenset()
    settles: bool = False
    apart: frozenset[str] = frozenset()
    names: dict[str, str] = {}
    members: dict[int, tuple[int, ...]] = {}


_jobs: Final = msgspec.msgpack.Decoder(PartitionJob)
_results: Final = msgspec.msgpack.Decoder(list[Result])
_encode: Final = msgspec.msgpack.Encoder().encode


def packed(job: PartitionJob) -> bytes:
    return _encode(job)


def unpacked(results: bytes) -> list[Result]:
    """One for each share."""
    return _results.decode(results)


@no_garbage_collection()
def work(packed: bytes) -> bytes:
    """Do a job. Raises StoreError."""
    job = _jobs.decode(packed)
    return _encode(_run_job(_plan(job.journey), Path(job.folder), job))


def _run_job(plan: Plan, folder: Path, job: PartitionJob) -> list[Result]:
    if job.names:
        return [_together(plan, folder, job)]
    found = _logs(plan, folder, job, {share.partition: share.basis.parts for share in job.shares})
    return [_fold_share(plan, job, share, some) for share, (_, some) in zip(job.shares, found, strict=True)]


def _logs(
    plan: Plan, folder: Path, job: PartitionJob, partitions: Mapping[int, tuple[int, ...]]
) -> Iterator[tuple[int, Logs]]:
    """The logs of the owners of ``partitions`` in ``folder`` by ``plan`` for ``job``, one after the other: kept, or
    merged from answers.
    """
    woven = {each: cached_logs(folder, plan, each, parts) for each, parts in partitions.items()}
    lacking = {number for each, parts in partitions.items() if woven[each] is None for number in parts}
    asked = [part for part in job.parts if part.number in lacking] if partitions else job.parts
    answers = matches(folder, plan, asked, job.partitions)
    for each, parts in partitions.items():
        yield each, woven.pop(each) or _merged_logs(plan, folder, each, parts, answers)


def _merged_logs(
    plan: Plan, folder: Path, partition: int, parts: tuple[int, ...], answers: list[Matches]
) -> Logs:
    """The logs of the owners of a ``partition`` in ``folder`` by ``plan``, merged from ``answers`` about ``parts``
    and kept for next time.
    """
    found = logs(plan, [each for each in answers if each.part in parts], partition)
    keep_logs(folder, plan, partition, parts, found)
    return found


@lru_cache(maxsize=4)
def _plan(journey: bytes) -> Plan:
    return Plan(decode(journey))


def _fold_share(plan: Plan, job: PartitionJob, share: PartitionShare, found: Logs) -> Result:
    present = Present(job.voided, duplicate_places(found) if job.settles else job.duplicate_places, job.apart)
    return fold_owners(plan, job.seed, share.partition, share.mark, share.basis, found, present)


def _together(plan: Plan, folder: Path, job: PartitionJob) -> Result:
    """Fold owners of the log in ``folder`` that are one with others by ``plan`` for ``job``."""
    [share] = job.shares
    lost = set(job.duplicate_places)

    def settled() -> Iterator[Logs]:
        for _, found in _logs(plan, folder, job, job.members):
            lost.update(duplicate_places(found) if job.settles else ())
            yield found

    found = joined(settled(), job.names)
    return fold_owners(
        plan, job.seed, share.partition, share.mark, share.basis, found, Present(job.voided, lost)
    )
