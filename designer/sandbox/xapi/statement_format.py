"""The form in which a statement is answered: exactly as it is kept, with ids alone, or in one language.

Source: xAPI 1.0.3 part three, 2.1.3 (format).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

from designer.sandbox.persistence import JSON

Presentation = Literal["exact", "ids", "canonical"]
Show = Callable[[JSON], JSON]

_ACTIVITIES = ("parent", "category", "grouping", "other")
_IDENTIFIERS = ("objectType", "mbox", "mbox_sha1sum", "openid", "account")


def ids(statement: JSON) -> JSON:
    """Actors, verbs and activities with what identifies them, and nothing else."""
    return _with_parts(statement, _identified, lambda verb: {"id": verb["id"]}, _plain_activity)


def canonical(languages: Sequence[str]) -> Show:
    """Verbs and definitions in the first of some languages that they are there in."""

    def chosen(value: Any) -> Any:
        return _in_language(value, languages)

    def verb(found: JSON) -> JSON:
        return found | {"display": chosen(found["display"])} if "display" in found else found

    def activity(found: JSON) -> JSON:
        return (
            found | {"definition": _definition(found["definition"], chosen)}
            if "definition" in found
            else found
        )

    return lambda statement: _with_parts(statement, lambda actor: actor, verb, activity)


def as_version_1(statement: JSON) -> JSON:
    """A statement of 2.0 as 1.0.3 has it: without contextAgents and contextGroups."""
    if not str(statement.get("version", "")).startswith("2."):
        return statement
    return _without_context_agents(statement) | {"version": "1.0.3"}


def languages(header: str) -> list[str]:
    """The languages of an Accept-Language header, the dearest first."""
    ranked = []
    for index, each in enumerate(header.split(",")):
        tag, _, weight = each.partition(";")
        value = weight.strip().removeprefix("q=")
        ranked.append((-float(value) if value.replace(".", "", 1).isdecimal() else -1.0, index, tag.strip()))
    return [tag for _, _, tag in sorted(ranked) if tag]


def _with_parts(statement: JSON, actor: Show, verb: Show, activity: Show) -> JSON:
    """The ``statement`` with its actors, verbs and activities shown by ``actor``, ``verb`` and ``activity``,
    wherever they are.
    """

    def thing(value: JSON) -> JSON:
        kind = value.get("objectType", "Activity")
        if kind == "SubStatement":
            return _with_parts(value, actor, verb, activity)
        return activity(value) if kind == "Activity" else value if kind == "StatementRef" else actor(value)

    shown = statement | {
        "actor": actor(statement["actor"]),
        "verb": verb(statement["verb"]),
        "object": thing(statement["object"]),
    }
    if "authority" in shown:
        shown["authority"] = actor(shown["authority"])
    if isinstance(context := statement.get("context"), dict):
        shown["context"] = _context(context, actor, activity)
    return shown


def _context(context: JSON, actor: Show, activity: Show) -> JSON:
    shown = context | {name: actor(context[name]) for name in ("instructor", "team") if name in context}
    if isinstance(activities := context.get("contextActivities"), dict):
        shown["contextActivities"] = activities | {
            name: [activity(each) for each in found]
            if isinstance(found := activities[name], list)
            else activity(found)
            for name in _ACTIVITIES
            if name in activities
        }
    for name, inner in (("contextAgents", "agent"), ("contextGroups", "group")):
        if name in context:
            shown[name] = [each | {inner: actor(each[inner])} for each in context[name]]
    return shown


def _identified(actor: JSON) -> JSON:
    kept = {name: actor[name] for name in _IDENTIFIERS if name in actor}
    is_anonymous = kept.keys() <= {"objectType"}
    return (
        kept | {"member": [_identified(each) for each in actor["member"]]}
        if is_anonymous and "member" in actor
        else kept
    )


def _plain_activity(activity: JSON) -> JSON:
    return {"id": activity["id"]}


def _definition(definition: JSON, chosen: Callable[[Any], Any]) -> JSON:
    shown = definition | {
        name: chosen(definition[name]) for name in ("name", "description") if name in definition
    }
    for name in ("choices", "scale", "source", "target", "steps"):
        if name in definition:
            shown[name] = [
                each | {"description": chosen(each["description"])} if "description" in each else each
                for each in definition[name]
            ]
    return shown


def _in_language(found: Mapping[str, str], languages: Sequence[str]) -> Mapping[str, str]:
    """The one entry of the language map ``found`` that fits ``languages`` best; the first one if none does."""
    for language in languages:
        for tag in found:
            if language in ("*", tag) or tag.lower().startswith(language.lower() + "-"):
                return {tag: found[tag]}
        base = language.partition("-")[0].lower()
        if tag := next((tag for tag in found if tag.lower() == base), ""):
            return {tag: found[tag]}
    return dict(list(found.items())[:1])


def _without_context_agents(statement: JSON) -> JSON:
    plain = dict(statement)
    if isinstance(context := plain.get("context"), dict):
        plain["context"] = {
            name: part for name, part in context.items() if name not in ("contextAgents", "contextGroups")
        }
    if isinstance(target := plain.get("object"), dict) and target.get("objectType") == "SubStatement":
        plain["object"] = _without_context_agents(target)
    return plain
