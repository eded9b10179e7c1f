"""Renames: which steps that are gone are back under another id."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.diff.field_changes import changed_fields
from engine.journey import Journey
from engine.steps import Entry, Item, Step

Renamed = dict[str, str]


def renamed_steps(before: Journey, after: Journey) -> Renamed:
    """The ids of ``before`` with those of ``after``; the best pairs first, until none is alike.

    A pair does the same, or has the same name, and has a neighbour or its name in common, if what it does does not
    say enough. A design has one entry, so entries are always a pair.
    """
    gone = [id for id in before.steps if id not in after.steps]
    new = [id for id in after.steps if id not in before.steps]
    found: Renamed = {}
    while pairs := [
        (score, -gone.index(old), -new.index(now), old, now)
        for old in gone
        for now in new
        if old not in found
        and now not in found.values()
        and (score := _score(before, after, old, now, found))
    ]:
        *_, old, now = max(pairs)
        found[old] = now
    return found


def _score(before: Journey, after: Journey, old: str, now: str, found: Renamed) -> int:
    """The score of a pair, ``old`` in ``before`` and ``now`` in ``after``, given those ``found``; None where it is
    no pair.
    """
    one, other = before.steps[old], after.steps[now]
    if type(one) is not type(other):
        return 0
    if isinstance(one, Entry):
        return 100
    named = bool(one.name) and one.name == other.name
    alike = does_the_same(now, one, other)
    near = len(_neighbours(before, old, found) & _neighbours(after, now, {}))
    says_enough = any(hasattr(one, field) for field in ("condition", "items", "callback"))
    if not named and not (alike and (near or says_enough)):
        return 0
    return 10 * alike + 5 * named + near


def does_the_same(id: str, one: Step | Item, other: Step | Item) -> bool:
    """Tell whether ``one`` and ``other``, of one type, differ at most in their words; ``id`` is that of the first."""
    return not any(change.meaning for change in changed_fields("step", id, id, one, other))


def _neighbours(journey: Journey, id: str, found: Mapping[str, str]) -> set[tuple[str, bool]]:
    """The steps of ``journey`` before and after ``id``, as the second design calls them by ``found``."""
    return set(_ends(journey, id, found))


def _ends(journey: Journey, id: str, found: Mapping[str, str]) -> Iterator[tuple[str, bool]]:
    for transition in journey.transitions:
        if transition.source == id:
            yield found.get(transition.target, transition.target), True
        if transition.target == id:
            yield found.get(transition.source, transition.source), False


def renamed_parts(before: Mapping[str, Item], after: Mapping[str, Item]) -> Renamed:
    """The items of a checklist ``before`` with those ``after``; they have no neighbours, so those that do the same,
    in order.
    """
    found: Renamed = {}
    for old in (id for id in before if id not in after):
        left = (id for id in after if id not in before and id not in found.values())
        match = next((id for id in left if does_the_same(id, before[old], after[id])), None)
        if match is not None:
            found[old] = match
    return found
