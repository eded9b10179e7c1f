"""Validation of a statement: every violation of the rules for its parts, each with its place and a sentence.

Source: xAPI 1.0.3 part two and xAPI 2.0 (IEEE 9274.1.1), §4.2; ``engine.xapi.rule_sets`` says where judges differ.
"""

from __future__ import annotations

from typing import Any, Final

from engine.xapi.rule_sets import LEARNING_LOCKER, Rules
from engine.xapi.shapes import (
    Shape,
    Violation,
    Violations,
    any_text,
    boolean,
    by_object_type,
    is_number,
    list_of,
    map_of,
    number,
    object_of,
    one_of,
    one_or_list_of,
    scaled,
    text,
    value_text,
    whole_number,
)
from engine.xapi.verbs import VOIDED

IDENTIFIERS: Final = ("mbox", "mbox_sha1sum", "openid", "account")
"""What tells an agent or a group from all others: the inverse functional identifiers."""

SIGNATURE: Final = "http://adlnet.gov/expapi/attachments/signature"
"""The usage type of an attachment that signs its statement."""


def violations(statement: object, rules: Rules = LEARNING_LOCKER, place: str = "$") -> list[Violation]:
    """All that is wrong with a statement by some rules; none if it is right. ``place`` is where it is.

    ``statement``: plain JSON values.
    """
    return list(_statement(statement, place, rules))


def agent_violations(agent: object, rules: Rules = LEARNING_LOCKER, place: str = "$") -> list[Violation]:
    """Violations of an ``agent`` or a group at ``place``, by ``rules``."""
    return list(_actor(agent, place, rules))


# Actors

_account: Final = object_of("an account", {"homePage": text("iri"), "name": any_text}, ("homePage", "name"))
_identified: Final[dict[str, Shape]] = {
    "name": any_text,
    "mbox": text("mailto"),
    "mbox_sha1sum": text("sha1"),
    "openid": text("iri"),
    "account": _account,
}


def _one_identifier(actor: Any, place: str, rules: Rules) -> Violations:
    given = [name for name in IDENTIFIERS if name in actor]
    if len(given) > 1:
        yield Violation(place, f"an agent or a group is identified once, not by {' and '.join(given)}")
    elif not given and actor.get("objectType") != "Group":
        yield Violation(place, f"an agent needs one of {', '.join(IDENTIFIERS)}")
    elif not given and not actor.get("member"):
        yield Violation(place, "a group without an identifier needs members")


def _members(value: object, place: str, rules: Rules) -> Violations:
    member = _actor if rules.nested_groups else _agent
    yield from list_of(member)(value, place, rules)


_agent: Final = object_of("an agent", _identified | {"objectType": one_of("Agent")}, (), _one_identifier)
_group: Final = object_of(
    "a group", _identified | {"objectType": one_of("Group"), "member": _members}, (), _one_identifier
)
_team: Final = by_object_type("a team", {"Group": _group}, "Group")
_actor: Final = by_object_type("an actor", {"Agent": _agent, "Group": _group}, "Agent")


def _two_agents(group: Any, place: str, rules: Rules) -> Violations:
    members = group.get("member")
    listed = members if isinstance(members, list) else []
    kinds = [each.get("objectType", "Agent") for each in listed if isinstance(each, dict)]
    if kinds != ["Agent", "Agent"]:
        yield Violation(place, "an authority that is a group has two members, the application and the user")


_authority: Final = by_object_type(
    "an authority",
    {
        "Agent": _agent,
        "Group": object_of(
            "an authority", {"objectType": one_of("Group"), "member": _members}, (), _two_agents
        ),
    },
    "Agent",
)

# Verbs and activities

_language_map: Final = map_of("language", any_text)
_extensions: Final = map_of("iri", None)
_verb: Final = object_of("a verb", {"id": text("iri"), "display": _language_map}, ("id",))

_component: Final = object_of(
    "an interaction component", {"id": any_text, "description": _language_map}, ("id",)
)
_COMPONENTS: Final = {
    "choice": ("choices",),
    "sequencing": ("choices",),
    "likert": ("scale",),
    "matching": ("source", "target"),
    "performance": ("steps",),
}
_ALL_COMPONENTS: Final = ("choices", "scale", "source", "target", "steps")
_INTERACTIONS: Final = (*_COMPONENTS, "true-false", "fill-in", "long-fill-in", "numeric", "other")


def _interaction(definition: Any, place: str, rules: Rules) -> Violations:
    kind = definition.get("interactionType")
    allowed = _COMPONENTS.get(kind, ()) if isinstance(kind, str) else ()
    for name in _ALL_COMPONENTS:
        if name in definition and name not in allowed:
            yield Violation(place, f"an interaction of type {value_text(kind)} has no {name}")
    if "correctResponsesPattern" in definition and "interactionType" not in definition:
        yield Violation(place, "correctResponsesPattern needs an interactionType")


_definition: Final = object_of(
    "a definition",
    {
        "name": _language_map,
        "description": _language_map,
        "type": text("iri"),
        "moreInfo": text("iri"),
        "extensions": _extensions,
        "interactionType": one_of(*_INTERACTIONS),
        "correctResponsesPattern": list_of(any_text),
        **{name: list_of(_component) for name in _ALL_COMPONENTS},
    },
    (),
    _interaction,
)
_activity: Final = object_of(
    "an activity",
    {"objectType": one_of("Activity"), "id": text("iri"), "definition": _definition},
    ("id",),
)

# Results and contexts


def _in_order(score: Any, place: str, rules: Rules) -> Violations:
    for less, more in (("min", "raw"), ("raw", "max"), ("min", "max")):
        low, high = score.get(less), score.get(more)
        if is_number(low) and is_number(high) and low > high:
            yield Violation(place, f"{less} {value_text(low)} is greater than {more} {value_text(high)}")


_score: Final = object_of(
    "a score", {"scaled": scaled, "raw": number, "min": number, "max": number}, (), _in_order
)
_result: Final = object_of(
    "a result",
    {
        "score": _score,
        "success": boolean,
        "completion": boolean,
        "response": any_text,
        "duration": text("duration"),
        "extensions": _extensions,
    },
)
_statement_ref: Final = object_of(
    "a statement reference", {"objectType": one_of("StatementRef"), "id": text("uuid")}, ("id",)
)
_context_activities: Final = object_of(
    "contextActivities",
    {name: one_or_list_of(_activity) for name in ("parent", "category", "grouping", "other")},
)


def _relevance(kind: str, member: str, shape: Shape) -> Shape:
    fields = {"objectType": one_of(kind), member: shape, "relevantTypes": _relevant_types}
    return list_of(object_of(f"a {kind}", fields, ("objectType", member)))


def _relevant_types(value: object, place: str, rules: Rules) -> Violations:
    yield from list_of(text("iri"))(value, place, rules)
    if value == []:
        yield Violation(place, "relevantTypes is not empty")


_CONTEXT: Final[dict[str, Shape]] = {
    "registration": text("uuid"),
    "instructor": _actor,
    "team": _team,
    "contextActivities": _context_activities,
    "revision": any_text,
    "platform": any_text,
    "language": text("language"),
    "statement": _statement_ref,
    "extensions": _extensions,
}
_context_1: Final = object_of("a context", _CONTEXT)
_context_2: Final = object_of(
    "a context",
    _CONTEXT
    | {
        "contextAgents": _relevance("contextAgent", "agent", _agent),
        "contextGroups": _relevance("contextGroup", "group", _group),
    },
)


def _context(value: object, place: str, rules: Rules) -> Violations:
    yield from (_context_2 if rules.context_agents else _context_1)(value, place, rules)


# Attachments


def _signature_type(attachment: Any, place: str, rules: Rules) -> Violations:
    if (
        attachment.get("usageType") == SIGNATURE
        and attachment.get("contentType") != "application/octet-stream"
    ):
        yield Violation(place, "the contentType of a signature is application/octet-stream")


_attachment: Final = object_of(
    "an attachment",
    {
        "usageType": text("iri"),
        "display": _language_map,
        "description": _language_map,
        "contentType": text("media_type"),
        "length": whole_number,
        "sha2": any_text,
        "fileUrl": text("iri"),
    },
    ("usageType", "display", "contentType", "length", "sha2"),
    _signature_type,
)

# Statements


def _about_activities(statement: Any, place: str, rules: Rules) -> Violations:
    target, context = statement.get("object"), statement.get("context")
    kind = target.get("objectType", "Activity") if isinstance(target, dict) else None
    if kind != "Activity" and isinstance(context, dict):
        for name in ("revision", "platform"):
            if name in context:
                yield Violation(f"{place}.context.{name}", f"only a statement about an activity has a {name}")


def _voids_a_statement(statement: Any, place: str, rules: Rules) -> Violations:
    verb, target = statement.get("verb"), statement.get("object")
    if not isinstance(verb, dict) or verb.get("id") != VOIDED:
        return
    if not isinstance(target, dict) or target.get("objectType") != "StatementRef":
        yield Violation(f"{place}.object", "what a voiding statement voids is a StatementRef")


_OBLIGATORY: Final = ("actor", "verb", "object")
_PARTS: Final[dict[str, Shape]] = {
    "actor": _actor,
    "verb": _verb,
    "result": _result,
    "context": _context,
    "timestamp": text("timestamp"),
    "attachments": list_of(_attachment),
}
_plain_objects: Final[dict[str, Shape]] = {
    "Activity": _activity,
    "Agent": _agent,
    "Group": _group,
    "StatementRef": _statement_ref,
}
_sub_statement: Final = object_of(
    "a sub-statement",
    _PARTS
    | {
        "objectType": one_of("SubStatement"),
        "object": by_object_type("an object", _plain_objects, "Activity"),
    },
    _OBLIGATORY,
    _about_activities,
    _voids_a_statement,
)
_object: Final = by_object_type("an object", _plain_objects | {"SubStatement": _sub_statement}, "Activity")
_statement: Final = object_of(
    "a statement",
    _PARTS
    | {
        "object": _object,
        "id": text("uuid"),
        "stored": text("timestamp"),
        "authority": _authority,
        "version": text("version"),
    },
    _OBLIGATORY,
    _about_activities,
    _voids_a_statement,
)
