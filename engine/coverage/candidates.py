"""Events that should do what a place in the design asks for; whoever sends them sees whether they do."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final

from engine.check.examples import example_event
from engine.check.logic import impossible
from engine.condition_sites import Query
from engine.conditions import mongo
from engine.conditions.mongo.parse import parse
from engine.conditions.segment.witness import Deed, Recipe, merged, recipes
from engine.coverage.decisions import SplitGuesses
from engine.coverage.person import Model, shape
from engine.explain.reasons import queries
from engine.plan import CountedTest, FilterTest, Place, Plan

_FEW: Final = 8
"""Recipes for one place."""


class RecipeCache:
    """Recipes for the places of a plan, made of one model. Each is made once."""

    def __init__(self, plan: Plan, model: Model) -> None:
        self.plan = plan
        self.model = model
        self.deciding = SplitGuesses(plan)
        self._found: dict[Place, list[Recipe]] = {}

    def recipes(self, place: Place) -> list[Recipe]:
        """Return what may satisfy the test at a place, with whole events; what does nothing else comes first."""
        if place not in self._found:
            self._found[place] = list(islice(self._recipes(place), _FEW))
        return self._found[place]

    def trouble(self, place: Place) -> str:
        """Say why nothing does what the place asks for, if nothing does."""
        test = self.plan.tests[place]
        asked = queries(self.plan, test)
        if not self.model.is_call and (
            isinstance(test, CountedTest) or "call" in [shape(dict(query)) for query in asked]
        ):
            return "it takes calls, and the other events are statements, which are of somebody else"
        if asked and all(impossible(parse(query, mongo.LEARNING_LOCKER_DATES)) for query in asked):
            return "nothing can satisfy its condition"
        return "no event was found that satisfies its condition"

    def _recipes(self, place: Place) -> Iterator[Recipe]:
        test = self.plan.tests[place]
        if isinstance(test, CountedTest) and self.model.is_call:
            for recipe in recipes(test.expression, self.model.now):
                deeds = (
                    Deed(merged(self.model.document, deed.document), deed.times, deed.wait)
                    for deed in recipe.deeds
                )
                yield Recipe(recipe.traits, tuple(deeds))
        elif isinstance(test, FilterTest):
            query = self.plan.filters[test.filter].query
            for unwanted in self._unwanted(place):
                made = example_event({"$and": [query], **unwanted}, self.model.document)
                if made is not None:
                    yield Recipe(deeds=(Deed(made),))

    def _unwanted(self, place: Place) -> Iterator[Query]:
        """Yield what is not to be said of an event for a place: less and less, as not everything can be avoided."""
        others = list(self._before(place))
        taken = [each for each in others if isinstance(self.plan.tests[each], FilterTest)]
        starts = self.plan.journey.entry_rule == "multiple" and place != ("entry",)
        entry = [("entry",)] if starts and ("entry",) in self.plan.tests else []
        for places in dict.fromkeys(map(tuple, ([*others, *entry], others, taken, []))):
            asked = [query for each in places for query in queries(self.plan, self.plan.tests[each])]
            yield {"$nor": asked} if asked else {}

    def _before(self, place: Place) -> Iterator[Place]:
        """Yield what would take the event first; one that counts events may leave it."""
        journey = self.plan.journey
        for rule in journey.exit_rules:
            if place == ("exit", rule.id):
                return
            if rule.active:
                yield ("exit", rule.id)
        if place[0] == "branch":
            branches = journey.out(journey.transitions[int(place[1])].source)
            yield from (
                ("branch", str(index))
                for index, transition in branches
                if transition.when is not None and index < int(place[1])
            )
