"""Lives of made-up people: at each step they go on or not, and do what it waits for; the real engine takes it all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from msgspec import Struct

from engine import instant
from engine.calendar.moment_text import parse_moment
from engine.coverage.candidates import RecipeCache
from engine.coverage.person import models
from engine.coverage.sender import Sender
from engine.explain.step_tests import tests_at_step
from engine.match import Matcher
from engine.plan import Place, Plan
from engine.population.chances import Population
from engine.progress import Attempt
from engine.steps import Checklist, Delay, Split, Waypoint
from engine.walk import draw

LONGEST: Final = 300
"""Moves in a life."""
SECOND: Final = 1_000_000

Document = dict[str, Any]


class MadeUpPeople(Struct, frozen=True):
    """The ``documents`` of everybody, in order of time, and why some got no further: sentences with how many."""

    documents: tuple[Document, ...]
    troubles: dict[str, int]


def made_up_people(plan: Plan, population: Population, number: int, seed: int = 0) -> MadeUpPeople:
    """Let a ``number`` of people live in the journey of ``plan`` by the chances of ``population``; ``seed`` draws."""
    start = parse_moment(population.start)
    found: list[tuple[int, int, Document]] = []
    troubles: dict[str, int] = {}
    matcher = Matcher([plan])
    fittings = [RecipeCache(plan, model) for model in models(plan.journey, start)]
    for person in range(1, number + 1):
        begins = start + int(population.over.microseconds * _share(seed, plan, "begin", person))
        lives = (_Life(plan, fitting, matcher, population, person, begins, seed) for fitting in fittings)
        life = max((each.live() for each in lives), key=lambda each: len(each.sender.sent))
        if life.trouble:
            troubles[life.trouble] = troubles.get(life.trouble, 0) + 1
        found += [(at, person, document) for at, document in life.events()]
    found.sort(key=lambda each: each[:2])
    return MadeUpPeople(tuple(document for _, _, document in found), troubles)


def _share(seed: int, plan: Plan, what: str, person: int, visit: int = 0) -> float:
    """A number in [0, 1), the same on every machine."""
    return draw(seed, plan.journey.id, f"people {what}", str(person), visit) / 100


class _Life:
    """One person; ``trouble`` is why they got no further than they are, if that was not by chance."""

    def __init__(
        self,
        plan: Plan,
        fitting: RecipeCache,
        matcher: Matcher,
        population: Population,
        person: int,
        begins: int,
        seed: int,
    ) -> None:
        self.sender = Sender(plan, fitting.model, matcher, person, begins, seed)
        self.trouble = ""
        self._plan, self._fitting, self._population = plan, fitting, population
        self._person, self._begins, self._seed = person, begins, seed

    def events(self) -> Iterator[tuple[int, Document]]:
        """Yield their events, each with its instant."""
        for sent in self.sender.sent:
            yield instant.parse(str(sent.document["timestamp"])), sent.document

    def live(self) -> _Life:
        """Live until the journey ends for them, or nothing more happens."""
        if not self._act(list(tests_at_step(self._plan, self._plan.journey.entry))[:1], self._begins):
            return self
        for move in range(LONGEST):
            attempt = self.sender.attempt
            if attempt is None or attempt.status != "running" or not self._move(attempt, move):
                break
        return self

    def _move(self, attempt: Attempt, move: int) -> bool:
        """Go on from where an ``attempt`` waits, by an event or by the clock; tell whether anything happened."""
        chances = self._population.at(attempt.at)
        step = self._plan.journey.steps[attempt.at]
        goes_on = not isinstance(step, Delay) and self._draw("chance", move) < chances.chance
        if not goes_on:
            return self._wait(attempt.due)
        places = list(self._places(attempt, move))
        takes = _between([each.microseconds for each in chances.times], self._draw("time", move))
        for number, place in enumerate(places, 1):
            at = max(attempt.since + takes * number // len(places), self.sender.clock + SECOND)
            if attempt.due is not None and at >= attempt.due:
                return self._wait(attempt.due)
            if not self._act([place], at):
                return self._wait(attempt.due)
        return bool(places)

    def _places(self, attempt: Attempt, move: int) -> Iterator[Place]:
        """Yield the places whose events take an ``attempt`` on from where it is, as often as it takes."""
        step, id = self._plan.journey.steps[attempt.at], attempt.at
        if isinstance(step, Waypoint):
            yield from [("step", id)] * (step.count - len(attempt.open.get(id, ())))
        elif isinstance(step, Checklist):
            items = [each for each, item in step.items.items() if item.active]
            items.sort(key=lambda each: self._draw(f"item {each}", move))
            for item in items[: step.required or len(items)]:
                missing = step.items[item].count - len(attempt.open.get(item, ()))
                yield from [("item", id, item)] * max(missing, 0)
        elif isinstance(step, Split):
            yield ("branch", str(self._branch(id, move)))

    def _branch(self, split: str, move: int) -> int:
        """Draw the branch of an event ``split``, by its index."""
        weights = self._population.at(split).branches
        branches = [
            (index, weights.get(each.target, 0.0) if weights else 1.0)
            for index, each in self._plan.journey.out(split)
            if each.when is not None
        ]
        left = self._draw("branch", move) * sum(weight for _, weight in branches)
        for index, weight in branches:
            left -= weight
            if left < 0:
                return index
        return branches[-1][0]

    def _act(self, places: Sequence[Place], at: int) -> bool:
        """Do what one of ``places`` asks for at the instant ``at``; tell whether it moved them on or counted."""
        before, number = self.sender.attempt, len(self.sender.sent)
        for place in places:
            for recipe in self._fitting.recipes(place):
                if recipe.traits and self.sender.model.is_call:
                    self.sender.send(self.sender.model.identify(recipe.traits), at)
                sent = all(self.sender.send(deed.document, at + deed.wait) for deed in recipe.deeds)
                if sent and self.sender.attempt != before:
                    return True
                self.sender.back_to(number, self.sender.progress)
            self.trouble = f"{'/'.join(place)}: {self._fitting.trouble(place)}"
        return False

    def _wait(self, due: int | None) -> bool:
        if due is None:
            return False
        self.sender.wait(due)
        return True

    def _draw(self, what: str, move: int) -> float:
        return _share(self._seed, self._plan, what, self._person, move)


def _between(times: Sequence[int], share: float) -> int:
    """Return the time that a ``share`` of people takes at most, where ``times`` are those of even shares."""
    if len(times) == 1:
        return times[0]
    place = share * (len(times) - 1)
    lower = int(place)
    return int(times[lower] + (times[lower + 1] - times[lower]) * (place - lower))
