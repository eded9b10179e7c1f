"""Who walks which path: people by number, as the random splits draw for them."""

from __future__ import annotations

from typing import Final

from engine.coverage.fitting import Fitting
from engine.coverage.person import ADDRESS, Model, address
from engine.coverage.records import Document, Path, Walk
from engine.coverage.sending import MINUTE, Sender
from engine.coverage.walking import Stuck, Walking
from engine.events import from_document, owner_of
from engine.match import Matcher
from engine.plan import Plan
from engine.steps import Split
from engine.walk import branch_of, draw

MOST_PEOPLE: Final = 20_000
"""People who are asked, for one path, what the random splits draw for them."""


class Crowd:
    """Everybody made up for a plan. Nobody walks two paths."""

    def __init__(self, plan: Plan, models: list[Model], start: int, seed: int) -> None:
        self._plan, self._start, self._seed = plan, start, seed
        self._fittings = [Fitting(plan, model) for model in models]
        self._matcher = Matcher([plan])
        self._numbers: set[int] = set()
        self._owners: set[str] = set()

    def walk(self, path: Path, turn: int = 0) -> Walk:
        """Somebody new, who walks a path. Raises Stuck."""
        stuck: list[Stuck] = []
        for fitting in self._fittings:
            try:
                return self._walk(fitting, path, turn)
            except Stuck as reason:
                stuck.append(reason)
        raise max(stuck, key=lambda reason: reason.reached)

    def _walk(self, fitting: Fitting, path: Path, turn: int) -> Walk:
        number = self._drawn(fitting, path)
        start = self._start + len(self._numbers) * MINUTE
        sender = Sender(self._plan, fitting.model, self._matcher, number, start, self._seed)
        walk = Walking(fitting, sender, path, turn).walk()
        if walk.owner in self._owners:
            raise Stuck("its conditions ask for one certain person, who walks another path already")
        self._numbers.add(number)
        self._owners.add(walk.owner)
        return walk

    def _drawn(self, fitting: Fitting, path: Path) -> int:
        """The first person free for whom every random split draws as the path goes. Raises Stuck."""
        drawn = self._draws(path)
        hole = owner_of(from_document(self._first(fitting)), self._plan.journey.track_by) or ""
        for number in range(1, MOST_PEOPLE + 1):
            if number not in self._numbers:
                owner = hole.replace(ADDRESS, address(number))
                if all(self._branch(split, owner) == way for split, way in drawn.items()):
                    return number
        splits = ", ".join(map(repr, drawn))
        raise Stuck(f"of {MOST_PEOPLE:,} people, none draws this way at {splits}")

    def _first(self, fitting: Fitting) -> Document:
        """What the entry asks for may say whose events they are."""
        asked = fitting.recipes(("entry",)) if ("entry",) in self._plan.tests else []
        deeds = (deed for recipe in asked for deed in recipe.deeds)
        return next((deed.document for deed in deeds), fitting.model.document)

    def _draws(self, path: Path) -> dict[str, int]:
        """The branch that the path takes at each random split."""
        transitions, steps = self._plan.journey.transitions, self._plan.journey.steps
        sources = {transitions[way].source: way for way in path.ways}
        return {
            id: way
            for id, way in sources.items()
            if isinstance(step := steps[id], Split) and step.on == "random"
        }

    def _branch(self, split: str, owner: str) -> int:
        step = self._plan.journey.steps[split]
        assert isinstance(step, Split)
        share = draw(self._seed, self._plan.journey.id, split, owner, None if step.sticky else 0)
        return branch_of(self._plan.journey, split, share)
