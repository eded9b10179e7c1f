"""Path coverage: somebody made up for every path, exit rule and item, and what of the design nobody walks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import islice
from typing import Final

from engine.coverage.clocks import LocalClock, clocks
from engine.coverage.coverage import Coverage, JourneyPath, OmittedPath, Walk
from engine.coverage.crowd import Crowd
from engine.coverage.gaps import CoverageGaps
from engine.coverage.path_search import path_with_draws, paths, through
from engine.coverage.person import models
from engine.coverage.proof import merged_events, proven, until
from engine.coverage.walker import WalkStuck
from engine.journey import Journey
from engine.plan import Plan
from engine.steps import Checklist, waits

FIRST_PEOPLE: Final = 100
"""People whose draws are asked for."""
PLACES: Final = 8
"""Steps at which an exit rule is tried."""


def cover(plan: Plan, *, bound: int, seed: int, start: int) -> Coverage:
    """Somebody for each of at most ``bound`` paths, and for what those leave out of the exit rules and checklists.

    Everybody's events begin at the instant ``start`` or a little later, but for those who are there for a change of
    clocks; random splits draw with the seed.
    """
    listed = paths(plan.journey, bound)
    covering = _CoverSearch(plan.journey, Crowd(plan, list(models(plan.journey, start)), start, seed))
    for path in listed.paths:
        covering.walk(path)
    if listed.cut:
        covering.every_transition(bound)
    covering.as_far_as_can_be()
    covering.every_item()
    covering.every_rule()
    covering.every_clock(clocks(plan, start))
    walks, failed = proven(plan, covering.walks, seed)
    left_out = (*covering.left_out, *failed)
    missing = CoverageGaps(plan.journey, walks, left_out, listed.cut)
    clock = max(start, until(walks))
    return Coverage(
        walks=walks,
        left_out=left_out,
        bound=bound,
        cut=listed.cut,
        until=clock,
        documents=merged_events(walks, clock),
        steps=missing.steps(),
        transitions=missing.transitions(),
        items=missing.items(),
        rules=missing.rules(),
    )


class _CoverSearch:
    """The people who have walked so far, and what nobody could."""

    def __init__(self, journey: Journey, crowd: Crowd) -> None:
        self._journey, self._crowd = journey, crowd
        self.walks: list[Walk] = []
        self.left_out: list[OmittedPath] = []

    def walk(self, path: JourneyPath, number: int | None = None) -> None:
        try:
            self.walks.append(self._crowd.walk(path, len(self.walks), number))
        except WalkStuck as reason:
            self.left_out.append(_left_out_path(self._journey, path, reason))

    def every_transition(self, bound: int) -> None:
        """Add, in place of the paths that nobody walks, paths by the transitions that nobody has taken.

        First the shortest by each of them, then what the random splits draw for the first people.
        """
        tried = {each.path for each in self.left_out}
        for transition in self._missing_transitions():
            if len(self.walks) < bound and transition in self._missing_transitions():
                path = through(self._journey, transition)
                if path is not None and path not in tried:
                    self.walk(path)
        for number in range(1, FIRST_PEOPLE + 1):
            wanted = self._missing_transitions()
            if wanted and len(self.walks) < bound and not self._crowd.is_taken(number):
                path = path_with_draws(self._journey, self._crowd.draws(number), wanted)
                if path is not None:
                    self.walk(path, number)

    def _missing_transitions(self) -> list[int]:
        walked = {transition for walk in self.walks for transition in walk.transitions}
        return [
            transition for transition in range(len(self._journey.transitions)) if transition not in walked
        ]

    def as_far_as_can_be(self) -> None:
        """Somebody for the beginnings of paths that nobody walks to their ends, where they lead anywhere new."""
        for each in self.left_out:
            transitions = each.path.transitions[: each.reached]
            if transitions and not any(set(transitions) <= set(walk.transitions) for walk in self.walks):
                with suppress(WalkStuck):
                    self.walks.append(self._crowd.walk(JourneyPath(transitions)))

    def every_item(self) -> None:
        """Somebody who begins with the item, where nobody has completed it yet."""
        for id, step in self._journey.steps.items():
            if isinstance(step, Checklist) and step.active:
                active = [item for item, part in step.items.items() if part.active]
                for turn, item in enumerate(active):
                    if not any(item in walk.items for walk in self.walks):
                        self._begin_with(id, item, turn)

    def _begin_with(self, checklist: str, item: str, turn: int) -> None:
        leads_on = {index for index, transition in self._journey.out(checklist) if transition.plain}
        path = next((walk.path for walk in self.walks if not leads_on.isdisjoint(walk.transitions)), None)
        if path is None:
            return
        with suppress(WalkStuck):
            walk = self._crowd.walk(path, turn)
            self.walks += [walk] if item in walk.items else []

    def every_rule(self) -> None:
        """Somebody for each exit rule, at one of the first steps where somebody waits."""
        for rule in self._journey.exit_rules:
            if rule.active:
                self._leave_by(rule.id)

    def _leave_by(self, rule: str) -> None:
        stuck: OmittedPath | None = None
        for transitions in islice(self._waits(), PLACES):
            path = JourneyPath(transitions, rule)
            try:
                self.walks.append(self._crowd.walk(path))
                return
            except WalkStuck as reason:
                stuck = stuck or _left_out_path(self._journey, path, reason)
        self.left_out += [stuck] if stuck else []

    def every_clock(self, local: Iterable[LocalClock]) -> None:
        """Somebody for each of these clocks, on the first path to an end that most local times decide about."""
        ended = [walk for walk in self.walks if walk.path.rule is None and walk.status != "running"]
        if not ended:
            return
        path = max(ended, key=lambda walk: len(walk.steps)).path
        for clock in local:
            with suppress(WalkStuck):
                self.walks.append(self._crowd.walk(path, clock=clock))

    def _waits(self) -> Iterator[tuple[int, ...]]:
        """The transitions to each step where somebody has waited; once all steps had their turn, others that lead
        back to it: with first_match, nobody may wait at the first step before.
        """
        seen: dict[str, list[tuple[int, ...]]] = {}
        for walk in list(self.walks):
            for number, transition in enumerate(walk.path.transitions, 1):
                step = self._journey.transitions[transition].target
                known, taken = seen.setdefault(step, []), walk.path.transitions[:number]
                if waits(self._journey.steps[step]) and len(known) < 2 and taken not in known:
                    known.append(taken)
        for turn in range(2):
            yield from (known[turn] for known in seen.values() if len(known) > turn)


def _left_out_path(journey: Journey, path: JourneyPath, reason: WalkStuck) -> OmittedPath:
    return OmittedPath(path, steps_of(journey, path), str(reason), reason.reached)


def steps_of(journey: Journey, path: JourneyPath) -> tuple[str, ...]:
    """The steps along a path."""
    return (journey.entry, *(journey.transitions[transition].target for transition in path.transitions))
