"""One owner's story: every event that arrived, every timer that fired, and what each of them did, in words."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter

from msgspec import Struct

from engine.journey import Journey
from engine.labels import branch, detail, title
from engine.moves import History, Movement, order
from engine.progress import MatchedEvent
from engine.steps import Checklist, Delay, Waypoint

_ENDINGS = {"completed": "completes", "gave_up": "gives up"}


class TimelineEntry(Struct, frozen=True, kw_only=True):
    """An event that arrived, or a timer (no ``event``), and what it did: nothing, if there are no moves.

    ``says`` tells it in short sentences without a subject, one a line: ``counts for Quiz (2 of 5)``.
    """

    at: int
    event: str | None
    moves: tuple[Movement, ...]
    says: tuple[str, ...]


def timeline(journey: Journey, told: History) -> tuple[TimelineEntry, ...]:
    """Everything that happened in ``journey`` as ``told``, in order: events that did nothing too."""
    arrived = {order(each.time, each, told.progress.owner): each for each in told.progress.log}
    moved = {key: tuple(moves) for key, moves in groupby(told.moves, attrgetter("order"))}
    return tuple(
        _timeline_entry(journey, key[0], arrived.get(key), moved.get(key, ()))
        for key in sorted({*arrived, *moved})
    )


def _timeline_entry(
    journey: Journey, at: int, event: MatchedEvent | None, moves: tuple[Movement, ...]
) -> TimelineEntry:
    says = tuple(said for move in moves for said in sentences(journey, move)) or ("changes nothing",)
    return TimelineEntry(at=at, event=None if event is None else event.ref, moves=moves, says=says)


def sentences(journey: Journey, move: Movement) -> Iterator[str]:
    """Yield what a move did, in short sentences without a subject."""
    if move.source is None:
        yield f"starts attempt {move.attempt + 1}"
    for id, number in move.counted.items():
        yield f"counts for {_count_text(journey, id, number)}"
    if move.event is None and move.source is not None:
        yield _time_is_up(journey, move)
    if move.rule is not None:
        yield f"leaves {title(move.target, journey.steps[move.target])} by the exit rule {_rule(journey, move.rule)}"
    called = {effect.step: effect.type for effect in move.effects}
    for id in move.path:
        named = title(id, journey.steps[id])
        yield f"calls for the {called[id]} of {named}" if id in called else f"enters {named}"
    if move.status in _ENDINGS:
        yield _ENDINGS[move.status]


def _count_text(journey: Journey, id: str, number: int) -> str:
    """The waypoint or item ``id`` of ``journey``, with the ``number`` to which it has come."""
    step = journey.steps.get(id)
    if isinstance(step, Waypoint):
        return _of(title(id, step), number, step.count)
    lists = (each.items for each in journey.steps.values() if isinstance(each, Checklist))
    item = next(items[id] for items in lists if id in items)
    return _of(item.name or id, number, item.count)


def _of(name: str, number: int, count: int) -> str:
    return f"{name} ({number} of {count})" if count > 1 else name


def _time_is_up(journey: Journey, move: Movement) -> str:
    assert move.source is not None
    step = journey.steps[move.source]
    named = title(move.source, step)
    if isinstance(step, Delay):
        return f"has waited {detail(step)} at {named}"
    return f"leaves {named} {branch(journey.transitions[move.transitions[0]])}"


def _rule(journey: Journey, id: str) -> str:
    rule = next(rule for rule in journey.exit_rules if rule.id == id)
    return rule.name or rule.id
