"""Completion of a made-up event to a valid one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from engine.schema.documents import CALLS, STATEMENT_DOCUMENT
from engine.schema.record import Schema, below
from engine.schema.statement import OBJECTS, REFERENCE, STATEMENT
from engine.schema.values import is_valid
from engine.xapi.rule_sets import LEARNING_LOCKER, XAPI_1, Rules
from engine.xapi.storage import as_stored, unescaped
from engine.xapi.validation import violations
from engine.xapi.verbs import VOIDED

IDENTIFIERS: Final = ("account", "openid", "mbox_sha1sum", "mbox")
"""Of an actor; it has one of them."""
MOST_ITEMS: Final = 100
"""The highest index in a list that is made up."""
SOMEBODY: Final = "mailto:somebody@example.org"

_INTERACTIONS: Final = {
    "correctResponsesPattern": "fill-in",
    "choices": "choice",
    "scale": "likert",
    "source": "matching",
    "target": "matching",
    "steps": "performance",
}
"""The type of an interaction that has such a field."""

Fields = dict[str, Any]


def complete_event(document: object, rules: Sequence[Rules] = (XAPI_1, LEARNING_LOCKER)) -> Fields | None:
    """A made-up event with what it needs; None if no valid event comes of it. A statement is valid by each set of
    ``rules``.
    """
    if not isinstance(document, dict):
        return None
    if "statement" in document:
        return _complete_document(document, rules)
    return _bare(document, rules) if "verb" in document else _call(document)


def _bare(document: Fields, rules: Sequence[Rules]) -> Fields | None:
    statement = _statement(document)
    return statement if statement is not None and _is_valid(statement, rules) else None


def _call(document: Fields) -> Fields | None:
    schema = CALLS.get(document.get("type", ""))
    if schema is None:
        return None
    call = {key: part for key, part in document.items() if key in schema.fields or key not in _OF_SOME}
    has_owner = isinstance(call.get("userId") or call.get("anonymousId"), str)
    named = call["type"] != "track" or isinstance(call.get("event"), str)
    return call if has_owner and named and is_valid(call, schema) else None


_OF_SOME: Final = frozenset(key for schema in CALLS.values() for key in schema.fields) - {"type"}
"""The fields that only some calls have; a call of another type is made up without them."""


def _complete_document(document: Fields, rules: Sequence[Rules]) -> Fields | None:
    statement = _statement(document["statement"])
    if statement is None or not _is_valid(unescaped(statement), rules):
        return None
    statement = as_stored(statement)
    changed = document if statement == document["statement"] else document | {"statement": statement}
    return changed if is_valid(changed, STATEMENT_DOCUMENT) else None


def _statement(value: object) -> Fields | None:
    if not isinstance(value, dict):
        return None
    statement = _with_object(_completed_fields(value, STATEMENT))
    actor = statement["actor"]
    if not isinstance(actor, dict):
        return None
    return statement | {"actor": _identified(actor)}


def _completed_fields(value: Any, schema: Schema) -> Any:
    """A value with the fields that its objects need, and lists where there can only be lists."""
    if schema.anything:
        return value
    if isinstance(value, list):
        return value if schema.items is None else [_completed_fields(part, schema.items) for part in value]
    if not isinstance(value, dict):
        return value
    if schema.items is not None:
        return [
            _completed_value(part, schema.items)
            for each in _by_index(value, schema.items)
            for part in (_several(each, schema.items) if isinstance(each, dict) else [each])
        ]
    needed = {key: part for key, part in schema.needed.items() if key not in value}
    if "interactionType" in schema.fields and "interactionType" not in value:
        types = [type_ for name, type_ in _INTERACTIONS.items() if name in value]
        needed |= {"interactionType": types[0]} if types else {}
    return {key: _inner(part, schema, key) for key, part in value.items()} | needed


def _by_index(value: Fields, items: Schema) -> list[Any]:
    """The elements of a list that ``value`` describes: one with its fields; where it has indexes as keys, as many, each
    with what stands under its own, too.
    """
    indexed = {int(key): part for key, part in value.items() if key.isdecimal()}
    if not indexed or max(indexed) > MOST_ITEMS:
        return [value]
    common = {key: part for key, part in value.items() if not key.isdecimal()}
    if "object" not in items.kinds:
        first = next(iter(indexed.values()))
        return [indexed.get(number, first) for number in range(max(indexed) + 1)]
    return [common | _fields_at(indexed, number) for number in range(max(indexed) + 1)]


def _fields_at(indexed: dict[int, Any], number: int) -> Fields:
    part = indexed.get(number)
    return part if isinstance(part, dict) else {}


def _several(value: Fields, items: Schema) -> list[Fields]:
    """One object ``value``; or several, where ``items`` of a list are asked for and an object has one."""
    for key, part in value.items():
        inner = below(items, key)
        if isinstance(part, list) and part and inner is not None and "array" not in inner.kinds:
            return [each for one in part for each in _several(value | {key: one}, items)]
    return [value]


def _inner(value: Any, schema: Schema, key: str) -> Any:
    inner = below(schema, key)
    if inner is None or key == "object":
        return value
    return _completed_value(value, inner)


def _completed_value(value: Any, schema: Schema) -> Any:
    """The same; somebody has an identifier, too."""
    completed = _completed_fields(value, schema)
    is_person = isinstance(completed, dict) and "mbox" in schema.fields
    return _identified(completed) if is_person else completed


def _identified(actor: Fields) -> Fields:
    """An actor with one identifier: the last that was given, in the order of ``IDENTIFIERS``."""
    found = [name for name in IDENTIFIERS if name in actor]
    group = actor | {"objectType": "Group"} if "member" in actor else actor
    if not found:
        return group if group.get("member") else group | {"mbox": SOMEBODY}
    return {key: part for key, part in group.items() if key not in found[1:]}


def _with_object(statement: Fields) -> Fields:
    """The statement with an object of the type that it says, and with nothing that this type does not have."""
    thing = statement["object"]
    if not isinstance(thing, dict):
        return statement
    is_voiding = isinstance(statement.get("verb"), dict) and statement["verb"].get("id") == VOIDED
    type_ = "StatementRef" if is_voiding else _object_type(thing)
    schema = OBJECTS.get(type_)
    if schema is None:
        return statement
    thing = thing | {"objectType": type_}
    kept = {key: part for key, part in thing.items() if key in schema.fields}
    if schema is REFERENCE and not is_valid(kept.get("id"), schema.fields["id"]):
        del kept["id"]
    if type_ == "SubStatement":
        return statement | {"object": _statement(kept) or kept}
    completed = _completed_fields(kept, schema)
    if "mbox" in schema.fields:
        completed = _identified(completed)
    return statement | {"object": completed}


def _object_type(thing: Fields) -> str:
    """The type that an object says; what its fields tell where they are of another."""
    type_ = thing.get("objectType", "Activity")
    schema = OBJECTS.get(type_) if isinstance(type_, str) else None
    return (
        str(type_)
        if schema is None or thing.keys() <= schema.fields.keys()
        else _type_of_fields(thing, type_)
    )


def _type_of_fields(thing: Fields, type_: str) -> str:
    if "verb" in thing or "object" in thing:
        return "SubStatement"
    if "member" in thing:
        return "Group"
    is_person = type_ == "Activity" and any(name in thing for name in IDENTIFIERS)
    return "Agent" if is_person else type_


def _is_valid(statement: Fields, rules: Sequence[Rules]) -> bool:
    return not any(violations(statement, each) for each in rules)
