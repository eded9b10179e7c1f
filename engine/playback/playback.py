"""A simulation as the sequence of all its moves, to be gone through in both directions."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import chain
from operator import attrgetter
from typing import Final

from engine.events import Event
from engine.moves import History, Movement, history, moves_to, order
from engine.plan import Plan
from engine.playback.frames import Frame, Frames
from engine.playback.inject import changed_logs, until
from engine.playback.timeline import TimelineEntry, timeline
from engine.progress import Progress
from engine.simulate import SimulationResult

_ORDER: Final = attrgetter("order")
_AT: Final = attrgetter("at")


class Playback:
    """All moves of all owners, in the central law's order, and how things stood after each.

    A playback is a value: injecting an event makes a new one. Memory grows with the moves.
    """

    def __init__(
        self,
        plan: Plan,
        histories: Mapping[str, History],
        until: int | None,
        seed: int = 0,
        voided: frozenset[str] = frozenset(),
        names: Mapping[str, str] | None = None,
    ) -> None:
        self.plan = plan
        self.until = until
        self.seed = seed
        self.histories = histories
        every = chain.from_iterable(told.moves for told in histories.values())
        self.moves: Sequence[Movement] = sorted(every, key=_ORDER)
        self._voided = voided
        self._names = names or {}

    @classmethod
    def of(cls, simulated: SimulationResult) -> Playback:
        """The playback of a simulation: whoever moved is folded once more, watched."""
        plan, seed = simulated.plan, simulated.seed
        histories = {each.owner: History(each, moves_to(plan, each, seed)) for each in simulated.owners}
        histories |= {each.owner: History(each, ()) for each in simulated.others}
        return cls(plan, histories, simulated.until, seed, simulated.voided, simulated.names)

    @cached_property
    def _frames(self) -> Frames:
        return Frames(self.plan.journey.steps, self.moves)

    def __len__(self) -> int:
        """Return how many moves there are; so the frames are those of 0 to this number."""
        return len(self.moves)

    def frame(self, index: int) -> Frame:
        """Return how things stood after the first ``index`` moves; beyond either end, as at that end."""
        index = min(max(index, 0), len(self.moves))
        return self._frames.frame(index, self.moves[index - 1].at if index else None)

    def at(self, clock: int) -> Frame:
        """Return how things stood at an instant, everything of that instant included."""
        return self._frames.frame(self.index_at(clock), clock)

    def index_at(self, clock: int) -> int:
        """Return how many moves had happened at an instant."""
        return bisect_right(self.moves, clock, key=_AT)

    def index_of(self, event: str) -> int | None:
        """Return how many moves had happened when the event (its id, or what progress calls it) had done all it did."""
        return next(
            (
                bisect_right(self.moves, order(each.time, each, whose), key=_ORDER)
                for whose, told in self.histories.items()
                for each in told.progress.log
                if event in (each.id, each.ref)
            ),
            None,
        )

    def next_instant(self, index: int) -> int:
        """The index after the next instant at which somebody moves: a step forward in time, not in moves."""
        return self.index_at(self.moves[index].at) if index < len(self.moves) else index

    def previous_instant(self, index: int) -> int:
        """The index before everything of the instant of the last move: a step back in time."""
        return bisect_left(self.moves, self.moves[index - 1].at, key=_AT) if index else 0

    def standing(self, index: int) -> dict[tuple[str, int], Movement]:
        """Per owner and attempt that has started: its last move so far, which says where it stands and how."""
        return {(move.owner, move.attempt): move for move in self.moves[:index]}

    def progress(self, owner: str) -> Progress | None:
        """An owner's progress at the end; None for somebody who has no events here."""
        told = self.histories.get(owner)
        return None if told is None else told.progress

    def timeline(self, owner: str) -> tuple[TimelineEntry, ...]:
        """Everything that happened to an owner, in order; nothing for somebody who has no events here."""
        told = self.histories.get(owner)
        return () if told is None else timeline(self.plan.journey, told)

    def with_event(self, event: Event) -> Playback:
        """The playback of the longer history, whose clock moves on to the event if it is later.

        Only whom the event concerns is folded again, and those whose timers fall due.
        Raises CannotInject for an event that takes back another, is marked as taken back, or joins owners.
        """
        clock = event.time if self.until is None else max(self.until, event.time)
        counts = event.id not in self._voided
        logs = changed_logs(self.plan, self.histories, self._names, event) if counts else {}
        histories = {
            whose: until(self.plan, told, clock, self.seed)
            for whose, told in self.histories.items()
            if whose not in logs
        }
        for whose, log in logs.items():
            histories[whose] = history(self.plan, whose, log, clock, self.seed)
        return Playback(self.plan, histories, clock, self.seed, self._voided, self._names)
