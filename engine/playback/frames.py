"""Frames: how things stood after any number of moves, without walking through all of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy
from typing import Final

from msgspec import Struct

from engine.moves import Movement
from engine.progress import Effect

CLOSEST: Final = 256
"""Moves between two snapshots, at least: a frame is at most so many moves away from one."""


class StepCount(Struct, frozen=True):
    """The number of times a step has been entered, and of attempts that wait there."""

    entered: int
    waiting: int


class Frame(Struct, frozen=True, kw_only=True):
    """The standing of everything after the first ``index`` moves, as ``engine.report`` would tell it.

    ``clock`` is the instant asked for, or that of the last move (None before the first).
    """

    index: int
    clock: int | None
    steps: dict[str, StepCount]
    totals: dict[str, int]
    effects: tuple[Effect, ...]


class Frames:
    """The frames of a sequence of moves. Snapshots stand so far apart that they take no more room than the moves."""

    def __init__(self, steps: Iterable[str], moves: Sequence[Movement]) -> None:
        self._steps = tuple(steps)
        self._moves = moves
        self._apart = max(CLOSEST, len(self._steps))
        self._effects = tuple(effect for move in moves for effect in move.effects)
        self._snapshots = list(self._snapshot())

    def _snapshot(self) -> Iterable[_Tally]:
        tally = _Tally(self._steps)
        for index, move in enumerate(self._moves):
            if index % self._apart == 0:
                yield copy(tally)
            tally.take(move)
        if len(self._moves) % self._apart == 0:
            yield tally

    def frame(self, index: int, clock: int | None) -> Frame:
        """Return how things stood after the first ``index`` moves."""
        nearest = index // self._apart
        tally = copy(self._snapshots[nearest])
        for move in self._moves[nearest * self._apart : index]:
            tally.take(move)
        return Frame(
            index=index,
            clock=clock,
            steps={id: StepCount(tally.entered[id], tally.waiting[id]) for id in self._steps},
            totals=dict(tally.totals),
            effects=self._effects[: tally.effects],
        )


class _Tally:
    """Counts that moves are added to."""

    def __init__(self, steps: Iterable[str]) -> None:
        self.entered = dict.fromkeys(steps, 0)
        self.waiting = dict(self.entered)
        self.totals = dict.fromkeys(("entered", "running", "completed", "exited", "gave_up", "owners"), 0)
        self.effects = 0

    def __copy__(self) -> _Tally:
        other = _Tally(())
        other.entered, other.waiting = dict(self.entered), dict(self.waiting)
        other.totals, other.effects = dict(self.totals), self.effects
        return other

    def take(self, move: Movement) -> None:
        for step in move.path:
            self.entered[step] += 1
        if move.source is None:
            self.totals["entered"] += 1
            self.totals["owners"] += move.attempt == 0
        else:
            self.waiting[move.source] -= 1
            self.totals["running"] -= 1
        self.waiting[move.target] += move.status == "running"
        self.totals[move.status] += 1
        self.effects += len(move.effects)
