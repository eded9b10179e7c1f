"""Waypoints in a row become one checklist, and a checklist a row of waypoints."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from msgspec.structs import replace

from engine.edit.lookup import Changes, InvalidEdit, check_fresh, step_of
from engine.edit.step_edits import moved
from engine.journey import Journey
from engine.steps import Checklist, Item, Step, Transition, Waypoint


class Group(Changes, frozen=True, tag="group"):
    """Waypoints in a row, in any order, become the items of one checklist and keep their ids."""

    steps: tuple[str, ...]
    id: str
    name: str = ""

    def applied_to(self, journey: Journey) -> Journey:
        check_fresh(journey, self.id)
        row = _row(journey, self.steps)
        checklist = Checklist(name=self.name, items={id: item_of(journey.steps[id]) for id in row})
        inner = set(pairwise(row))
        transitions = [
            transition
            for transition in journey.transitions
            if (transition.source, transition.target) not in inner
        ]
        grouped = replace(
            journey,
            steps=_replaced(journey, row, {self.id: checklist}),
            transitions=tuple(
                _joined(transition, into={row[0]: self.id}, out={row[-1]: self.id})
                for transition in transitions
            ),
        )
        return _in_place_of(grouped, journey, row, self.id)


class Ungroup(Changes, frozen=True, tag="ungroup"):
    """The items of a checklist become waypoints in a row, in their order."""

    step: str

    def applied_to(self, journey: Journey) -> Journey:
        checklist = step_of(journey, self.step)
        if not isinstance(checklist, Checklist):
            raise InvalidEdit(f"{self.step!r} is no checklist")
        self._check(journey, checklist)
        row = list(checklist.items)
        waypoints = {id: _waypoint(item, checklist.active) for id, item in checklist.items.items()}
        transitions = [
            _joined(transition, into={self.step: row[0]}, out={self.step: row[-1]})
            for transition in journey.transitions
        ]
        transitions += [Transition(source=one, target=next) for one, next in pairwise(row)]
        ungrouped = replace(
            journey, steps=_replaced(journey, [self.step], waypoints), transitions=tuple(transitions)
        )
        return _in_place_of(ungrouped, journey, [self.step], row[0])

    def _check(self, journey: Journey, checklist: Checklist) -> None:
        if not checklist.items:
            raise InvalidEdit(f"{self.step!r} has no items; delete it instead")
        if checklist.required is not None and checklist.required < len(checklist.items):
            raise InvalidEdit(
                f"{self.step!r} takes {checklist.required} of {len(checklist.items)} items and a row takes all; "
                "clear 'required' first"
            )
        if any(transition.after is not None for _, transition in journey.out(self.step)):
            raise InvalidEdit(f"{self.step!r} has a timeout, which a row cannot have; remove it first")
        if taken := sorted(checklist.items.keys() & journey.steps.keys()):
            raise InvalidEdit(f"the id {taken[0]!r} is taken; rename the item first")


def _row(journey: Journey, chosen: Iterable[str]) -> list[str]:
    """The chosen waypoints in the order in which they are walked."""
    left = set(chosen)
    for id in sorted(left):
        _check_member(journey, id)
    following = {id: next(journey.out(id))[1].target for id in left}
    heads = sorted(left - set(following.values())) or sorted(left)
    row: list[str] = []
    at = heads[0] if heads else ""
    while at in left:
        left.remove(at)
        row.append(at)
        at = following[at]
    if left or len(row) < 2:
        raise InvalidEdit("choose two or more waypoints that follow each other")
    for id in row[1:]:
        if journey.graph.in_degree(id) > 1:
            raise InvalidEdit(f"another transition leads to {id!r}, past the waypoints before it")
    return row


def _check_member(journey: Journey, id: str) -> None:
    if not isinstance(step_of(journey, id), Waypoint):
        raise InvalidEdit(f"{id!r} is no waypoint")
    out = [transition for _, transition in journey.out(id)]
    if len(out) != 1 or not out[0].plain:
        raise InvalidEdit(f"{id!r} needs exactly one transition out, without a timeout")


def item_of(waypoint: Step) -> Item:
    """The item that asks for the same as a waypoint."""
    assert isinstance(waypoint, Waypoint)
    return Item(
        name=waypoint.name,
        description=waypoint.description,
        active=waypoint.active,
        condition=waypoint.condition,
        count=waypoint.count,
        distinct=waypoint.distinct,
        within=waypoint.within,
        zone=waypoint.zone,
        same_key=waypoint.same_key,
    )


def _waypoint(item: Item, active: bool) -> Waypoint:
    return Waypoint(
        name=item.name,
        description=item.description,
        active=item.active and active,
        condition=item.condition,
        count=item.count,
        distinct=item.distinct,
        within=item.within,
        zone=item.zone,
        same_key=item.same_key,
    )


def _replaced(journey: Journey, old: Sequence[str], new: Mapping[str, Step]) -> dict[str, Step]:
    """The steps with the new ones standing where the first old one stood."""
    steps: dict[str, Step] = {}
    for id, step in journey.steps.items():
        if id == old[0]:
            steps.update(new)
        elif id not in old:
            steps[id] = step
    return steps


def _joined(transition: Transition, *, into: dict[str, str], out: dict[str, str]) -> Transition:
    return replace(
        transition,
        source=out.get(transition.source, transition.source),
        target=into.get(transition.target, transition.target),
    )


def _in_place_of(journey: Journey, before: Journey, old: Sequence[str], new: str) -> Journey:
    """The ``journey`` with its ``new`` step in the place of the first ``old`` one on the canvas of ``before``; the
    others' places go.
    """
    places = before.layout.position if before.layout else {}
    for id in old:
        journey = moved(journey, id, None)
    return moved(journey, new, places[old[0]]) if old[0] in places else journey
