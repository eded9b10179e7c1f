"""The owners of one partition: those whose events changed are folded, the others keep what they have."""

from __future__ import annotations

from collections.abc import Mapping, Set

from msgspec import Struct
from msgspec.structs import replace

from engine.fold import fold_log
from engine.plan import Plan
from store.matches import Logs, OwnerLog
from store.progress.record import encode, key, recorded
from store.recalculate.watermark import Basis, Folded, Watermark, events_digest


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
    folding = _Folding(plan, seed, before or Watermark(basis), basis, logs)
    for owner, log in logs.each():
        if owner in present.apart:
            continue
        there = present.log(log)
        if happened := there.until(basis.clock):
            folding.take(owner, there, happened)
    return folding.result(partition)


def cleared(partition: int, before: Watermark) -> Result:
    """Nobody is left of a partition."""
    gone = [number for number, was in before.owners.items() if was.progress]
    mark = Watermark(replace(before.basis, parts=(), joined=""))
    return Result(partition=partition, rows=dict.fromkeys(gone), mark=mark, folded=0)


class _Folding:
    """One owner after the other."""

    def __init__(self, plan: Plan, seed: int, before: Watermark, basis: Basis, logs: Logs) -> None:
        self._plan = plan
        self._logs = logs
        self._counts = [not plan.live.isdisjoint(hits) for hits in logs.hits]
        self._seed = seed
        self._basis = basis
        self._before: Mapping[int, Folded] = before.owners
        self._comparable = before.stands(basis)
        self._rows: dict[int, bytes | None] = {}
        self._owners: dict[int, Folded] = {}
        self._matched = 0
        self._folded = 0

    def take(self, owner: str, log: OwnerLog, happened: int) -> None:
        """An owner with the events that count, of which so many have happened: at least one."""
        number = key(self._plan.journey.id, owner)
        events = events_digest(log.places[:happened])
        self._matched += sum(map(self._counts.__getitem__, log.hits[:happened]))
        was = self._before.get(number)
        if was and self._comparable and was.events == events and not was.fires(self._basis.clock):
            self._owners[number] = was
        else:
            self._owners[number] = self._fold(number, owner, events, log)

    def _fold(self, number: int, owner: str, events: int, log: OwnerLog) -> Folded:
        self._folded += 1
        progress = fold_log(self._plan, owner, self._logs.log(log), self._basis.clock, self._seed)
        if not progress.attempts:
            return Folded(events, False)
        record = recorded(progress, lambda at: self._logs.ref(log, at))
        self._rows[number] = encode(record)
        return Folded(events, True, record.due)

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
