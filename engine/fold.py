"""The second phase: the state machine of semantics §4.

``fold`` computes an owner's progress from the whole log; ``advance``, ``tick`` and ``withdraw`` move it. All are pure,
and all ways to the same set of events and the same clock end equal. ``engine.machine`` is the one place that mutates.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import msgspec

from engine.log import ORDER, GrowingLog
from engine.machine import Moved, OwnerMachine, Watch
from engine.plan import Plan
from engine.program import program
from engine.progress import Attempt, MatchedEvent, Progress
from engine.run import run
from engine.token import Token


def fold(
    plan: Plan,
    owner: str,
    log: Iterable[MatchedEvent],
    until: int,
    seed: int = 0,
    watch: Watch | None = None,
    *,
    moves_only: bool = False,
) -> Progress:
    """The progress of ``owner`` by ``plan`` at the clock ``until``: its ``log`` up to then in the central law's
    order, timers included.

    ``seed`` is that of random splits; ``watch`` is told each move and, unless ``moves_only``, each event that moves
    nothing.
    """
    events = sorted([event for event in log if event.time <= until], key=ORDER)
    skips = watch is None or moves_only
    machine = OwnerMachine.of(program(plan), owner, GrowingLog(events), seed, watch, skips=skips)
    run(machine, until)
    return machine.progress(tuple(events))


def advance(plan: Plan, progress: Progress, event: MatchedEvent, seed: int = 0) -> Progress:
    """Take one more ``event`` into ``progress`` by ``plan`` and ``seed``. A late one is inserted and the owner
    folded again; the same id twice is one event.
    """
    return OwnerFold(plan, progress, seed).advance(event)


def withdraw(plan: Plan, progress: Progress, id: str, seed: int = 0) -> Progress:
    """The ``progress`` by ``plan`` and ``seed`` as if the event with this ``id`` had never been: it was voided."""
    log = [event for event in progress.log if event.id != id]
    if len(log) == len(progress.log) or progress.clock is None:
        return progress
    return fold(plan, progress.owner, log, progress.clock, seed)


def tick(plan: Plan, progress: Progress, clock: int, seed: int = 0) -> Progress:
    """Let time pass in ``progress`` to ``clock``: the timers due until then fire by ``plan`` and ``seed``. An
    earlier clock changes nothing.
    """
    return OwnerFold(plan, progress, seed).tick(clock)


class OwnerFold:
    """The fold of an owner that goes on from ``progress``, event by event: what has happened is not folded again."""

    def __init__(self, plan: Plan, progress: Progress, seed: int = 0) -> None:
        """Go on by ``plan`` and ``seed``."""
        self.progress = progress
        self._plan, self._seed = plan, seed
        self._ids = {event.id for event in progress.log}
        self._machine: OwnerMachine | None = None

    def advance(self, event: MatchedEvent) -> Progress:
        """The progress with one more ``event``, as ``advance`` tells it."""
        before = self.progress
        clock = event.time if before.clock is None else max(before.clock, event.time)
        if event.id in self._ids:
            return self._with_twin(event, clock)
        self._ids.add(event.id)
        if _is_late(before, event):
            return self._again((*before.log, event), clock)
        return self._go_on(clock, event)

    def tick(self, clock: int) -> Progress:
        """The progress at a later ``clock``, as ``tick`` tells it."""
        is_later = self.progress.clock is None or clock > self.progress.clock
        return self._go_on(clock) if is_later else self.progress

    def _with_twin(self, event: MatchedEvent, clock: int) -> Progress:
        """The progress with an event whose id is there already."""
        log = self.progress.log
        twin = next(past for past in log if past.id == event.id)
        kept = min(twin, event, key=precedence)
        if kept == twin:
            return self.tick(clock)
        return self._again([kept if past is twin else past for past in log], clock)

    def _again(self, log: Iterable[MatchedEvent], clock: int) -> Progress:
        self._machine = None
        self.progress = fold(self._plan, self.progress.owner, log, clock, self._seed)
        return self.progress

    def _go_on(self, clock: int, *events: MatchedEvent) -> Progress:
        self._machine = self._machine or OwnerMachine.resume(self._plan, self.progress, self._seed)
        for event in events:
            self._machine.append(event)
        run(self._machine, clock)
        self.progress = self._machine.progress((*self.progress.log, *events))
        return self.progress


def enter(plan: Plan, progress: Progress, attempt: Attempt, step: str, now: int, seed: int = 0) -> Moved:
    """Put an ``attempt`` onto a ``step`` at the instant ``now``: it goes on from there as if it had come by itself.

    ``progress`` is its owner's by ``plan`` and ``seed``, with the log that the attempt's positions are of.
    """
    machine = OwnerMachine.resume(plan, progress, seed)
    machine.now, machine.effects = now, []
    token = Token.of(attempt)
    machine.go(token, machine.program.arrival(step))
    return token.attempt(), tuple(machine.effects)


def precedence(event: MatchedEvent) -> tuple[int, int, bytes]:
    """Return the sort key by which one of several documents with one id stands for the event, whichever came first."""
    return (event.time, event.stored, _ENCODER.encode(event))


_ENCODER: Final = msgspec.json.Encoder(order="deterministic")


def _is_late(progress: Progress, event: MatchedEvent) -> bool:
    after_log = not progress.log or progress.log[-1].order < event.order
    return not after_log or (progress.clock is not None and event.time < progress.clock)
