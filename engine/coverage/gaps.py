"""Gaps of coverage: what of a design nobody walks, and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from engine.coverage.coverage import CoverageGap, OmittedPath, PartCoverage, Walk
from engine.coverage.path_graph import can_be_taken
from engine.journey import Journey
from engine.reach import reachable
from engine.steps import Checklist, Transition

NOT_COMPLETED: Final = "no event was found that completes it"
ONLY_RULES: Final = "only exit rules lead to it, and nobody leaves by them"
NO_TIME: Final = "nobody waits anywhere, so it has no time to end anything"


def _never(transition: Transition) -> str:
    if transition.percent == 0:
        return "nobody draws it: its share is 0 %"
    return f"nobody waits at {transition.source!r}: it is not active"


class CoverageGaps:
    """The parts of a design that nobody walks. ``cut``: some paths have not been tried."""

    def __init__(
        self, journey: Journey, walks: Sequence[Walk], left_out: Sequence[OmittedPath], cut: bool
    ) -> None:
        self._journey, self._left_out, self._cut = journey, left_out, cut
        self._transitions = {transition for walk in walks for transition in walk.transitions}
        self._steps = {step for walk in walks for step in walk.steps}.union(
            [journey.entry] if walks else [],
            (journey.transitions[transition].target for transition in self._transitions),
        )
        self._items = {item for walk in walks for item in walk.items}
        self._rules = {walk.path.rule for walk in walks}

    def steps(self) -> PartCoverage:
        missing = (self._step(id) for id in self._journey.steps if id not in self._steps)
        return PartCoverage(len(self._journey.steps), tuple(missing))

    def _step(self, id: str) -> CoverageGap:
        if id not in reachable(self._journey):
            return CoverageGap(id, "no transition leads to it")
        if id == self._journey.entry:
            reason = next((each.reason for each in self._left_out), None)
            return CoverageGap(id, reason or "no attempt starts", tried=reason is not None)
        into = [
            index for index, transition in enumerate(self._journey.transitions) if transition.target == id
        ]
        return self._gap_on(id, into) if into else CoverageGap(id, ONLY_RULES)

    def transitions(self) -> PartCoverage:
        missing = (
            self._gap_on(index, [index])
            if can_be_taken(self._journey, transition)
            else CoverageGap(index, _never(transition))
            for index, transition in enumerate(self._journey.transitions)
            if index not in self._transitions
        )
        return PartCoverage(len(self._journey.transitions), tuple(missing))

    def _gap_on(self, part: str | int, transitions: Sequence[int]) -> CoverageGap:
        """A part that is walked with one of these transitions."""
        left_out = (each for each in self._left_out if not set(transitions).isdisjoint(each.path.transitions))
        reason = next((each.reason for each in left_out), None)
        if reason is None and self._cut:
            return CoverageGap(part, "none of the paths that were tried leads there", tried=False)
        return CoverageGap(part, reason or "no path leads there")

    def items(self) -> PartCoverage:
        """Items that are active, in checklists that are."""
        items = [
            (id, item)
            for id, step in self._journey.steps.items()
            if isinstance(step, Checklist) and step.active
            for item, part in step.items.items()
            if part.active
        ]
        missing = [
            CoverageGap(item, NOT_COMPLETED if id in self._steps else f"nobody comes to {id!r}")
            for id, item in items
            if item not in self._items
        ]
        return PartCoverage(len(items), tuple(missing))

    def rules(self) -> PartCoverage:
        rules = [rule.id for rule in self._journey.exit_rules if rule.active]
        reasons = {each.path.rule: each.reason for each in reversed(self._left_out)}
        missing = [CoverageGap(id, reasons.get(id, NO_TIME)) for id in rules if id not in self._rules]
        return PartCoverage(len(rules), tuple(missing))
