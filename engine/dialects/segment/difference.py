"""Differences of a server's object from ours: kept at import, put back at export.

A change remembers both sides and is put back only where ours is still the same, so what a person has edited since
always wins. Values are compared whole: a part of one that is out of date would do harm.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from msgspec import UNSET, Struct, UnsetType


class WireChange(Struct, frozen=True, omit_defaults=True):
    """One key of an object. A side that is UNSET lacks the key."""

    key: str
    ours: Any | UnsetType = UNSET
    theirs: Any | UnsetType = UNSET


def difference(
    ours: Mapping[str, object], theirs: Mapping[str, object], but: Collection[str] = ()
) -> tuple[WireChange, ...]:
    """The changes that make theirs of ours, leaving out the keys in ``but``."""
    return tuple(_changes(ours, theirs, but))


def _changes(
    ours: Mapping[str, object], theirs: Mapping[str, object], but: Collection[str]
) -> Iterator[WireChange]:
    for key in dict.fromkeys([*ours, *theirs]):
        change = WireChange(key, ours.get(key, UNSET), theirs.get(key, UNSET))
        if key not in but and change.ours != change.theirs:
            yield change


def restore(ours: Mapping[str, Any], changes: Iterable[WireChange]) -> dict[str, Any]:
    """Our object with the changes put back that still apply."""
    object = dict(ours)
    for change in changes:
        if object.get(change.key, UNSET) != change.ours:
            continue
        if isinstance(change.theirs, UnsetType):
            object.pop(change.key, None)
        else:
            object[change.key] = change.theirs
    return object
