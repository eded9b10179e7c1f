"""Decisions for a data split: what would have to be known of somebody to take a branch."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from engine.check.examples import could_happen, single_paths
from engine.condition_sites import Query, ids
from engine.condition_sites import branch as asked
from engine.conditions import mongo, segment
from engine.conditions.mongo.witness import witness
from engine.conditions.segment.expression import And, Not
from engine.conditions.segment.witness import merged, recipes
from engine.coverage.coverage import Document
from engine.explain.reasons import queries
from engine.journey import Journey
from engine.plan import Place, Plan
from engine.progress import Attempt, Progress
from engine.schema import data_domain
from engine.steps import Checklist, Split, Waypoint, date_path


class BranchDecision(Struct, frozen=True):
    """Events that would have to be others, by position; traits and memberships to have before."""

    events: dict[int, Document] = {}
    traits: dict[str, Any] = {}
    audiences: dict[str, bool] = {}


class PersonState(Struct, frozen=True):
    """The state of an attempt as it is known: the events with their holes, by position, and how its owner stands."""

    attempt: Attempt
    progress: Progress
    events: Sequence[Document]

    @property
    def places(self) -> dict[str, int]:
        """Return where the document that a data split looks at has events: the path there, and the position."""
        entry = {} if self.attempt.entry is None else {"entry": self.attempt.entry}
        return entry | {f"steps.{id}": position for id, position in self.attempt.last.items()}

    @property
    def document(self) -> dict[str, Any]:
        """Return what a data split looks at (semantics §4)."""
        return self.about(self.places)

    def about(self, roots: Collection[str]) -> dict[str, Any]:
        """The same, with the events at these places of it alone."""
        entry = self.attempt.entry
        last = self.attempt.last.items()
        return {
            "traits": dict(self.progress.traits),
            "audiences": sorted(audience for audience, inside in self.progress.audiences.items() if inside),
            "steps": {id: self.events[position] for id, position in last if f"steps.{id}" in roots},
            **({} if entry is None or "entry" not in roots else {"entry": self.events[entry]}),
        }

    def with_events(self, changed: Mapping[int, Document]) -> PersonState:
        """The same with other events."""
        return replace(self, events=[changed.get(number, event) for number, event in enumerate(self.events)])


class SplitGuesses:
    """Guesses for the data splits of a plan; whoever takes them tries them. What was asked before is remembered."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._domain = data_domain(ids(plan.journey))
        self._wishes: dict[int, _Wish | None] = {}
        self._found: dict[str, dict[str, Any] | None] = {}

    def decisions(self, known: PersonState, transitions: Sequence[int], now: str) -> Iterator[BranchDecision]:
        """Decisions on what is ``known`` that may lead to the last of ``transitions``, a branch of a data split, and
        still to those before, at ``now``.
        """
        demands = dict(_demands(self._plan, known, transitions))
        if wish := self._wish(transitions[-1]):
            same = [
                each
                for transition in transitions[:-1]
                if (each := self._wish(transition)) and not each.roots.isdisjoint(wish.roots)
            ]
            for wishes in ([*same, wish], [wish]) if same else ([wish],):
                asked_for = [demands[root] for root in demands.keys() & wish.roots]
                found = self._witness(
                    {"$and": asked_for + [each.query for each in wishes]}, known.about(wish.roots)
                )
                decision = BranchDecision() if found is None else _changed(known, found)
                yield from [decision] if decision != BranchDecision() else []
        yield from _by_expression(self._plan, known, transitions[-1], list(demands.values()), now)

    def _wish(self, transition: int) -> _Wish | None:
        if transition not in self._wishes:
            query = _query(self._plan.journey, transition)
            self._wishes[transition] = _Wish(query, _roots(query)) if query else None
        return self._wishes[transition]

    def _witness(self, query: Query, document: dict[str, Any]) -> dict[str, Any] | None:
        """A document in which every event could happen."""
        key = repr((query, document))
        if key not in self._found:
            found = witness(query, document, domain=self._domain)
            self._found[key] = (
                found if found and _could_happen(found, single_paths(query, NO_DATES)) else None
            )
        return self._found[key]


class _Wish(Struct, frozen=True):
    """The query that must hold for a way to be taken, and what of the document that asks about (``_roots``)."""

    query: Query
    roots: frozenset[str]


def _roots(query: Query) -> frozenset[str]:
    """Return what a query looks at of what is known: ``traits``, ``audiences``, ``entry``, ``steps.ID``."""
    parts = (path.split(".") for path in mongo.paths(query))
    return frozenset(".".join(names[:2]) if names[0] == "steps" else names[0] for names in parts)


def _query(journey: Journey, transition: int) -> Query | None:
    """Return what must be known for a transition out of a data split, or of a delay until a date, to be taken.

    None for other ways, and where no query says it.
    """
    source = journey.transitions[transition].source
    step = journey.steps[source]
    if (path := date_path(step)) is not None:
        return {path: {"$exists": False} if journey.transitions[transition].default else SOME_DATE}
    if not isinstance(step, Split) or step.on != "data":
        return None
    branches = [index for index, each in journey.out(source) if each.when is not None]
    first = [index for index in branches if journey.transitions[transition].default or index < transition]
    wish = {
        "$and": _queries(journey, [transition] if transition in branches else []),
        "$nor": _queries(journey, first),
    }
    return {junction: parts for junction, parts in wish.items() if parts} or None


def _queries(journey: Journey, branches: list[int]) -> list[Query]:
    """The conditions of these branches, as far as queries say them."""
    return [query for index in branches if (query := asked(journey, index).query) is not None]


def _demands(plan: Plan, known: PersonState, transitions: Sequence[int]) -> Iterator[tuple[str, Query]]:
    """Demands of the steps of ``plan`` on the events that they took along ``transitions``, said of what the split looks
    at (``known``); with its root.
    """
    taken = {f"steps.{plan.journey.transitions[transition].source}": transition for transition in transitions}
    for path in known.places:
        place = _place(plan, path, taken.get(path))
        if place in plan.tests:
            yield from ((path, _below(path, query)) for query in queries(plan, plan.tests[place])[:1])


def _place(plan: Plan, path: str, transition: int | None) -> Place:
    """The place of the test in ``plan`` that the event at ``path`` of the document has passed on ``transition``."""
    id = path.removeprefix("steps.")
    match plan.journey.steps.get(id):
        case Waypoint():
            return ("step", id)
        case Split():
            return ("branch", str(transition))
        case Checklist():
            return ()
        case None if path != "entry":
            lists = plan.journey.steps.items()
            return next(
                ("item", of, id) for of, step in lists if isinstance(step, Checklist) and id in step.items
            )
        case _:
            return ("entry",)


def _below(path: str, query: Mapping[str, Any]) -> Query:
    """The query, asked of what stands at a path."""
    return {
        key if key == "$comment" else f"{path}.{key}" if not key.startswith("$") else key: (
            [_below(path, each) for each in part] if key in _JUNCTIONS else part
        )
        for key, part in query.items()
    }


SOME_DATE: Final = "2026-04-01"
"""A date that made-up people have: some months after their stories begin."""

NO_DATES: Final[frozenset[str]] = frozenset()
_JUNCTIONS: Final = ("$and", "$or", "$nor")


def _could_happen(found: Mapping[str, Any], paths: Sequence[str]) -> bool:
    """Tell whether every event at ``paths`` in ``found``, a document that a split would look at, is one."""
    events = {f"steps.{id}": event for id, event in found.get("steps", {}).items()}
    events |= {"entry": found["entry"]} if "entry" in found else {}
    return all(
        could_happen(event, [path.removeprefix(f"{root}.") for path in paths if path.startswith(f"{root}.")])
        for root, event in events.items()
    )


def _changed(known: PersonState, found: Mapping[str, Any]) -> BranchDecision:
    """The values that differ in ``found``, a document that a split would look at, from what is ``known``."""
    events = {}
    for path, position in known.places.items():
        there = _at(found, path)
        if isinstance(there, dict) and there != known.events[position]:
            events[position] = there
    had = known.progress.traits
    told = found.get("traits") or {}
    traits = {key: value for key, value in told.items() if had.get(key) != value}
    traits |= {key: None for key, value in had.items() if key not in told and value is not None}
    audiences = found.get("audiences")
    inside = {audiences} if isinstance(audiences, str) else set(audiences or ())
    before = {audience for audience, inside in known.progress.audiences.items() if inside}
    return BranchDecision(
        events,
        traits,
        {audience: audience in inside for audience in sorted(inside ^ before)},
    )


def _at(document: Mapping[str, Any], path: str) -> object:
    root, _, id = path.partition(".")
    found = document.get(root)
    return found.get(id) if id and isinstance(found, dict) else found


def _by_expression(
    plan: Plan, known: PersonState, transition: int, demands: list[Query], now: str
) -> Iterator[BranchDecision]:
    """Events that the attempt of ``plan`` took, as ``known``, made such as an expression at ``transition`` counts at
    ``now``; ``demands`` still hold.
    """
    expression = _expression(plan.journey, transition)
    if expression is None:
        return
    meets = mongo.compile_query({"$and": demands} if demands else {})
    for recipe in recipes(expression, now):
        decision = _tell_traits(known, recipe.traits)
        if not recipe.deeds and decision != BranchDecision():
            yield decision
        for position in reversed(known.attempt.taken if recipe.deeds else ()):
            event = merged(known.events[position], recipe.deeds[0].document)
            if could_happen(event, ()) and meets(known.with_events({position: event}).document):
                yield replace(decision, events={position: event})


def _expression(journey: Journey, branch: int) -> segment.Expression | None:
    """The condition in Segment's language for the transition ``branch`` (an index) of ``journey`` out of a data split.

    It asks for the transition's own condition, and for none before it.
    """
    transition = journey.transitions[branch]
    own = [segment.parse(transition.when)] if isinstance(transition.when, str) else []
    before = [
        Not(segment.parse(each.when))
        for index, each in journey.out(transition.source)
        if isinstance(each.when, str) and (transition.default or index < branch)
    ]
    parts = (*own, *before)
    return None if not parts else parts[0] if len(parts) == 1 else And(parts)


def _tell_traits(known: PersonState, wanted: Mapping[str, Any]) -> BranchDecision:
    """Traits to tell; those that are memberships, as such."""
    inside = known.progress.audiences
    memberships = {name: bool(value) for name, value in wanted.items() if name in inside}
    traits = {name: value for name, value in wanted.items() if name not in inside}
    return BranchDecision(
        traits={name: value for name, value in traits.items() if known.progress.traits.get(name) != value},
        audiences={name: value for name, value in memberships.items() if inside[name] != value},
    )
