"""Hints for tests that find nothing where they look: what was probably meant."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from engine.conditions.mongo.guards import clauses
from engine.conditions.mongo.operators import OPERATORS
from engine.conditions.mongo.tree import (
    ClauseGroup,
    Equal,
    MatchesPattern,
    OfType,
    OneOf,
    OrderedTo,
    Size,
    SomeElement,
    SomeObject,
    Test,
)
from engine.schema import Schema, can_hold, nearest_path, nearest_value, schemas_at
from engine.schema.statement import LANGUAGE_MAP, TEXT

_ALIASES: Final = {"boolean": "bool"}
"""What ``$type`` calls a kind otherwise than a schema does."""
_FALLBACKS: Final = {
    "iri": "write the whole IRI; check --events names one that was seen",
    "uuid": 'write the whole UUID; {"$exists": true} asks for any',
}


def correction(path: str, test: Test, there: tuple[Schema, ...]) -> str:
    """The hint for a ``test`` at a ``path`` that nothing satisfies where the schemas ``there`` are; empty if there is
    no telling.
    """
    meant = [as_json(each) for value in values(test) if (each := _nearest(value, there)) is not None]
    if meant:
        return f"did you mean {' or '.join(dict.fromkeys(meant))}?"
    if written := _rewritten(path, test, there):
        return written
    if child := _child(test, there):
        return f"did you mean {path}.{child}?"
    formats = {name for schema in there for name in schema.format.split(" or ")}
    formats |= {"iri"} if formats & {"verb", "activity-type"} else set()
    return next((hint for name, hint in _FALLBACKS.items() if name in formats and values(test)), "")


def values(test: Test) -> tuple[object, ...]:
    """The values that a ``test`` compares with."""
    match test:
        case Equal(value) | OrderedTo(_, value):
            return (value,)
        case OneOf(listed, _):
            return listed
        case _:
            return ()


def as_json(value: object) -> str:
    """A ``value`` as it is written in a condition."""
    if isinstance(value, datetime):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False, default=str)


def _nearest(value: object, there: tuple[Schema, ...]) -> object:
    found = (nearest_value(value, schema) for schema in there)
    return next((each for each in found if each is not None and as_json(each) != as_json(value)), None)


def _child(test: Test, there: tuple[Schema, ...]) -> str | None:
    """The field below that can be what is asked for, the likeliest first."""
    if LANGUAGE_MAP in there and can_hold(test, (TEXT,)):
        return "en"
    inner = next((each for each in there if each.fields), None)
    likely = ("id", "scaled", "mbox", "type")
    fields = sorted(inner.fields.items(), key=lambda item: item[0] not in likely) if inner else []
    return next((name for name, each in fields if can_hold(test, (each,))), None)


def _rewritten(path: str, test: Test, there: tuple[Schema, ...]) -> str:
    """The hint to write a ``test`` at ``path`` otherwise."""
    match test:
        case Equal(dict() as value) if value and all(f"${key}" in OPERATORS for key in value):
            return f"did you mean {as_json({f'${key}': each for key, each in value.items()})}?"
        case Equal(list() as listed) if any(can_hold(Equal(each), there) for each in listed):
            return f"did you mean {as_json({'$in': listed})}?"
        case OrderedTo("$gt" | "$lt" as operator, value) if can_hold(OrderedTo(f"{operator}e", value), there):
            return f"did you mean {as_json({f'{operator}e': value})}?"
        case MatchesPattern(regex) if not any("object" in each.kinds for each in there):
            near = _nearest(regex.pattern.strip("^$"), there)
            compared = ', as in {"$gte": 0.8}' if any("number" in each.kinds for each in there) else ""
            written = f"patterns match texts; compare the value{compared}"
            return written if near is None else f"did you mean {as_json(near)}?"
        case OfType() if not any(each.fields for each in there):
            kinds = sorted(_ALIASES.get(kind, kind) for schema in there for kind in schema.kinds)
            return f"did you mean {' or '.join(map(as_json, dict.fromkeys(kinds)))}?"
        case Size() | SomeElement() | SomeObject():
            return next(filter(None, _of_list(path, test, there)), "")
    return ""


def _of_list(path: str, test: Size | SomeElement | SomeObject, there: tuple[Schema, ...]) -> Iterator[str]:
    """Hints for a ``test`` of the elements of a list."""
    items = tuple(each.items for each in there if each.items is not None)
    if isinstance(test, SomeObject):
        yield from _of_elements(path, test.condition, items or there, is_list=bool(items))
    if isinstance(test, SomeElement):
        yield correction(path, test.test, items) if items else "it is no list; ask for it without $elemMatch"
    if isinstance(test, Size) and not _child(test, there):
        yield 'it is no list; {"$exists": true} asks whether there is one'


def _of_elements(
    path: str, condition: ClauseGroup, there: tuple[Schema, ...], *, is_list: bool
) -> Iterator[str]:
    """Hints for the ``condition`` of a list's elements at ``path``; ``is_list``: it is one."""
    for clause in clauses(condition):
        found = tuple(inner for schema in there for inner in schemas_at(schema, clause.keys))
        nearest = (nearest_path(each, clause.path, lambda _: True) for each in there)
        near = clause.path if found else next(filter(None, nearest), None)
        if not is_list:
            yield f"it is no list; did you mean {path}.{near}?" if near else ""
        elif not found:
            yield f"did you mean {near} in $elemMatch?" if near else ""
        elif not can_hold(clause.test, found):
            yield correction(clause.path, clause.test, found)
