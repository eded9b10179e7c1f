"""Mentions: whom and what a statement names, by which it is found.

Source: xAPI 1.0.3 part three, 2.1.3 (the parameters agent, verb, activity, registration and related_*).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from msgspec import Struct

from engine.events import identifier

JSON = Mapping[str, Any]

_ACTIVITIES: Final = ("parent", "category", "grouping", "other")


class Mentions(Struct, frozen=True):
    """All that a statement is found by. Agents and groups are the canonical JSON of their identifier.

    ``agents`` and ``activities`` are its actor and its object; the related ones are in any other place as well.
    ``target``: the id of the statement that it is about.
    """

    verb: str | None
    agents: frozenset[str]
    related_agents: frozenset[str]
    activities: frozenset[str]
    related_activities: frozenset[str]
    registration: str | None
    target: str | None


def mentions(statement: JSON) -> Mentions:
    """Find what a valid statement names."""
    verb, target = _object(statement, "verb").get("id"), _object(statement, "object")
    registration = _object(statement, "context").get("registration")
    agents = {*_agents(statement.get("actor")), *_agents(target)}
    activities = set(_activities(target))
    is_reference = target.get("objectType") == "StatementRef" and isinstance(target.get("id"), str)
    return Mentions(
        verb=verb if isinstance(verb, str) else None,
        agents=frozenset(agents),
        related_agents=frozenset({*agents, *_related_agents(statement)}),
        activities=frozenset(activities),
        related_activities=frozenset({*activities, *_related_activities(statement)}),
        registration=registration.lower() if isinstance(registration, str) else None,
        target=target["id"] if is_reference else None,
    )


def _object(holder: JSON, key: str) -> JSON:
    value = holder.get(key)
    return value if isinstance(value, dict) else {}


def _list(holder: JSON, key: str) -> list[Any]:
    """List what is at a key: a list, or one by itself."""
    value = holder.get(key)
    return value if isinstance(value, list) else [] if value is None else [value]


def _agents(actor: object) -> Iterator[str]:
    """An agent or a group, and the members of a group."""
    if not isinstance(actor, dict):
        return
    if (found := identifier(actor)) is not None:
        yield found
    for member in _list(actor, "member"):
        yield from _agents(member)


def _related_agents(statement: JSON) -> Iterator[str]:
    context, target = _object(statement, "context"), _object(statement, "object")
    for actor in (statement.get("authority"), context.get("instructor"), context.get("team")):
        yield from _agents(actor)
    for each in (*_list(context, "contextAgents"), *_list(context, "contextGroups")):
        if isinstance(each, dict):
            yield from _agents(each.get("agent") or each.get("group"))
    if target.get("objectType") == "SubStatement":
        yield from _agents(target.get("actor"))
        yield from _agents(target.get("object"))
        yield from _related_agents(target)


def _activities(target: object) -> Iterator[str]:
    if isinstance(target, dict) and target.get("objectType", "Activity") == "Activity":
        id = target.get("id")
        if isinstance(id, str):
            yield id


def _related_activities(statement: JSON) -> Iterator[str]:
    activities, target = (
        _object(_object(statement, "context"), "contextActivities"),
        _object(statement, "object"),
    )
    for name in _ACTIVITIES:
        for each in _list(activities, name):
            yield from _activities(each)
    if target.get("objectType") == "SubStatement":
        yield from _activities(target.get("object"))
        yield from _related_activities(target)
