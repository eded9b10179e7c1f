"""What of a design nobody walks, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine.coverage.records import LeftOut, Unwalked, Walk
from engine.journey import Journey
from engine.reach import reachable
from engine.steps import Checklist


class Missing:
    """What of a design nobody walks. ``cut``: some paths have not been tried."""

    def __init__(
        self, journey: Journey, walks: Sequence[Walk], left_out: Sequence[LeftOut], cut: bool
    ) -> None:
        self._journey, self._left_out, self._cut = journey, left_out, cut
        self._ways = {way for walk in walks for way in walk.ways}
        self._steps = {step for walk in walks for step in walk.steps}.union(
            [journey.entry] if walks else [], (journey.transitions[way].target for way in self._ways)
        )
        self._items = {item for walk in walks for item in walk.items}
        self._rules = {walk.path.rule for walk in walks}

    def steps(self) -> Iterator[Unwalked]:
        reached = reachable(self._journey)
        for id in self._journey.steps:
            if id not in self._steps:
                ways = [index for index, way in enumerate(self._journey.transitions) if way.target == id]
                yield Unwalked(id, self._why(ways) if id in reached else "no way leads to it")

    def transitions(self) -> Iterator[Unwalked]:
        for index, way in enumerate(self._journey.transitions):
            if index not in self._ways:
                drawn = "nobody draws it: its share is 0 %" if way.percent == 0 else ""
                yield Unwalked(index, drawn or self._why([index]))

    def items(self) -> Iterator[Unwalked]:
        """Items that are active, in checklists that are."""
        for id, step in self._journey.steps.items():
            if isinstance(step, Checklist) and step.active:
                for item, part in step.items.items():
                    if part.active and item not in self._items:
                        reached = id in self._steps
                        yield Unwalked(
                            item,
                            "no event was found that completes it" if reached else f"nobody comes to {id!r}",
                        )

    def rules(self) -> Iterator[Unwalked]:
        for rule in self._journey.exit_rules:
            if rule.active and rule.id not in self._rules:
                found = (each.reason for each in self._left_out if each.path.rule == rule.id)
                yield Unwalked(rule.id, next(found, "nobody waits anywhere, so it has no time to fire"))

    def _why(self, ways: Sequence[int]) -> str:
        """Why nobody takes one of these transitions."""
        reasons = (each.reason for each in self._left_out if not set(ways).isdisjoint(each.path.ways))
        untried = "no path that was tried leads there" if self._cut else "no path leads there"
        return next(reasons, untried)
