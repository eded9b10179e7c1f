"""A path as somebody walks it: where they are on it, and what leads on from there."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile
from typing import assert_never

from engine.coverage.coverage import JourneyPath
from engine.plan import Place, Plan
from engine.progress import Attempt
from engine.steps import (
    Checklist,
    Delay,
    Entry,
    Exit,
    FirstMatch,
    Outcome,
    Split,
    Step,
    Waypoint,
    date_path,
    waits,
)


class Route:
    """A path through a plan. ``turn``: of a checklist, another item comes first at every turn."""

    def __init__(self, plan: Plan, path: JourneyPath, turn: int) -> None:
        self.plan, self.path = plan, path
        self._turn = turn

    def _step(self, id: str) -> Step:
        return self.plan.journey.steps[id]

    def target(self, transition: int) -> str:
        return self.plan.journey.transitions[transition].target

    def is_there(self, attempt: Attempt | None) -> bool:
        """Tell whether the attempt has come to the end; it may have gone on."""
        return (
            attempt is not None and attempt.transitions[: len(self.path.transitions)] == self.path.transitions
        )

    def is_on(self, attempt: Attempt | None) -> bool:
        """Tell whether the attempt keeps to the path; nobody leaves by an exit rule before its end."""
        if attempt is None:
            return True
        rule = self.path.rule if self.is_there(attempt) else None
        together = min(len(attempt.transitions), len(self.path.transitions))
        alike = attempt.transitions[:together] == self.path.transitions[:together]
        return alike and attempt.exit_rule in (None, rule)

    def reached(self, attempt: Attempt | None) -> int:
        """Return how many of the transitions the attempt takes."""
        both = zip(attempt.transitions if attempt else (), self.path.transitions, strict=False)
        return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], both))

    def next(self, attempt: Attempt | None) -> tuple[str, int | None]:
        """The step that waits for something, and the way to take from there; no way where anything will do."""
        if attempt is not None:
            return attempt.at, self.path.transitions[len(attempt.transitions)]
        number = len(self.before_start)
        if number == 0:
            return self.plan.journey.entry, None
        return self.target(self.path.transitions[number - 1]), next(
            iter(self.path.transitions[number:]), None
        )

    @property
    def before_start(self) -> tuple[int, ...]:
        """The ways to the first step that takes an event, with first_match; else none."""
        entry, transitions = self._step(self.plan.journey.entry), self.path.transitions
        if not isinstance(entry, Entry) or not isinstance(entry.trigger, FirstMatch):
            return ()
        steps = [self._step(self.target(transition)) for transition in transitions]
        stops = (number for number, step in enumerate(steps, 1) if waits(step) or isinstance(step, Exit))
        return transitions[: next(stops, len(transitions))]

    def is_timed(self, step: str, transition: int | None) -> bool:
        """Tell whether it is the clock that takes the transition."""
        timed = transition is not None and self.plan.journey.transitions[transition].timed
        return timed or isinstance(self._step(step), Delay)

    def is_on_data(self, transition: int) -> bool:
        """Tell whether what is known decides about the transition: at a data split, or a delay until a date."""
        step = self._step(self.plan.journey.transitions[transition].source)
        return date_path(step) is not None or (isinstance(step, Split) and step.on == "data")

    def places(self, step: str, transition: int | None) -> Iterator[Place]:
        """Yield what takes events at a step so that the transition is taken."""
        match self._step(step):
            case Entry() if ("entry",) in self.plan.tests:
                yield ("entry",)
            case Waypoint():
                yield ("step", step)
            case Checklist(items=items):
                active = [id for id, item in items.items() if item.active]
                first = self._turn % max(len(active), 1)
                yield from (("item", step, id) for id in active[first:] + active[:first])
            case Split(on="event"):
                taken = [index for index, each in self.plan.journey.out(step) if each.when is not None]
                yield from (
                    ("branch", str(index))
                    for index in taken
                    if index == transition or transition not in taken
                )
            case Entry() | Split() | Delay() | Outcome() | Exit():
                pass
            case _ as unknown:
                assert_never(unknown)
