"""Changes inside two parts of one type, field by field."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import msgspec
from msgspec import Struct

from engine.diff.changes import Change, Part
from engine.diff.equivalence import On, same, same_condition
from engine.edit.fields import plain
from engine.labels import short
from engine.steps import OnEvent

WORDS: Final = frozenset(
    {"name", "description", "public", "claims", "accepted", "layout", "extras", "schema"}
)
"""Fields that are for people, pictures and servers: the same events do the same whatever they say."""
_FIELD_WORDS: Final = {
    "when": "condition",
    "after": "timeout",
    "by": "deadline",
    "percent": "share",
    "distinct": "different values",
    "within": "window",
}
_CONDITIONS: Final = ("condition", "when")


def changed_fields(
    part: Part,
    id: str,
    named: str,
    before: Struct,
    after: Struct,
    on: On = "event",
    skip: tuple[str, ...] = (),
) -> Iterator[Change]:
    """A change for each field that differs from ``before`` to ``after`` of ``part`` ``id``, but those to ``skip``.

    ``named`` is what the sentences call the part; conditions are ``on`` events or data.
    """
    for field in msgspec.structs.fields(type(after)):
        old, new = getattr(before, field.name), getattr(after, field.name)
        if field.name in skip or _same(field.name, old, new, on):
            continue
        yield Change(
            kind="changed",
            part=part,
            id=id,
            field=field.encode_name,
            before=plain(old),
            after=plain(new),
            message=_sentence(field.encode_name, named, old, new),
            meaning=field.name not in WORDS,
        )


def _same(field: str, old: Any, new: Any, on: On) -> bool:
    if isinstance(old, OnEvent) and isinstance(new, OnEvent):
        return same_condition(old.condition, new.condition)
    if field in _CONDITIONS and old is not None and new is not None:
        return same_condition(old, new, on)
    if field == "sources":
        return set(old) == set(new)
    return same(old, new)


def _sentence(field: str, named: str, old: Any, new: Any) -> str:
    said = f"the {_FIELD_WORDS.get(field, field.replace('_', ' '))} of {named}"
    if field in ("accepted", "layout", "extras", "description", "statement", "destinations", "$schema"):
        return f"{said} changed"
    return f"{said} is {value_words(new)}, no longer {value_words(old)}"


def value_words(value: Any) -> str:
    """A field's value in a few words."""
    match value:
        case OnEvent(condition=condition):
            return short(condition)
        case dict():
            return short(value)
        case None | "" | ():
            return "empty"
        case bool():
            return "on" if value else "off"
        case tuple():
            return ", ".join(map(str, value))
        case Struct():
            return " ".join(map(str, plain(value).values()))  # type: ignore[attr-defined]
        case _:
            return str(value)
