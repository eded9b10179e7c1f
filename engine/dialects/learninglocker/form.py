"""The form of a journey that Learning Locker knows: waypoints in a row or in any order, then outcomes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias, assert_never

from msgspec import Struct
from msgspec.structs import replace

from engine.finding import Finding
from engine.journey import Journey
from engine.steps import Checklist, Delay, Entry, Exit, Item, Outcome, Split, Waypoint

Point: TypeAlias = Waypoint | Item
"""A waypoint, wherever it stands. Both kinds have the same fields."""


class Form(Struct, frozen=True):
    """Waypoints (by id, in a row if ``sequential``), then outcomes (by id). ``row`` is the steps as they are walked."""

    row: tuple[str, ...]
    sequential: bool
    waypoints: Mapping[str, Point]
    outcomes: Mapping[str, Outcome]


def form(journey: Journey) -> Form | list[Finding]:
    """The form of a journey in which every step has one transition out; or why it has none."""
    row = _row(journey)
    groups = _groups(journey, row)
    if wrong := [*_endless(journey, row), *_outcomes_before_waits(journey, row), *_mixed_orders(groups)]:
        return wrong
    steps = [journey.steps[id] for id in row]
    alone = len(groups) == 1 and any(isinstance(step, Checklist) for step in steps)
    return Form(
        row=row,
        sequential=not (alone or any(map(_parallel, groups.values()))),
        waypoints={id: point for group in groups.values() for id, point in group.items()},
        outcomes={id: step for id, step in zip(row, steps, strict=True) if isinstance(step, Outcome)},
    )


def _row(journey: Journey) -> tuple[str, ...]:
    """The steps from the entry on, to the exit or until they repeat."""
    row: list[str] = []
    id: str | None = journey.entry
    while id is not None and id not in row:
        row.append(id)
        id = next((transition.target for _, transition in journey.out(id) if transition.plain), None)
    return tuple(row)


def _groups(journey: Journey, row: tuple[str, ...]) -> dict[str, dict[str, Point]]:
    """Per waypoint and checklist in the row, the waypoints that it stands for."""
    groups: dict[str, dict[str, Point]] = {}
    for id in row:
        match journey.steps[id]:
            case Waypoint() as waypoint:
                groups[id] = {id: waypoint}
            case Checklist(active=True, items=items):
                groups[id] = dict(items)
            case Checklist(items=items):
                groups[id] = {item: replace(each, active=False) for item, each in items.items()}
            case Entry() | Split() | Delay() | Outcome() | Exit():
                pass
            case _ as unknown:
                assert_never(unknown)
    return groups


def _parallel(group: Mapping[str, Point]) -> bool:
    """Tell whether several of its waypoints are open at once."""
    return sum(point.active for point in group.values()) > 1


def _endless(journey: Journey, row: tuple[str, ...]) -> Iterator[Finding]:
    last = row[-1]
    if not isinstance(journey.steps[last], Exit):
        message = f"{last!r} leads back to an earlier step, and a journey of Learning Locker runs straight on"
        hint = "let it lead to the exit; a repeatable journey has the entry rule after_exit"
        yield Finding(code="unsupported-loop", place=f"$.steps.{last}", step=last, message=message, hint=hint)


def _outcomes_before_waits(journey: Journey, row: tuple[str, ...]) -> Iterator[Finding]:
    """Outcomes run when the journey is completed, so nothing may be waited for after them."""
    waits = [index for index, id in enumerate(row) if isinstance(journey.steps[id], Waypoint | Checklist)]
    for id in row[: max(waits, default=0)]:
        if isinstance(journey.steps[id], Outcome):
            message = f"the outcome {id!r} comes before a waypoint; Learning Locker runs outcomes at the end"
            yield Finding(
                code="unsupported-order",
                place=f"$.steps.{id}",
                step=id,
                message=message,
                hint="move it behind the last waypoint",
            )


def _mixed_orders(groups: Mapping[str, Mapping[str, Point]]) -> Iterator[Finding]:
    """Waypoints are all in a row or all in any order."""
    waiting = [id for id, group in groups.items() if any(point.active for point in group.values())]
    if len(waiting) < 2:
        return
    for id in waiting:
        if _parallel(groups[id]):
            message = (
                f"the checklist {id!r} is not all there is: waypoints are all in a row or all in any order"
            )
            hint = "put every waypoint into the one checklist, or its items in a row"
            yield Finding(code="unsupported-mix", place=f"$.steps.{id}", step=id, message=message, hint=hint)
