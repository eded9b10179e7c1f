"""``recalculate``: what has to be done, who does it, and what was saved of it.

Partition by partition, the progress that changed and the mark of how far it has come are saved in one transaction.
A run that was stopped or killed goes on where it was: a partition whose mark says that nothing has changed is skipped.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from engine.journey import dumps, to_document
from engine.plan import Plan
from engine.progress import Attempt, Effect
from engine.simulate import Counts, Simulated
from store.log.asking import asking
from store.log.manifest import Manifest, Part
from store.log.manifest import read as read_manifest
from store.log.parts import with_paths
from store.matches import asked_columns, identity, lacking, logs, matches, outvoted
from store.progress import Note, ProgressBook
from store.recalculate.absent import Absent, absent_events
from store.recalculate.hands import Hands, hands
from store.recalculate.job import Job, packed, unpacked, work
from store.recalculate.mark import Basis, Mark, digest, from_text, to_text
from store.runs import Run, Status
from store.workspace import Workspace

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
    with hands(workers, dask) as share, workspace.runs.running(journey, str(log), found.totals.rows) as run:
        clock = found.newest if until is None else until
        recalculation = _Recalculation(
            workspace.progress, run, watch, plan, log.absolute(), found, clock, seed
        )
        recalculation.carry_out(share)
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

    def carry_out(self, share: Hands) -> None:
        self._watch(self._run.status)
        self._marks = self._trusted_marks()
        if missing := lacking(self._log, self._plan, self._found.parts):
            with_paths(self._log, asked_columns(self._plan), [part.number for part in missing])
        if self._spread or self._scattered:
            self._ask(share, missing)
        todo = [job for partition in range(self._found.partitions) if (job := self._job(partition))]
        self._skip(todo)
        for result in map(unpacked, share(work, map(packed, todo))):
            assert result.mark is not None
            note = Note(result.partition + 1, to_text(result.mark))
            self._book.put_rows(self._journey, result.rows, note)
            self._marks[result.partition] = result.mark
            self.folded += result.folded
            self._run.done(self._weight(result.partition))
            self._watch(self._run.status)

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
        with asking(self._log) as connection:
            return absent_events(connection, self._log, self._found)

    @cached_property
    def _outvoted(self) -> frozenset[int]:
        """The places of events for which one in another partition stands."""
        if not self._scattered:
            return frozenset()
        found = matches(self._log, self._plan, self._found.parts, self._found.partitions)
        return frozenset(outvoted(logs(self._plan, found)))

    def _job(self, partition: int) -> Job | None:
        """What there is to do for the owners of a partition; None if their progress is what it should be."""
        parts = self._parts(partition)
        mark = self._marks.get(partition)
        basis = Basis(
            log=self._identity,
            rules=self._rules,
            clock=self._clock,
            parts=tuple(part.number for part in parts),
            absent=digest([sorted(self._absent.voided), sorted(self._outvoted)]),
        )
        if mark.basis == basis if mark else not parts:
            return None
        return replace(
            self._asking(partition, parts),
            voided=self._absent.voided,
            outvoted=self._outvoted,
            settles=bool(self._found.totals.again) and not self._scattered,
            basis=basis,
            mark=mark,
        )

    def _asking(self, partition: int, parts: tuple[Part, ...]) -> Job:
        return Job(
            folder=str(self._log),
            journey=self._document,
            seed=self._seed,
            partition=partition,
            partitions=self._found.partitions,
            parts=parts,
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

    # Doing it

    def _ask(self, share: Hands, missing: list[Part]) -> None:
        """Ask all partitions what was not asked, before any owner is folded."""
        partitions = sorted({part.partition for part in missing})
        asking = (packed(self._asking(each, self._own(each))) for each in partitions)
        for _ in share(work, asking):
            self._watch(self._run.status)

    def _skip(self, todo: list[Job]) -> None:
        left = {job.partition for job in todo}
        done = sum(self._weight(each) for each in range(self._found.partitions) if each not in left)
        if done:
            self._run.skip(done)
            self._watch(self._run.status)
