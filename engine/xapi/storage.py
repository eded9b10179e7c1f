"""A statement as Learning Locker stores it: what its own service adds to a statement that is sent.

Source: ``xapi-statements`` 5.0.1, seen by running it. Nothing is changed in place: what needs no change is shared.
What the server alone knows (``stored``, ``authority``, the id of a statement without one) is not made up.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any, Final

Document = dict[str, Any]

VERSION: Final = "1.0.0"
"""Of a statement that names none."""

CONTEXT_ACTIVITIES: Final = ("parent", "grouping", "category", "other")

_DOT, _ESCAPED = ".", "&46;"


def as_stored(statement: Document) -> Document:
    """The statement with its default object types, lists of context activities, version and timestamp."""
    stored: Document = _with_defaults(statement)
    if stored.get("timestamp") is None and stored.get("stored") is not None:
        stored = {**stored, "timestamp": stored["stored"]}
    return stored if "version" in stored else {**stored, "version": VERSION}


def _with_defaults(statement: Document) -> Any:
    """What a statement and a SubStatement have in common."""
    stored = _changed(statement, "actor", _actor)
    stored = _changed(stored, "object", _object)
    return _changed(stored, "context", _context)


def _actor(actor: Any, kind: str = "Agent") -> Any:
    """The agent or the group ``actor`` of this ``kind``, with its members."""
    actor = _typed(actor, kind)
    return _changed(actor, "member", _actors) if isinstance(actor, dict) and "member" in actor else actor


def _actors(members: Any) -> Any:
    return _each(members, _actor)


def _team(team: Any) -> Any:
    return _actor(team, "Group")


def _instructor(instructor: Any) -> Any:
    return _typed(instructor, "Agent")


def _object(target: Any) -> Any:
    target = _actor(target, "Activity")
    return _with_defaults(target) if _is(target, "SubStatement") else target


def _context(context: Any) -> Any:
    context = _changed(context, "contextActivities", _context_activities)
    context = _changed(context, "team", _team)
    return _changed(context, "instructor", _instructor)


def _context_activities(activities: Any) -> Any:
    for kind in CONTEXT_ACTIVITIES:
        activities = _changed(activities, kind, _activities)
    return activities


def _activities(found: Any) -> Any:
    """A list of activities; a single one is a list of one."""
    return _each([found] if isinstance(found, dict) else found, _activity)


def _activity(activity: Any) -> Any:
    return _typed(activity, "Activity")


def _typed(value: Any, kind: str) -> Any:
    if not isinstance(value, dict) or "objectType" in value:
        return value
    return {**value, "objectType": kind}


def _is(value: Any, kind: str) -> bool:
    return isinstance(value, dict) and value.get("objectType") == kind


def sees(path: Sequence[str]) -> bool:
    """Whether what a statement has at a path, key by key, may be another in ``as_stored`` than it was when sent.

    Through a context activity, a list of one leads to the same as the one alone.
    """
    keys = list(path)
    while keys and keys[-1].isdigit():
        keys.pop()
    numbered = any(key in CONTEXT_ACTIVITIES and next_key.isdigit() for key, next_key in pairwise(path))
    return not keys or numbered or keys[-1] in _CHANGED


_CHANGED: Final = frozenset(
    ("actor", "object", "context", "contextActivities", "team", "instructor", "member", "objectType", "version",
     "timestamp", *CONTEXT_ACTIVITIES)
)  # fmt: skip


def escaped(statement: Document) -> Document:
    """A stored statement as MongoDB has it: a dot in the key of an extension is written ``&46;``.

    The extensions of an activity's definition, of the context and of the result; what is in a list stays as it is.
    Raises RecursionError for extensions that are nested too deeply.
    """
    return _rekeyed(statement, _escape)


def unescaped(statement: Document) -> Document:
    """The statement as it was before ``escaped``."""
    return _rekeyed(statement, _unescape)


def _escape(extensions: Any) -> Any:
    return _renamed(extensions, _DOT, _ESCAPED)


def _unescape(extensions: Any) -> Any:
    return _renamed(extensions, _ESCAPED, _DOT)


def _renamed(extensions: Any, old: str, new: str) -> Any:
    if not isinstance(extensions, dict):
        return extensions
    return {key.replace(old, new): _renamed(part, old, new) for key, part in extensions.items()}


def _rekeyed(statement: Document, rename: Callable[[Any], Any]) -> Document:
    """A statement or SubStatement with other keys in its extensions."""

    def activity(value: Any) -> Any:
        return _changed(value, "definition", extended)

    def extended(value: Any) -> Any:
        return _changed(value, "extensions", rename)

    def target(value: Any) -> Any:
        if _is(value, "SubStatement"):
            return _rekeyed(value, rename)
        return activity(value) if _is(value, "Activity") else value

    def activities(value: Any) -> Any:
        for kind in CONTEXT_ACTIVITIES:
            value = _changed(value, kind, listed)
        return value

    def listed(value: Any) -> Any:
        return _each(value, activity)

    def context(value: Any) -> Any:
        return _changed(extended(value), "contextActivities", activities)

    rekeyed: Document = statement
    for key, change in (("object", target), ("context", context), ("result", extended)):
        rekeyed = _changed(rekeyed, key, change)
    return rekeyed


def _changed(holder: Any, key: str, change: Callable[[Any], Any]) -> Any:
    """An object with another value at a key, where it has one; anything else, and what need not change, as it is."""
    if not isinstance(holder, dict) or key not in holder:
        return holder
    value = holder[key]
    changed = change(value)
    return holder if changed is value else {**holder, key: changed}


def _each(values: Any, change: Callable[[Any], Any]) -> Any:
    """A list with other elements; anything else, and what need not change, as it is."""
    if not isinstance(values, list):
        return values
    changed = list(map(change, values))
    same = all(before is after for before, after in zip(values, changed, strict=True))
    return values if same else changed
