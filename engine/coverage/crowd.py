"""People by number who walk paths, as the random splits draw for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property, partial
from itertools import product
from typing import Final

from msgspec.structs import replace

from engine.coverage.candidates import RecipeCache
from engine.coverage.clocks import LocalClock, before_midnight
from engine.coverage.coverage import JourneyPath, Walk
from engine.coverage.path_search import share
from engine.coverage.person import ADDRESS, Model, address
from engine.coverage.sender import MINUTE, Sender
from engine.coverage.walker import PathWalker, WalkStuck
from engine.events import from_document, owner_of
from engine.match import Matcher
from engine.plan import Plan
from engine.steps import Checklist, Split
from engine.walk import branch_of, draw

LEAD: Final = 10
"""Minutes before midnight at which those begin who are to be there at two days within a few hours."""

MOST_TURNS: Final = 6
"""Items of a checklist to begin with, one after the other, until one leads along the path."""

MOST_PEOPLE: Final = 20_000
"""People who are asked, for one path, what the random splits draw for them."""


class Crowd:
    """Everybody made up for a plan. Nobody walks two paths. Whoever ``is_late`` does everything at the last moment."""

    def __init__(self, plan: Plan, models: list[Model], start: int, seed: int, is_late: bool = False) -> None:
        self._plan, self._start, self._seed, self._is_late = plan, start, seed, is_late
        self._caches = [RecipeCache(plan, model) for model in models]
        self._matcher = Matcher([plan])
        self._numbers: set[int] = set()
        self._owners: set[str] = set()

    def walk(
        self, path: JourneyPath, turn: int = 0, number: int | None = None, clock: LocalClock | None = None
    ) -> Walk:
        """Somebody new, who walks a path; a certain person if their number is given, one who lives by a ``clock`` if
        that is. Of checklists they try the items from ``turn`` on first. Raises WalkStuck.
        """
        return _first_walk(
            partial(self._walk_in_turns, cache, path, turn, number, clock) for cache in self._caches
        )

    def _walk_in_turns(
        self, cache: RecipeCache, path: JourneyPath, turn: int, number: int | None, clock: LocalClock | None
    ) -> Walk:
        """The walk by recipes of one ``cache``, at the first clock and turn that lead along it. Raises WalkStuck."""
        person = number or self._draw_person(cache, path)
        return _first_walk(
            partial(self._walk, cache, path, turn + shift, person, local)
            for local, shift in product(self._clocks(clock), range(self._most_items(path)))
        )

    def _most_items(self, path: JourneyPath) -> int:
        """Return how many active items the longest checklist on a path has, within ``MOST_TURNS``; at least 1."""
        targets = (self._plan.journey.transitions[transition].target for transition in path.transitions)
        steps = map(self._plan.journey.steps.__getitem__, targets)
        items = (sum(i.active for i in step.items.values()) for step in steps if isinstance(step, Checklist))
        return min(max((1, *items)), MOST_TURNS)

    def _clocks(self, clock: LocalClock | None) -> list[LocalClock | None]:
        """The ``clock``; without one, the usual time, then shortly before midnight where days are counted."""
        if clock is not None:
            return [clock]
        lead = (len(self._numbers) + LEAD) * MINUTE  # each begins a minute after the one before
        midnight = before_midnight(self._plan, self._start, lead)
        return [None] if midnight is None else [None, midnight]

    def _walk(
        self, cache: RecipeCache, path: JourneyPath, turn: int, number: int, clock: LocalClock | None
    ) -> Walk:
        start = (self._start if clock is None else clock.start) + len(self._numbers) * MINUTE
        sender = Sender(self._plan, cache.model, self._matcher, number, start, self._seed, self._is_late)
        walk = PathWalker(cache, sender, path, turn).walk({} if clock is None else clock.traits)
        walk = walk if clock is None else replace(walk, about=clock.about)
        if walk.owner in self._owners:
            raise WalkStuck("its conditions ask for one certain person, who walks another path already")
        self._numbers.add(number)
        self._owners.add(walk.owner)
        return walk

    def _draw_person(self, cache: RecipeCache, path: JourneyPath) -> int:
        """The first person free for whom every random split draws as the path goes. Raises WalkStuck."""
        wanted = self._wanted_branches(path)
        rare = share(self._plan.journey, path.transitions)
        if rare < 1 / MOST_PEOPLE:
            raise WalkStuck(f"only one in {1 / rare:,.0f} people draws this way at the random splits")
        hole = self._owner(cache)
        for number in range(1, MOST_PEOPLE + 1):
            if number not in self._numbers:
                owner = hole.replace(ADDRESS, address(number))
                if all(self._branch(split, owner) == transition for split, transition in wanted.items()):
                    return number
        raise WalkStuck(f"of {MOST_PEOPLE:,} people, none draws this way at the random splits")

    def is_taken(self, number: int) -> bool:
        """Tell whether the person walks a path already."""
        return number in self._numbers

    def draws(self, number: int) -> dict[str, int]:
        """The branch that each random split draws for a person."""
        owner = self._owner(self._caches[0]).replace(ADDRESS, address(number))
        return {split: self._branch(split, owner) for split in self._splits}

    @cached_property
    def _splits(self) -> list[str]:
        steps = self._plan.journey.steps.items()
        return [id for id, step in steps if isinstance(step, Split) and step.on == "random"]

    def _wanted_branches(self, path: JourneyPath) -> dict[str, int]:
        """The branch that the path takes at each random split."""
        sources = {
            self._plan.journey.transitions[transition].source: transition for transition in path.transitions
        }
        return {split: sources[split] for split in self._splits if split in sources}

    def _branch(self, split: str, owner: str) -> int:
        step = self._plan.journey.steps[split]
        assert isinstance(step, Split)
        number = draw(self._seed, self._plan.journey.id, split, owner, None if step.sticky else 0)
        return branch_of(self._plan.journey, split, number)

    def _owner(self, cache: RecipeCache) -> str:
        """Return whose the events are, with a hole; what the entry asks for may say so."""
        asked = cache.recipes(("entry",)) if ("entry",) in self._plan.tests else []
        deeds = (deed.document for recipe in asked for deed in recipe.deeds)
        first = from_document(next(deeds, cache.model.document))
        return owner_of(first, self._plan.journey.track_by) or ""


def _first_walk(ways: Iterable[Callable[[], Walk]]) -> Walk:
    """The walk by the first of the ``ways`` that leads along the path. Raises the WalkStuck that came farthest."""
    stuck: list[WalkStuck] = []
    for walk in ways:
        try:
            return walk()
        except WalkStuck as reason:
            stuck.append(reason)
    raise max(stuck, key=lambda reason: reason.reached)
