"""The activities resource: what is known of an activity. Source: xAPI 1.0.3 part three, 2.5."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from designer.sandbox.operation import OperationAnswer, OperationCall
from designer.sandbox.persistence import JSON
from designer.sandbox.state import ServerState
from designer.sandbox.statement_index import activity_term
from designer.sandbox.xapi.document_resources import Id
from designer.sandbox.xapi.negotiation import version_of
from designer.sandbox.xapi.scopes import READ, demand
from designer.sandbox.xapi.statement_query import check_iri, newest


class ActivityQuery(Struct, frozen=True, rename="camel"):
    """The id of an activity."""

    activity_id: Id


def get(world: ServerState, asked: OperationCall[ActivityQuery]) -> OperationAnswer:
    """The activity ``asked`` for, with what its newest statements in ``world`` say of it, put together."""
    demand(asked.key, READ)
    id = check_iri(asked.query.activity_id, "activityId", version_of(asked.headers).rules)
    definition: JSON = {}
    for statement in reversed(newest(world, activity_term(id, related=True))):
        for each in _definitions(statement, id):
            definition = merged(definition, each)
    activity: JSON = {"objectType": "Activity", "id": id}
    return OperationAnswer(body=activity | ({"definition": definition} if definition else {}))


def _definitions(part: Any, id: str) -> Iterator[JSON]:
    """The definitions of activity ``id`` anywhere in ``part`` of a statement."""
    if isinstance(part, dict):
        if part.get("id") == id and isinstance(part.get("definition"), dict):
            yield part["definition"]
        for each in part.values():
            yield from _definitions(each, id)
    elif isinstance(part, list):
        for each in part:
            yield from _definitions(each, id)


def merged(one: JSON, other: JSON) -> JSON:
    """Two definitions as one; where both say something, the other counts. Language maps and extensions grow."""
    maps = ("name", "description", "extensions")
    return one | other | {name: one[name] | other[name] for name in maps if name in one and name in other}
