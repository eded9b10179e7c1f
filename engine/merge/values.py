"""Three-way merge of plain values: maps key by key, anything else as a whole."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import UNSET

from engine.merge.conflict import Key, Verdicts


class Branches(dict[str, Any]):
    """A map that is merged key by key; any other value, a condition too, is merged as a whole."""


class OrderedBranches(Branches):
    """The same where the order of keys means something, as it does for the items of a checklist."""


def same(one: Any, other: Any) -> bool:
    """Tell whether ``one`` and ``other`` are equal to the letter: 1 is not true, and the order of keys counts."""
    if one is UNSET or other is UNSET:
        return one is other
    return one is other or json.dumps(one) == json.dumps(other)


def merged(key: Key, base: Any, ours: Any, theirs: Any, verdicts: Verdicts) -> Any:
    """The value of ``key`` with the changes of ``ours`` and ``theirs`` since ``base``, by ``verdicts``; UNSET: it is
    gone.
    """
    if same(ours, theirs) or same(base, theirs):
        return ours
    if same(base, ours):
        return theirs
    if isinstance(ours, Branches) and isinstance(theirs, Branches) and _is_alike(ours, theirs):
        known = base if isinstance(base, Branches) and _is_alike(base, ours) else {}
        return _map(key, known, ours, theirs, verdicts)
    return ours if verdicts.decide(key, base, ours, theirs) == "ours" else theirs


def _is_alike(one: Branches, other: Branches) -> bool:
    """Tell whether ``one`` has the fields of ``other``: two steps of different kinds do not."""
    return bool(one.get("kind") == other.get("kind"))


def _map(key: Key, base: Mapping[str, Any], ours: Branches, theirs: Branches, verdicts: Verdicts) -> Branches:
    every = dict.fromkeys([*ours, *theirs])
    if isinstance(ours, OrderedBranches):
        every = dict.fromkeys(sequence(key, list(base), list(ours), list(theirs), verdicts))
    values = {
        name: merged(
            (*key, name), base.get(name, UNSET), ours.get(name, UNSET), theirs.get(name, UNSET), verdicts
        )
        for name in every
    }
    return type(ours)({name: value for name, value in values.items() if value is not UNSET})


def sequence(
    key: Key, base: Sequence[str], ours: Sequence[str], theirs: Sequence[str], verdicts: Verdicts
) -> list[str]:
    """The order of ``key`` with all that ``ours`` and ``theirs`` have, of the side that moved something since
    ``base``, by ``verdicts``; what is new stands where it stood.
    """
    ours_moved, theirs_moved = _moved(base, ours), _moved(base, theirs)
    lead, follow = (theirs, ours) if theirs_moved and not ours_moved else (ours, theirs)
    if ours_moved and theirs_moved and _shared_members(ours, theirs) != _shared_members(theirs, ours):
        both = (list(base), list(ours), list(theirs))
        lead, follow = (ours, theirs) if verdicts.decide((*key, "order"), *both) == "ours" else (theirs, ours)
    order = list(lead)
    for place, name in enumerate(follow):
        if name not in order:
            order.insert(order.index(follow[place - 1]) + 1 if place else 0, name)
    return order


def _moved(base: Sequence[str], side: Sequence[str]) -> bool:
    return _shared_members(base, side) != _shared_members(side, base)


def _shared_members(one: Sequence[str], other: Sequence[str]) -> list[str]:
    """The members that ``one`` and ``other`` share, in the order of the first."""
    known = set(other)
    return [name for name in one if name in known]
