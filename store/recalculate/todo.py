"""The plan of a recalculation: which partitions are not what they should be, and the jobs that make them so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from engine.journey import dumps, to_document
from engine.plan import Plan
from engine.progress import Attempt, Effect
from store.log.manifest import LogPart, Manifest
from store.log.rows import partition_of
from store.matches import duplicate_places, identity, logs, matches, unanswered_parts
from store.portions import portions
from store.recalculate.job import PartitionJob, PartitionShare
from store.recalculate.void_events import Absent, absent_events
from store.recalculate.watermark import Basis, Watermark, digest

PORTION: Final = 250_000
"""Events that a worker is given at once, if there are more partitions than that takes. A kill costs as many."""

JOBS: Final = 4
"""For each of several workers, at least."""

_LABELS: Final = ("name", "description", "layout")


class RecalculationPlan:
    """A journey over the log in folder ``log``, until a clock (microseconds)."""

    def __init__(
        self, plan: Plan, log: Path, found: Manifest, clock: int, seed: int, names: Mapping[str, str]
    ) -> None:
        """Compare the ``log`` with its manifest ``found`` by ``plan``, ``clock`` and ``seed``, with how far its
        partitions have come.

        ``names``: of each owner that is one with others (``engine.identity``).
        """
        self._plan = plan
        self._log = log
        self._found = found
        self._clock = clock
        self._seed = seed
        self._names = dict(names)
        self._apart = frozenset((*names, *names.values()))
        self.partitions = range(found.partitions)
        self.together = found.partitions

    @cached_property
    def log_name(self) -> str:
        return digest([identity(self._log), self._found.partitions])

    @cached_property
    def absent(self) -> Absent:
        return absent_events(self._log, self._found)

    def weight(self, partition: int) -> int:
        """Return how many events are in a partition."""
        return sum(part.rows for part in self._own(partition))

    def missing(self) -> list[LogPart]:
        """The parts of the log that were not asked everything yet."""
        return unanswered_parts(self._log, self._plan, self._found.parts)

    @property
    def asks_first(self) -> bool:
        """Tell whether no owner can be folded before all of the log was asked."""
        return self._spread or self._scattered

    def ask_jobs(self, parts: Sequence[LogPart], workers: int) -> Iterator[PartitionJob]:
        """Ask everything about these parts, and fold nobody."""
        return map(self._job, portions(parts, lambda part: part.rows, self._portion(workers)))

    def shares(self, marks: Mapping[int, Watermark]) -> list[PartitionShare]:
        """The partitions whose owners' progress may not be what it should be, given how far it has come."""
        shares = [PartitionShare(each, self._basis(each), marks.get(each)) for each in self.partitions]
        return [share for share in shares if not _is_done(share)]

    def parted(self, marks: Mapping[int, Watermark]) -> Watermark | None:
        """The mark of the owners that were folded together, if these are others now."""
        mark = marks.get(self.together)
        return None if mark is None or mark.basis.joined == self._joined else mark

    def join_jobs(self, marks: Mapping[int, Watermark]) -> Iterator[PartitionJob]:
        """Fold the owners that are one with others: last, since they leave their partitions first."""
        partitions = sorted({partition_of(owner, self._found.partitions) for owner in self._apart})
        members = {each: tuple(part.number for part in self._parts(each)) for each in partitions}
        numbers = {number for parts in members.values() for number in parts}
        basis = replace(self._basis(0), parts=tuple(sorted(numbers)), joined=self._joined)
        share = PartitionShare(self.together, basis, marks.get(self.together))
        if self._names and not _is_done(share):
            job = self._counting_job(part for part in self._found.parts if part.number in numbers)
            yield replace(job, shares=(share,), names=self._names, members=members)

    def fold_jobs(self, shares: Sequence[PartitionShare], workers: int) -> Iterator[PartitionJob]:
        """Fold the owners of ``shares`` by so many ``workers``."""
        for some in portions(shares, lambda share: self.weight(share.partition), self._portion(workers)):
            parts = {number for share in some for number in share.basis.parts}
            job = self._counting_job(part for part in self._found.parts if part.number in parts)
            yield replace(job, shares=tuple(some), apart=self._apart)

    def _counting_job(self, parts: Iterable[LogPart]) -> PartitionJob:
        """A job that knows which events do not count."""
        return replace(
            self._job(parts),
            voided=self.absent.voided,
            duplicate_places=self._outvoted,
            settles=bool(self._found.totals.again) and not self._scattered,
        )

    def _portion(self, workers: int) -> int:
        """Return how many events a worker is given at once, so that several have something to do until the end."""
        return PORTION if workers == 1 else min(PORTION, self._found.totals.rows // (JOBS * workers))

    def _job(self, parts: Iterable[LogPart]) -> PartitionJob:
        return PartitionJob(
            folder=str(self._log),
            partitions=self._found.partitions,
            journey=self._document,
            seed=self._seed,
            parts=tuple(parts),
        )

    def _basis(self, partition: int) -> Basis:
        return Basis(
            log=self.log_name,
            rules=self._rules,
            clock=self._clock,
            parts=tuple(part.number for part in self._parts(partition)),
            absent=self._absence,
            joined=self._departed_digest(partition),
        )

    @cached_property
    def _joined(self) -> str:
        return digest(sorted(self._names.items())) if self._names else ""

    def _departed_digest(self, partition: int) -> str:
        """A digest of the owners of a partition that are folded apart from it."""
        left = [owner for owner in self._apart if partition_of(owner, self._found.partitions) == partition]
        return digest(sorted(left)) if left else ""

    @cached_property
    def _document(self) -> bytes:
        return dumps(self._plan.journey).encode()

    @cached_property
    def _rules(self) -> str:
        """A digest of all that a fold depends on and of what it tells; where a step is on the screen is none of it."""
        document = {key: part for key, part in to_document(self._plan.journey).items() if key not in _LABELS}
        zones = self._plan.zone_rules
        return digest([document, self._seed, zones, Attempt.__struct_fields__, Effect.__struct_fields__])

    @cached_property
    def _absence(self) -> str:
        return digest([sorted(self.absent.voided), sorted(self._outvoted)])

    @property
    def _spread(self) -> bool:
        """Tell whether the events of an owner may be in several partitions: these are made by actor."""
        return self._plan.journey.track_by == "persona"

    @property
    def _scattered(self) -> bool:
        """Tell whether events with one id may be of owners in several partitions."""
        totals = self._found.totals
        return bool(totals.again if self._spread else totals.stray)

    @cached_property
    def _outvoted(self) -> frozenset[int]:
        """The places of events for which one in another partition stands."""
        if not self._scattered:
            return frozenset()
        found = matches(self._log, self._plan, self._found.parts, self._found.partitions)
        return frozenset(duplicate_places(logs(self._plan, found)))

    def _parts(self, partition: int) -> list[LogPart]:
        """The parts in which the owners of a partition have events."""
        return list(self._found.parts) if self._spread else self._own(partition)

    def _own(self, partition: int) -> list[LogPart]:
        return [part for part in self._found.parts if part.partition == partition]


def _is_done(share: PartitionShare) -> bool:
    return share.mark.basis == share.basis if share.mark else not share.basis.parts
