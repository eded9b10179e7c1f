"""A statement as Learning Locker stores it: what its own service adds to a statement that is sent.

Source: ``xapi-statements`` 5.0.1, seen by running it. Nothing is changed in place: what needs no change is shared.
What the server alone knows (``stored``, ``authority``, the id of a statement without one) is not made up.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from operator import is_
from typing import Any, Final, TypeAlias

Document = dict[str, Any]
Change: TypeAlias = Callable[[Any], Any]
Changes: TypeAlias = tuple[tuple[str, Change], ...]
"""At each key, another value."""

VERSION: Final = "1.0.0"
"""Of a statement that names none."""

CONTEXT_ACTIVITIES: Final = ("parent", "grouping", "category", "other")

_DOT, _ESCAPED = ".", "&46;"


def as_stored(statement: Document) -> Document:
    """The statement with its default object types, lists of context activities, version and timestamp."""
    stored = _with(statement, _STATEMENT)
    if stored.get("timestamp") is None and stored.get("stored") is not None:
        stored = {**stored, "timestamp": stored["stored"]}
    return stored if "version" in stored else {**stored, "version": VERSION}


def _typed(kind: str) -> Change:
    """Give an object this type, if it names none."""

    def typed(value: Any) -> Any:
        if not isinstance(value, dict) or "objectType" in value:
            return value
        return {**value, "objectType": kind}

    return typed


_agent: Final = _typed("Agent")
_group: Final = _typed("Group")
_activity: Final = _typed("Activity")


def _with_members(group: Any) -> Any:
    return _with(group, _MEMBERS) if isinstance(group, dict) and "member" in group else group


def _is_plain(value: Any) -> bool:
    """Tell whether nothing has to be added to an actor or object: most of them, and so this is asked first."""
    return isinstance(value, dict) and "objectType" in value and "member" not in value


def _actor(actor: Any) -> Any:
    return actor if _is_plain(actor) else _with_members(_agent(actor))


def _team(team: Any) -> Any:
    return _with_members(_group(team))


def _object(target: Any) -> Any:
    target = target if _is_plain(target) else _with_members(_activity(target))
    return _with(target, _STATEMENT) if _is(target, "SubStatement") else target


def _context(context: Any) -> Any:
    return _with(context, _CONTEXT)


def _context_activities(activities: Any) -> Any:
    return _with(activities, _CONTEXT_ACTIVITIES)


def _activities(found: Any) -> Any:
    """A list of activities; a single one is a list of one."""
    return _each([found] if isinstance(found, dict) else found, _activity)


def _actors(members: Any) -> Any:
    return _each(members, _actor)


_STATEMENT: Final[Changes] = (("actor", _actor), ("object", _object), ("context", _context))
_MEMBERS: Final[Changes] = (("member", _actors),)
_CONTEXT: Final[Changes] = (
    ("contextActivities", _context_activities),
    ("team", _team),
    ("instructor", _agent),
)
_CONTEXT_ACTIVITIES: Final[Changes] = tuple((kind, _activities) for kind in CONTEXT_ACTIVITIES)


def _is(value: Any, kind: str) -> bool:
    return isinstance(value, dict) and value.get("objectType") == kind


def sees(path: Sequence[str]) -> bool:
    """Tell whether what a statement has at a path, key by key, may be another when it is stored (``as_stored``,
    ``escaped``) than it was when sent.

    Through a context activity, a list of one leads to the same as the one alone.
    """
    keys = list(path)
    while keys and keys[-1].isdigit():
        keys.pop()
    numbered = any(key in CONTEXT_ACTIVITIES and next_key.isdigit() for key, next_key in pairwise(path))
    return not keys or numbered or keys[-1] in _CHANGED or any(_ESCAPED in key for key in keys)


_CHANGED: Final = frozenset(
    ("actor", "object", "context", "contextActivities", "team", "instructor", "member", "objectType", "version",
     "timestamp", *CONTEXT_ACTIVITIES)
)  # fmt: skip


def escaped(statement: Document) -> Document:
    """A stored statement as MongoDB has it: a dot in the key of an extension is written ``&46;``.

    The extensions of an activity's definition, of the context and of the result; what is in a list stays as it is.
    Raises RecursionError for extensions that are nested too deeply.
    """
    kept: Document = _escape(statement)
    return kept


def unescaped(statement: Document) -> Document:
    """The statement as it was before ``escaped``."""
    plain: Document = _unescape(statement)
    return plain


def _rekeying(old: str, new: str) -> Change:
    """Give a statement or SubStatement other keys in its extensions."""

    def rekeyed(extensions: Document) -> Document:
        made = {
            key.replace(old, new): rekeyed(part) if isinstance(part, dict) else part
            for key, part in extensions.items()
        }
        return extensions if made == extensions else made

    def extended(holder: Any) -> Any:
        found = holder.get("extensions") if isinstance(holder, dict) else None
        if not isinstance(found, dict) or (made := rekeyed(found)) is found:
            return holder
        return {**holder, "extensions": made}

    def defined(activity: Any) -> Any:
        found = activity.get("definition") if isinstance(activity, dict) else None
        if found is None or (made := extended(found)) is found:
            return activity
        return {**activity, "definition": made}

    def target(value: Any) -> Any:
        if _is(value, "SubStatement"):
            return _with(value, parts)
        return defined(value) if _is(value, "Activity") else value

    def context(value: Any) -> Any:
        return _with(extended(value), relating)

    def related(activities: Any) -> Any:
        return _with(activities, kinds)

    def listed(activities: Any) -> Any:
        return _each(activities, defined)

    kinds: Changes = tuple((kind, listed) for kind in CONTEXT_ACTIVITIES)
    relating: Changes = (("contextActivities", related),)
    parts: Changes = (("object", target), ("context", context), ("result", extended))
    return lambda statement: _with(statement, parts)


def _with(holder: Any, changes: Changes) -> Any:
    """An object with other values at the keys that it has; anything else, and what need not change, as it is."""
    if not isinstance(holder, dict):
        return holder
    changed = holder
    for key, change in changes:
        if (value := holder.get(key)) is not None and (new := change(value)) is not value:
            changed = holder.copy() if changed is holder else changed
            changed[key] = new
    return changed


def _each(values: Any, change: Change) -> Any:
    """A list with other elements; anything else, and what need not change, as it is."""
    if not isinstance(values, list):
        return values
    changed = list(map(change, values))
    return values if all(map(is_, values, changed)) else changed


_escape: Final = _rekeying(_DOT, _ESCAPED)
_unescape: Final = _rekeying(_ESCAPED, _DOT)
