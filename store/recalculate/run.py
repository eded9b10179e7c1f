"""``recalculate``: what has to be done, who does it, and what was saved of it.

Job by job, the progress that changed and the marks of how far it has come are saved in one transaction.
A run that was stopped or killed goes on where it was: a partition whose mark says that nothing has changed is skipped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Final, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from engine.journey import dumps, to_document
from engine.plan import Plan
from engine.progress import Attempt, Effect
from engine.simulate import Counts, Simulated
from store.log.manifest import Manifest, Part
from store.log.manifest import read as read_manifest
from store.log.parts import with_paths
from store.matches import asked_columns, forget, identity, lacking, logs, matches, outvoted
from store.progress import Note, ProgressBook
from store.recalculate.absent import Absent, absent_events
from store.recalculate.folding import Result
from store.recalculate.hands import Hands, hands
from store.recalculate.job import Job, Share, packed, unpacked, work
from store.recalculate.mark import Basis, Mark, digest, from_text, to_text
from store.runs import Run, Status
from store.workspace import Workspace

PORTION: Final = 250_000
"""Events that a worker is given at once, if there are more partitions than that takes. A kill costs as many."""

JOBS: Final = 2
"""For each of several workers, at least."""

T = TypeVar("T")

Watch = Callable[[Status], object]
"""Told how the run stands, whenever that changes."""


class Recalculated(Struct, frozen=True, kw_only=True):
    """A journey's progress is that of the whole log at the clock ``until`` (None: no events, and no clock was given).

    ``folded`` is of how many owners it was computed anew.
    """

    plan: Plan
    seed: int
    until: int | None
    counts: Counts
    status: Status
    folded: int
    book: ProgressBook

    def simulated(self) -> Simulated:
        """Everybody's progress, as ``engine.simulate`` tells it."""
        kept = self.book.owners(self.plan.journey.id)
        return Simulated(
            plan=self.plan,
            seed=self.seed,
            until=self.until,
            counts=self.counts,
            owners=tuple(record.progress() for record in kept),
        )


def recalculate(
    workspace: Workspace,
    plan: Plan,
    log: Path,
    *,
    until: int | None = None,
    seed: int = 0,
    workers: int = 1,
    dask: str | None = None,
    watch: Watch | None = None,
) -> Recalculated:
    """Make a journey's progress in the workspace that of the events of the log in folder ``log``.

    The clock stands at ``until``, or at the newest event of the log. The work is shared by so many processes, or done
    by the Dask cluster whose scheduler is at ``dask``. Raises StoreError; what was done until then is kept.
    """
    found = read_manifest(log)
    journey = plan.journey.id
    with (
        hands(workers, dask) as found_hands,
        workspace.runs.running(journey, str(log), found.totals.rows) as run,
    ):
        clock = found.newest if until is None else until
        recalculation = _Recalculation(
            workspace.progress, run, watch, plan, log.absolute(), found, clock, seed
        )
        recalculation.carry_out(found_hands)
    return Recalculated(
        plan=plan,
        seed=seed,
        until=clock,
        counts=recalculation.counts(),
        status=run.status,
        folded=recalculation.folded,
        book=workspace.progress,
    )


class _Recalculation:
    """One run: its parts in the order in which they are called for."""

    def __init__(
        self,
        book: ProgressBook,
        run: Run,
        watch: Watch | None,
        plan: Plan,
        log: Path,
        found: Manifest,
        clock: int | None,
        seed: int,
    ) -> None:
        self._book = book
        self._run = run
        self._watch = watch or (lambda status: None)
        self._plan = plan
        self._journey = plan.journey.id
        self._log = log
        self._found = found
        self._clock = 0 if clock is None else clock
        self._seed = seed
        self._marks: dict[int, Mark] = {}
        self.folded = 0

    def carry_out(self, hands: Hands) -> None:
        self._watch(self._run.status)
        self._marks = self._trusted_marks()
        if missing := lacking(self._log, self._plan, self._found.parts):
            with_paths(self._log, asked_columns(self._plan), [part.number for part in missing])
            forget(self._log, {part.number for part in self._found.parts})
        portion = self._portion(hands.workers)
        if missing and (self._spread or self._scattered):
            self._ask(hands, missing, portion)
        shares = [share for each in range(self._found.partitions) if (share := self._share(each))]
        self._skip(shares)
        jobs = (self._folding(some) for some in _portions(shares, self._weight_of, portion))
        for results in hands.share(work, map(packed, jobs)):
            self._save(unpacked(results))

    def counts(self) -> Counts:
        """What became of all that was read into the log."""
        totals, actors = self._found.totals, self._plan.journey.track_by == "actor"
        return Counts(
            read=totals.read,
            matched=sum(mark.matched for mark in self._marks.values()),
            duplicates=totals.events - totals.ids,
            voided=self._absent.voided_count,
            unowned=totals.unowned if actors else totals.faceless,
            rejected=totals.rejected,
        )

    # What is known from before

    def _trusted_marks(self) -> dict[int, Mark]:
        """By partition. Of another log's progress, or where something was lost, nothing is kept."""
        marks = {number - 1: from_text(text) for number, text in self._book.notes(self._journey).items()}
        same = all(mark.basis.log == self._identity for mark in marks.values())
        owners = sum(mark.with_progress() for mark in marks.values())
        if same and self._book.count(self._journey) >= owners:
            return marks
        self._book.clear(self._journey)
        return {}

    @cached_property
    def _identity(self) -> str:
        return digest([identity(self._log), self._found.partitions])

    @cached_property
    def _rules(self) -> str:
        """A digest of all that a fold depends on, and of what it tells; where a step is on the screen is none of it."""
        shown = ("name", "description", "layout")
        document = {key: value for key, value in to_document(self._plan.journey).items() if key not in shown}
        return digest([document, self._seed, Attempt.__struct_fields__, Effect.__struct_fields__])

    # What there is to do

    @property
    def _spread(self) -> bool:
        """Whether the events of an owner may be in several partitions: these are made by actor."""
        return self._plan.journey.track_by == "persona"

    @property
    def _scattered(self) -> bool:
        """Whether events with one id may be of owners in several partitions."""
        totals = self._found.totals
        return bool(totals.again if self._spread else totals.stray)

    @cached_property
    def _absent(self) -> Absent:
        return absent_events(self._log, self._found)

    @cached_property
    def _outvoted(self) -> frozenset[int]:
        """The places of events for which one in another partition stands."""
        if not self._scattered:
            return frozenset()
        found = matches(self._log, self._plan, self._found.parts, self._found.partitions)
        return frozenset(outvoted(logs(self._plan, found)))

    def _share(self, partition: int) -> Share | None:
        """What there is to do for the owners of a partition; None if their progress is what it should be."""
        parts, mark = self._parts(partition), self._marks.get(partition)
        basis = Basis(
            log=self._identity,
            rules=self._rules,
            clock=self._clock,
            parts=tuple(part.number for part in parts),
            absent=self._absence,
        )
        is_done = mark.basis == basis if mark else not parts
        return None if is_done else Share(partition, basis, mark)

    @cached_property
    def _absence(self) -> str:
        return digest([sorted(self._absent.voided), sorted(self._outvoted)])

    def _asking(self, parts: Iterable[Part]) -> Job:
        return Job(
            folder=str(self._log),
            partitions=self._found.partitions,
            journey=self._document,
            seed=self._seed,
            parts=tuple(parts),
        )

    def _folding(self, shares: Sequence[Share]) -> Job:
        parts = {number for share in shares for number in share.basis.parts}
        return replace(
            self._asking(part for part in self._found.parts if part.number in parts),
            shares=tuple(shares),
            voided=self._absent.voided,
            outvoted=self._outvoted,
            settles=bool(self._found.totals.again) and not self._scattered,
        )

    @cached_property
    def _document(self) -> bytes:
        return dumps(self._plan.journey).encode()

    def _parts(self, partition: int) -> tuple[Part, ...]:
        """The parts in which the owners of a partition have events."""
        return self._found.parts if self._spread else self._own(partition)

    def _own(self, partition: int) -> tuple[Part, ...]:
        return tuple(part for part in self._found.parts if part.partition == partition)

    def _weight(self, partition: int) -> int:
        return sum(part.rows for part in self._own(partition))

    def _weight_of(self, share: Share) -> int:
        return self._weight(share.partition)

    # Doing it

    def _portion(self, workers: int) -> int:
        """How many events a worker is given at once: several have something to do until the end."""
        return PORTION if workers == 1 else min(PORTION, self._found.totals.rows // (JOBS * workers))

    def _ask(self, hands: Hands, missing: Sequence[Part], portion: int) -> None:
        """Ask everything that was not asked, before any owner is folded."""
        jobs = (self._asking(parts) for parts in _portions(missing, lambda part: part.rows, portion))
        for _ in hands.share(work, map(packed, jobs)):
            self._watch(self._run.status)

    def _skip(self, shares: Iterable[Share]) -> None:
        left = {share.partition for share in shares}
        done = sum(self._weight(each) for each in range(self._found.partitions) if each not in left)
        if done:
            self._run.skip(done)
            self._watch(self._run.status)

    def _save(self, results: Sequence[Result]) -> None:
        """What came of some partitions, in one transaction."""
        rows = {number: row for result in results for number, row in result.rows.items()}
        notes = [Note(result.partition + 1, to_text(result.mark)) for result in results]
        self._book.put_rows(self._journey, rows, notes)
        self._marks |= {result.partition: result.mark for result in results}
        self.folded += sum(result.folded for result in results)
        self._run.done(sum(self._weight(result.partition) for result in results))
        self._watch(self._run.status)


def _portions(items: Iterable[T], weight: Callable[[T], int], size: int) -> Iterator[list[T]]:
    """Items in lists that weigh as little more than ``size`` as can be."""
    portion: list[T] = []
    for item in items:
        portion.append(item)
        if sum(map(weight, portion)) >= size:
            yield portion
            portion = []
    if portion:
        yield portion
