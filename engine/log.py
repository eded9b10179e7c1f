"""An owner's log as the fold reads it: in columns, so that the many events that move nobody are never made."""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter
from typing import Final, overload

from engine.progress import MatchedEvent


class Log(Sequence[MatchedEvent]):
    """Events in the central law's order; ``event`` makes the one at a position, whenever it is asked for.

    ``times`` are instants in microseconds, ``hits`` the numbers of the plan's filters that each event satisfies.
    """

    __slots__ = ("hits", "times")

    def __init__(self, times: Sequence[int], hits: Sequence[tuple[int, ...]]) -> None:
        self.times = times
        self.hits = hits

    def event(self, at: int) -> MatchedEvent:
        """The event at a position, counted from 0."""
        raise NotImplementedError

    def __len__(self) -> int:
        return len(self.times)

    @overload
    def __getitem__(self, at: int) -> MatchedEvent: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[MatchedEvent]: ...
    def __getitem__(self, at: int | slice) -> MatchedEvent | Sequence[MatchedEvent]:
        if isinstance(at, slice):
            return [self.event(position) for position in range(len(self.times))[at]]
        return self.event(at)


class GrowingLog(Log):
    """A log of ``events`` that are there, in that order, to which more are appended."""

    __slots__ = ("_events",)
    times: list[int]
    hits: list[tuple[int, ...]]

    def __init__(self, events: Sequence[MatchedEvent]) -> None:
        self._events = list(events)
        super().__init__([event.time for event in events], [event.hits for event in events])

    def event(self, at: int) -> MatchedEvent:
        return self._events[at]

    def append(self, event: MatchedEvent) -> None:
        self._events.append(event)
        self.times.append(event.time)
        self.hits.append(event.hits)


ORDER: Final = attrgetter("time", "stored", "id")
"""The order of a log (``MatchedEvent.order``), fast."""
