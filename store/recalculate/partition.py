"""The owners of one partition: those whose events changed are folded, the others keep what they have."""

from __future__ import annotations

from collections.abc import Mapping, Set

from msgspec import Struct
from msgspec.structs import replace

from engine.machine import OwnerMachine
from engine.plan import Plan
from engine.program import Program, program
from engine.run import run
from store.matches import Logs, OwnerLog
from store.progress.record import encode, key, owner_progress
from store.recalculate.watermark import Basis, FoldedOwner, Watermark, events_digest


class Result(Struct, frozen=True, kw_only=True):
    """``rows`` are the progress that changed (``store.progress``), ``folded`` is how many owners were."""

    partition: int
    rows: dict[int, bytes | None]
    mark: Watermark
    folded: int


class Present(Struct, frozen=True):
    """The events that count here: but for ``voided`` ids, ``outvoted`` places and owners that are folded ``apart``."""

    voided: Set[str] = frozenset()
    outvoted: Set[int] = frozenset()
    apart: Set[str] = frozenset()

    def log(self, log: OwnerLog) -> OwnerLog:
        return log.without(self.voided, self.outvoted) if self.voided or self.outvoted else log


def fold_owners(
    plan: Plan,
    seed: int,
    partition: int,
    before: Watermark | None,
    basis: Basis,
    logs: Logs,
    present: Present,
) -> Result:
    """Bring a ``partition`` by ``plan`` and ``seed`` from the watermark ``before`` to a new ``basis``: its ``logs``,
    and who is ``present``.
    """
    folding = _PartitionFold(program(plan), seed, before or Watermark(basis), basis, logs)
    for owner, log in logs.each(folding.program.alphabet):
        if owner in present.apart:
            continue
        there = present.log(log)
        if happened := there.until(basis.clock):
            folding.take(owner, there, happened)
    return folding.result(partition)


def clear_partition(partition: int, before: Watermark) -> Result:
    """Nobody is left of a partition."""
    gone = [number for number, was in before.owners.items() if was.progress]
    mark = Watermark(replace(before.basis, parts=(), joined=""))
    return Result(partition=partition, rows=dict.fromkeys(gone), mark=mark, folded=0)


class _PartitionFold:
    """The fold of a partition, owner by owner."""

    def __init__(self, program: Program, seed: int, before: Watermark, basis: Basis, logs: Logs) -> None:
        self.program = program
        self._counts = {hits: not program.plan.live.isdisjoint(hits) for hits in logs.hits}
        self._all_count = all(self._counts.values())
        self._seed = seed
        self._basis = basis
        self._before: Mapping[int, FoldedOwner] = before.owners
        self._comparable = before.stands(basis)
        self._rows: dict[int, bytes | None] = {}
        self._owners: dict[int, FoldedOwner] = {}
        self._matched = 0
        self._folded = 0

    def take(self, owner: str, log: OwnerLog, happened: int) -> None:
        """An owner with the events that count, of which so many have happened: at least one."""
        number = key(self.program.plan.journey.id, owner)
        events = events_digest(log.places[:happened])
        self._matched += (
            happened if self._all_count else sum(map(self._counts.__getitem__, log.hits[:happened]))
        )
        was = self._before.get(number)
        if was and self._comparable and was.events == events and not was.fires(self._basis.clock):
            self._owners[number] = was
        else:
            self._owners[number] = self._fold(number, owner, events, log)

    def _fold(self, number: int, owner: str, events: int, log: OwnerLog) -> FoldedOwner:
        self._folded += 1
        machine = OwnerMachine.of(self.program, owner, log, self._seed, text=log.letters)
        run(machine, self._basis.clock)
        if not machine.attempts:
            return FoldedOwner(events, False)
        self._rows[number] = encode(owner_progress(machine, log.ref))
        return FoldedOwner(events, True, machine.due)

    def result(self, partition: int) -> Result:
        gone = [
            number
            for number, was in self._before.items()
            if was.progress and not ((now := self._owners.get(number)) and now.progress)
        ]
        return Result(
            partition=partition,
            rows=self._rows | dict.fromkeys(gone),
            mark=Watermark(self._basis, self._matched, self._owners),
            folded=self._folded,
        )
