"""Random lives, drawn with a seed: people who take any way, soon or late, do things twice or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from engine import instant
from engine.claims.draws import Draws
from engine.claims.life import moved
from engine.coverage.coverage import JourneyPath
from engine.coverage.crowd import Crowd
from engine.coverage.path_graph import can_be_taken
from engine.coverage.person import models
from engine.coverage.walker import WalkStuck
from engine.events import from_document
from engine.plan import Plan
from engine.steps import Split, Step, waits

Document = dict[str, Any]

START: Final = instant.parse("2026-01-01T00:00:00Z")
LONGEST: Final = 40
"""Transitions of a path that is drawn."""
MINUTE: Final = 60_000_000
SECOND: Final = 1_000_000


def random_lives(plan: Plan, seed: int, number: int) -> Iterator[tuple[Document, ...]]:
    """The events of at most ``number`` people of ``plan``, drawn with ``seed``: each a person's whole life."""
    crowd = Crowd(plan, list(models(plan.journey, START)), START, seed)
    for each in range(number):
        draws = Draws(seed, f"life {each}")
        try:
            walk = crowd.walk(_path(plan, draws))
        except WalkStuck:
            continue
        if walk.documents:
            yield _changed(plan, walk.documents, draws)


def _path(plan: Plan, draws: Draws) -> JourneyPath:
    """Any way through the graph, to an end, or to where somebody waits; perhaps an exit rule ends it."""
    journey, at = plan.journey, plan.journey.entry
    taken: list[int] = []
    drawn: dict[str, int] = {}
    while len(taken) < LONGEST:
        open_ = [index for index, each in journey.out(at) if can_be_taken(journey, each)]
        if not open_ or (waits(journey.steps[at]) and draws.below(12) == 0):
            break
        index = draws.choice(open_)
        if _is_drawn(journey.steps[at]):
            index = drawn.setdefault(at, index)
        taken.append(index)
        at = journey.transitions[index].target
    rules = [rule.id for rule in journey.exit_rules if rule.active]
    leaves = rules and waits(journey.steps[at]) and draws.below(3) == 0
    return JourneyPath(tuple(taken), draws.choice(rules) if leaves else None)


def _is_drawn(step: Step) -> bool:
    return isinstance(step, Split) and step.on == "random"


def _changed(plan: Plan, documents: tuple[Document, ...], draws: Draws) -> tuple[Document, ...]:
    """The same life with other times between the events, some left out, some done again."""
    times = [from_document(each).time for each in documents]
    kept: list[Document] = []
    later = 0
    for number, (document, time) in enumerate(zip(documents, times, strict=True)):
        later += draws.choice(_gaps(plan)) if number and draws.below(3) == 0 else 0
        fate = draws.below(10)
        if number and fate == 0:
            continue
        kept.append(moved(document, time + later))
        if fate == 1:
            later += SECOND
            kept.append(_again(moved(document, time + later), number))
    return tuple(kept)


def _gaps(plan: Plan) -> list[int]:
    """Lengths of time that matter to the design, and a little less and more."""
    journey = plan.journey
    lengths = {each.after.microseconds for each in journey.transitions if each.after is not None}
    lengths |= set(plan.patience.values())
    lengths |= {claim.within.microseconds for claim in journey.claims if claim.within is not None}
    return [MINUTE, *(each + more for each in sorted(lengths) for more in (-SECOND, 0, SECOND))]


def _again(document: Document, number: int) -> Document:
    """The same done once more: an event of its own."""
    statement = document.get("statement")
    if isinstance(statement, dict) and "id" in statement:
        return document | {"statement": statement | {"id": _another(statement["id"], number)}}
    return document | {"messageId": _another(str(document.get("messageId", "")), number)}


def _another(id: str, number: int) -> str:
    return f"ffffffff{id[8:-6]}{number:06d}" if len(id) > 14 else f"{id}-{number}"
