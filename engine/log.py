"""An owner's log as the fold reads it: in columns, so that the many events that move nobody are never made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Final, overload

from engine.progress import Matched


class Log(Sequence[Matched]):
    """Events in the central law's order; ``event`` makes the one at a position, whenever it is asked for.

    ``times`` are instants in microseconds, ``hits`` the numbers of the plan's filters that each event satisfies.
    """

    __slots__ = ("_event", "hits", "times")

    def __init__(
        self, times: Sequence[int], hits: Sequence[tuple[int, ...]], event: Callable[[int], Matched]
    ) -> None:
        self.times = times
        self.hits = hits
        self._event = event

    def __len__(self) -> int:
        return len(self.times)

    @overload
    def __getitem__(self, at: int) -> Matched: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Matched]: ...
    def __getitem__(self, at: int | slice) -> Matched | Sequence[Matched]:
        if isinstance(at, slice):
            return [self._event(position) for position in range(len(self.times))[at]]
        return self._event(at)


class GrowingLog(Log):
    """A log of ``events`` to which more are appended."""

    __slots__ = ("_events",)
    times: list[int]
    hits: list[tuple[int, ...]]

    def __init__(self, events: Sequence[Matched]) -> None:
        self._events = list(events)
        times, hits = [event.time for event in events], [event.hits for event in events]
        super().__init__(times, hits, self._events.__getitem__)

    def append(self, event: Matched) -> None:
        self._events.append(event)
        self.times.append(event.time)
        self.hits.append(event.hits)


def of(events: Sequence[Matched]) -> Log:
    """The log of events that are there, in that order."""
    return Log([event.time for event in events], [event.hits for event in events], events.__getitem__)


ORDER: Final = attrgetter("time", "stored", "id")
"""The order of a log (``Matched.order``), fast."""
