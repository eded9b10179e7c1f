"""The state graph as paths go through it: which transitions lead back, and from where an end lies ahead."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable
from functools import cached_property

from engine.journey import Journey
from engine.steps import Split, Transition, waits

TransitionPath = tuple[int, ...]
"""Transitions by index, each from where the one before leads."""


def can_be_taken(journey: Journey, transition: Transition) -> bool:
    """Tell whether ``transition`` of ``journey`` can be taken: not if it is never drawn (0 %), nor the timeout of a
    step at which nobody waits.
    """
    return transition.percent != 0 and (not transition.timed or waits(journey.steps[transition.source]))


class PathGraph:
    """The steps that can be reached from the entry, by the transitions that can be taken at all (``can_be_taken``) and
    are not ``closed``.
    """

    def __init__(self, journey: Journey, closed: Collection[int] = ()) -> None:
        self.journey = journey
        self._out = {
            id: tuple(
                index
                for index, transition in journey.out(id)
                if can_be_taken(journey, transition) and index not in closed
            )
            for id in journey.steps
        }
        self.steps, self.back = self._ordered()
        self.transitions = tuple(transition for step in self.steps for transition in self._out[step])
        self._far: dict[frozenset[int], dict[str, int]] = {}

    def out(self, step: str) -> tuple[int, ...]:
        """The transitions out of a step, in branch order."""
        return self._out[step]

    def source(self, transition: int) -> str:
        return self.journey.transitions[transition].source

    def target(self, transition: int) -> str:
        return self.journey.transitions[transition].target

    def is_drawn(self, step: str) -> bool:
        """Tell whether a draw decides which transition leads on."""
        part = self.journey.steps[step]
        return isinstance(part, Split) and part.on == "random"

    def _ordered(self) -> tuple[tuple[str, ...], frozenset[int]]:
        """The steps that can be reached, each behind those before it, and the transitions that lead back in this
        order.
        """
        entry = self.journey.entry
        finished: list[str] = []
        seen, open_ = {entry}, {entry}
        back: set[int] = set()
        ahead = [(entry, iter(self._out[entry]))]
        while ahead:
            step, transitions = ahead[-1]
            transition = next(transitions, None)
            if transition is None:
                ahead.pop()
                open_.remove(step)
                finished.append(step)
            elif (target := self.target(transition)) in open_:
                back.add(transition)
            elif target not in seen:
                seen.add(target)
                open_.add(target)
                ahead.append((target, iter(self._out[target])))
        return tuple(reversed(finished)), frozenset(back)

    @cached_property
    def ends(self) -> frozenset[str]:
        """Return where paths end: at steps without a transition out, and anywhere in a circle that no transition
        leaves.
        """
        last = [step for step in self.steps if not self._out[step]]
        leaving = self._distances(last, self.transitions)
        return frozenset(last).union(step for step in self.steps if step not in leaving)

    def far(self, without: frozenset[int] = frozenset()) -> dict[str, int]:
        """Return how far the nearest end is from each step that has one ahead, though these transitions are closed."""
        if without not in self._far:
            ends = [step for step in self.steps if step in self.ends]
            self._far[without] = self._distances(
                ends, (transition for transition in self.transitions if transition not in without)
            )
        return self._far[without]

    def _distances(self, to: Iterable[str], transitions: Iterable[int]) -> dict[str, int]:
        """Return how many of these transitions lead from a step to the nearest of those, for each step that they lead
        from.
        """
        sources: dict[str, list[str]] = {}
        for transition in transitions:
            sources.setdefault(self.target(transition), []).append(self.source(transition))
        far = dict.fromkeys(to, 0)
        ahead = deque(far)
        while ahead:
            step = ahead.popleft()
            for source in sources.get(step, ()):
                if source not in far:
                    far[source] = far[step] + 1
                    ahead.append(source)
        return far

    def onto(self, step: str) -> TransitionPath:
        """The shortest path from the entry to a step; the first of several."""
        came: dict[str, int] = {}
        ahead = deque([self.journey.entry])
        while ahead and step not in came:
            at = ahead.popleft()
            for transition in self._out[at]:
                if self.target(transition) not in came:
                    came[self.target(transition)] = transition
                    ahead.append(self.target(transition))
        transitions: list[int] = []
        while step != self.journey.entry:
            transitions.append(came[step])
            step = self.source(came[step])
        return tuple(reversed(transitions))

    def onward(self, step: str) -> TransitionPath:
        """The shortest path from a step to an end; the first of several."""
        far = self.far()
        transitions: list[int] = []
        while step not in self.ends:
            transition = min(
                self._out[step], key=lambda transition: far.get(self.target(transition), len(far))
            )
            transitions.append(transition)
            step = self.target(transition)
        return tuple(transitions)
