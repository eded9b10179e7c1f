"""The state graph as paths go through it: which ways lead back, and from where an end lies ahead."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable
from functools import cached_property

from engine.journey import Journey
from engine.steps import Split, Transition, waits

Ways = tuple[int, ...]
"""Transitions by index, each from where the one before leads."""


def is_way(journey: Journey, way: Transition) -> bool:
    """Tell whether ``way`` of ``journey`` can be taken: not if it is never drawn (0 %), nor the timeout of a step at
    which nobody waits.
    """
    return way.percent != 0 and (not way.timed or waits(journey.steps[way.source]))


class PathGraph:
    """The steps that can be reached from the entry, by the ways that can be taken at all (``is_way``) and are not
    ``closed``.
    """

    def __init__(self, journey: Journey, closed: Collection[int] = ()) -> None:
        self.journey = journey
        self._out = {
            id: tuple(index for index, way in journey.out(id) if is_way(journey, way) and index not in closed)
            for id in journey.steps
        }
        self.steps, self.back = self._ordered()
        self.ways = tuple(way for step in self.steps for way in self._out[step])
        self._far: dict[frozenset[int], dict[str, int]] = {}

    def out(self, step: str) -> tuple[int, ...]:
        """The ways out of a step, in branch order."""
        return self._out[step]

    def source(self, way: int) -> str:
        return self.journey.transitions[way].source

    def target(self, way: int) -> str:
        return self.journey.transitions[way].target

    def is_drawn(self, step: str) -> bool:
        """Tell whether a draw decides which way leads on."""
        part = self.journey.steps[step]
        return isinstance(part, Split) and part.on == "random"

    def _ordered(self) -> tuple[tuple[str, ...], frozenset[int]]:
        """The steps that can be reached, each behind those before it, and the ways that lead back in this order."""
        entry = self.journey.entry
        finished: list[str] = []
        seen, open_ = {entry}, {entry}
        back: set[int] = set()
        ahead = [(entry, iter(self._out[entry]))]
        while ahead:
            step, ways = ahead[-1]
            way = next(ways, None)
            if way is None:
                ahead.pop()
                open_.remove(step)
                finished.append(step)
            elif (target := self.target(way)) in open_:
                back.add(way)
            elif target not in seen:
                seen.add(target)
                open_.add(target)
                ahead.append((target, iter(self._out[target])))
        return tuple(reversed(finished)), frozenset(back)

    @cached_property
    def ends(self) -> frozenset[str]:
        """Return where paths end: at steps without a way on, and anywhere in a circle that no way leaves."""
        last = [step for step in self.steps if not self._out[step]]
        leaving = self._distances(last, self.ways)
        return frozenset(last).union(step for step in self.steps if step not in leaving)

    def far(self, without: frozenset[int] = frozenset()) -> dict[str, int]:
        """Return how far the nearest end is from each step that has one ahead, though these ways are closed."""
        if without not in self._far:
            ends = [step for step in self.steps if step in self.ends]
            self._far[without] = self._distances(ends, (way for way in self.ways if way not in without))
        return self._far[without]

    def _distances(self, to: Iterable[str], ways: Iterable[int]) -> dict[str, int]:
        """Return how many of these ways lead from a step to the nearest of those, for each step that they lead from."""
        sources: dict[str, list[str]] = {}
        for way in ways:
            sources.setdefault(self.target(way), []).append(self.source(way))
        far = dict.fromkeys(to, 0)
        ahead = deque(far)
        while ahead:
            step = ahead.popleft()
            for source in sources.get(step, ()):
                if source not in far:
                    far[source] = far[step] + 1
                    ahead.append(source)
        return far

    def onto(self, step: str) -> Ways:
        """The shortest way from the entry to a step; the first of several."""
        came: dict[str, int] = {}
        ahead = deque([self.journey.entry])
        while ahead and step not in came:
            at = ahead.popleft()
            for way in self._out[at]:
                if self.target(way) not in came:
                    came[self.target(way)] = way
                    ahead.append(self.target(way))
        ways: list[int] = []
        while step != self.journey.entry:
            ways.append(came[step])
            step = self.source(came[step])
        return tuple(reversed(ways))

    def onward(self, step: str) -> Ways:
        """The shortest way from a step to an end; the first of several."""
        far = self.far()
        ways: list[int] = []
        while step not in self.ends:
            way = min(self._out[step], key=lambda way: far.get(self.target(way), len(far)))
            ways.append(way)
            step = self.target(way)
        return tuple(ways)
