"""What a made-up event needs to be a valid one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from engine.schema.documents import CALLS, STATEMENT_DOCUMENT
from engine.schema.record import Schema, below
from engine.schema.statement import OBJECTS, REFERENCE, STATEMENT
from engine.schema.values import is_valid

IDENTIFIERS: Final = ("account", "openid", "mbox_sha1sum", "mbox")
"""Of an actor; it has one of them."""
SOMEBODY: Final = "mailto:somebody@example.org"
VOIDED: Final = "http://adlnet.gov/expapi/verbs/voided"

Fields = dict[str, Any]


def completed_event(document: object) -> Fields | None:
    """A made-up event with what it needs; None if no valid event comes of it."""
    if not isinstance(document, dict):
        return None
    if "statement" in document:
        return _stored(document)
    return _bare(document) if "verb" in document else _call(document)


def _bare(document: Fields) -> Fields | None:
    statement = _statement(document)
    return statement if statement is not None and is_valid(statement, STATEMENT) else None


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


def _stored(document: Fields) -> Fields | None:
    statement = _statement(document["statement"])
    if statement is None:
        return None
    changed = document if statement == document["statement"] else document | {"statement": statement}
    return changed if is_valid(changed, STATEMENT_DOCUMENT) else None


def _statement(value: object) -> Fields | None:
    if not isinstance(value, dict):
        return None
    statement = _with_object(_completed(value, STATEMENT))
    actor = statement["actor"]
    if not isinstance(actor, dict):
        return None
    statement = statement | {"actor": _identified(actor)}
    return statement if _is_coherent(statement) else None


def _completed(value: Any, schema: Schema) -> Any:
    """A value with the fields that its objects need, and lists where there can only be lists."""
    if schema.anything:
        return value
    if isinstance(value, list):
        return value if schema.items is None else [_completed(part, schema.items) for part in value]
    if not isinstance(value, dict):
        return value
    if schema.items is not None:
        return [_completed(part, schema.items) for part in _several(value, schema.items)]
    needed = {key: part for key, part in schema.needed.items() if key not in value}
    return {key: _inner(part, schema, key) for key, part in value.items()} | needed


def _several(value: Fields, items: Schema) -> list[Fields]:
    """One object; or several, where a field has a list of values of which an object has one."""
    for key, part in value.items():
        inner = below(items, key)
        if isinstance(part, list) and part and inner is not None and "array" not in inner.kinds:
            return [each for one in part for each in _several(value | {key: one}, items)]
    return [value]


def _inner(value: Any, schema: Schema, key: str) -> Any:
    inner = below(schema, key)
    if inner is None or key == "object":
        return value
    completed = _completed(value, inner)
    is_person = isinstance(completed, dict) and "mbox" in inner.fields
    return _identified(completed) if is_person else completed


def _identified(actor: Fields) -> Fields:
    """An actor with one identifier: the last that was given, in the order of ``IDENTIFIERS``."""
    found = [name for name in IDENTIFIERS if name in actor]
    if not found:
        return actor if actor.get("member") else actor | {"mbox": SOMEBODY}
    return {key: part for key, part in actor.items() if key not in found[1:]}


def _with_object(statement: Fields) -> Fields:
    """The statement with an object of the type that it says, and with nothing that this type does not have."""
    thing = statement["object"]
    if not isinstance(thing, dict):
        return statement
    is_voiding = isinstance(statement.get("verb"), dict) and statement["verb"].get("id") == VOIDED
    type_ = thing.get("objectType", _type_of(thing))
    schema = REFERENCE if is_voiding else OBJECTS.get(type_) if isinstance(type_, str) else None
    if schema is None:
        return statement
    kept = {key: part for key, part in thing.items() if key in schema.fields}
    if schema is REFERENCE and not is_valid(kept.get("id"), schema.fields["id"]):
        kept = {}
    if type_ == "SubStatement":
        return statement | {"object": _statement(kept | {"objectType": type_}) or kept}
    completed = _completed(kept, schema)
    if "mbox" in schema.fields:
        completed = _identified(completed | {"objectType": type_})
    return statement | {"object": completed}


def _type_of(thing: Fields) -> str:
    """The type of an object that does not say it."""
    if "verb" in thing or "object" in thing:
        return "SubStatement"
    if "member" in thing:
        return "Group"
    return "Agent" if any(name in thing for name in IDENTIFIERS) else "Activity"


def _is_coherent(statement: Mapping[str, Any]) -> bool:
    """What the schema alone does not say (xAPI 1.0.3, part 2, 2.4.4, 2.4.5 and 2.4.6)."""
    thing, context = statement["object"], statement.get("context")
    if not isinstance(thing, dict):
        return False
    is_activity = thing.get("objectType", "Activity") == "Activity"
    if isinstance(context, dict) and not is_activity and {"revision", "platform"} & context.keys():
        return False
    result = statement.get("result")
    score = result.get("score") if isinstance(result, dict) else None
    return not isinstance(score, dict) or _is_in_order(score)


def _is_in_order(score: Mapping[str, Any]) -> bool:
    numbers = [score[name] for name in ("min", "raw", "max") if isinstance(score.get(name), int | float)]
    return numbers == sorted(numbers) and score.get("min", 0) != score.get("max", 1)
