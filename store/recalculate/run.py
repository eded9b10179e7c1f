"""``recalculate``: what has to be done, who does it, and what was saved of it.

Job by job, the progress that changed and the marks of how far it has come are saved in one transaction. In the end the
outbox is made to follow from it.
A run that was stopped or killed goes on where it was: a partition whose mark says that nothing has changed is skipped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from msgspec import Struct

from engine.plan import Plan
from engine.simulate import Counts, SimulationResult
from store.log.identities import names as joined_names
from store.log.manifest import Manifest
from store.log.manifest import read as read_manifest
from store.log.parts import with_paths
from store.matches import forget, note_use, question_columns
from store.progress import Note, ProgressBook
from store.recalculate.callbacks import fill_outbox
from store.recalculate.executor import Executor, hands
from store.recalculate.job import PartitionShare, packed, unpacked, work
from store.recalculate.partition import Result, clear_partition
from store.recalculate.todo import RecalculationPlan
from store.recalculate.watermark import Watermark, from_text, to_text
from store.runs import Run, Status
from store.workspace import Workspace

WORTHWHILE: Final = 500_000
"""Events of the log for each process: with fewer, starting it costs more than it does."""

Watch = Callable[[Status], object]
"""Told how the run stands, whenever that changes."""


class RecalculationResult(Struct, frozen=True, kw_only=True):
    """A journey's progress is that of the whole log at the clock ``until`` (None: no events, and no clock was given).

    ``folded`` is of how many owners it was computed anew; ``names`` are those of owners that are one with others.
    """

    plan: Plan
    seed: int
    until: int | None
    counts: Counts
    status: Status
    folded: int
    book: ProgressBook
    names: Mapping[str, str] = {}

    def simulated(self) -> SimulationResult:
        """Everybody's progress, as ``engine.simulate`` tells it."""
        kept = self.book.owners(self.plan.journey.id)
        return SimulationResult(
            plan=self.plan,
            seed=self.seed,
            until=self.until,
            counts=self.counts,
            owners=tuple(record.progress() for record in kept),
            names=self.names,
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
    join: bool = True,
    watch: Watch | None = None,
) -> RecalculationResult:
    """Make the progress of ``plan`` in the ``workspace`` that of the events of the log in folder ``log``.

    The clock stands at ``until``, or at the newest event of the log. The work is shared by ``workers`` processes, if
    there is enough for each, or done by the Dask cluster whose scheduler is at ``dask``; ``watch`` is told how far it
    is. ``seed`` is that of random splits. With ``join``, owners that ``alias`` and ``identify`` calls say are one are
    one. Raises StoreError; what was done until then is kept.
    """
    found = read_manifest(log)
    clock = found.newest if until is None else until
    names = joined_names(log, found, clock) if join else {}
    todo = RecalculationPlan(plan, log.absolute(), found, clock or 0, seed, names)
    with (
        hands(min(workers, 1 + found.totals.rows // WORTHWHILE), dask) as taken,
        workspace.runs.running(plan.journey.id, str(log), found.totals.rows) as run,
    ):
        recalculation = _Recalculation(workspace.progress, plan.journey.id, run, watch, todo)
        recalculation.ask(plan, log, found, taken)
        recalculation.fold(taken)
        fill_outbox(workspace.outbox, plan, workspace.progress, log, clock=clock or 0, seed=seed, names=names)
    return RecalculationResult(
        plan=plan,
        seed=seed,
        until=clock,
        counts=_counts(plan, found, recalculation.matched(), todo.absent.voided_count),
        status=run.status,
        folded=recalculation.folded,
        book=workspace.progress,
        names=names,
    )


class _Recalculation:
    """One run: who does what there is to do, and what is saved of it."""

    def __init__(
        self, book: ProgressBook, journey: str, run: Run, watch: Watch | None, todo: RecalculationPlan
    ) -> None:
        self._book = book
        self._journey = journey
        self._run = run
        self._watch = watch or (lambda status: None)
        self._todo = todo
        self._marks = self._trusted_marks()
        self.folded = 0

    def _trusted_marks(self) -> dict[int, Watermark]:
        """The watermarks by partition. Of another log's progress, or where something was lost, nothing is kept."""
        marks = {number - 1: from_text(text) for number, text in self._book.notes(self._journey).items()}
        same = all(mark.basis.log == self._todo.log_name for mark in marks.values())
        owners = sum(mark.with_progress() for mark in marks.values())
        if same and self._book.count(self._journey) == owners:
            return marks
        self._book.clear(self._journey)
        return {}

    def ask(self, plan: Plan, log: Path, found: Manifest, hands: Executor) -> None:
        """Prepare the ``log`` with the manifest ``found`` for what ``plan`` asks, and ask it by ``hands`` if that
        must come first.
        """
        self._watch(self._run.status)
        if missing := self._todo.missing():
            with_paths(log, question_columns(plan), [part.number for part in missing])
            forget(log, {part.number for part in found.parts})
        note_use(log, plan)
        if missing and self._todo.asks_first:
            jobs = self._todo.ask_jobs(missing, hands.workers)
            for _ in hands.share(work, map(packed, jobs)):
                self._watch(self._run.status)

    def fold(self, hands: Executor) -> None:
        """Owners that are one with others leave their partitions, or come back, before these are folded together."""
        if mark := self._todo.parted(self._marks):
            self._save([clear_partition(self._todo.together, mark)])
        shares = self._todo.shares(self._marks)
        self._skip(shares)
        for jobs in (self._todo.fold_jobs(shares, hands.workers), self._todo.join_jobs(self._marks)):
            for results in hands.share(work, map(packed, jobs)):
                self._save(unpacked(results))

    def matched(self) -> int:
        return sum(mark.matched for mark in self._marks.values())

    def _skip(self, shares: Iterable[PartitionShare]) -> None:
        left = {share.partition for share in shares}
        if done := sum(map(self._todo.weight, set(self._todo.partitions) - left)):
            self._run.skip(done)
            self._watch(self._run.status)

    def _save(self, results: Sequence[Result]) -> None:
        """Save the ``results`` of some partitions, in one transaction."""
        rows = {number: row for result in results for number, row in result.rows.items()}
        notes = [Note(result.partition + 1, to_text(result.mark)) for result in results]
        self._book.put_rows(self._journey, rows, notes)
        self._marks |= {result.partition: result.mark for result in results}
        self.folded += sum(result.folded for result in results)
        self._run.done(sum(self._todo.weight(result.partition) for result in results))
        self._watch(self._run.status)


def _counts(plan: Plan, found: Manifest, matched: int, voided: int) -> Counts:
    """Count what became of all that was read into the log of ``found``: so many ``matched`` by ``plan``, so many
    ``voided``.
    """
    totals = found.totals
    return Counts(
        read=totals.read,
        matched=matched,
        duplicates=totals.events - totals.ids,
        voided=voided,
        unowned=totals.unowned if plan.journey.track_by == "actor" else totals.faceless,
        rejected=totals.rejected,
    )
