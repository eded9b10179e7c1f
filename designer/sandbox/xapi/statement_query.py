"""Queries for statements, answered a page at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Final
from urllib.parse import urlencode

import msgspec
from msgspec import Meta, Struct

from designer.sandbox.faults import Fault, Trouble
from designer.sandbox.persistence import JSON
from designer.sandbox.state import ServerState
from designer.sandbox.statement_index import (
    Term,
    activity_term,
    agent_term,
    position,
    registration_term,
    verb_term,
)
from designer.sandbox.xapi.acceptance import bare
from designer.sandbox.xapi.negotiation import ROOT
from designer.sandbox.xapi.statement_format import Presentation
from engine import instant
from engine.events import identifier
from engine.xapi.rule_sets import LEARNING_LOCKER, Rules
from engine.xapi.text_formats import Format
from engine.xapi.validation import agent_violations

PAGE: Final = 100
MOST: Final = 500
"""Statements on a page, unless fewer are asked for; and however many are."""


class StatementsQuery(Struct, frozen=True, omit_defaults=True):
    """A query for statements: one by its id, or those that satisfy all the others."""

    statement_id: str = msgspec.field(name="statementId", default="")
    voided_statement_id: str = msgspec.field(name="voidedStatementId", default="")
    agent: Annotated[str, Meta(description="An agent or an identified group, as JSON.")] = ""
    verb: str = ""
    activity: str = ""
    registration: str = ""
    related_activities: Annotated[bool, Meta(description="The activity in any place.")] = False
    related_agents: Annotated[bool, Meta(description="The agent in any place.")] = False
    since: Annotated[str, Meta(description="Stored after that time.")] = ""
    until: Annotated[str, Meta(description="Stored at that time or before.")] = ""
    limit: Annotated[int, Meta(ge=0, description="0: as many as the server gives at once.")] = 0
    format: Presentation = "exact"
    attachments: bool = False
    ascending: Annotated[bool, Meta(description="The oldest first.")] = False
    cursor: Annotated[str, Meta(description="Where a page before has ended: from its `more`.")] = ""


class SelectedPage(Struct, frozen=True):
    """Documents of statements, and where the next page is (empty: there is none)."""

    documents: list[JSON]
    more: str


def demand_alone(wanted: StatementsQuery) -> None:
    """Refuse (400) where one statement is asked for and other statements as well."""
    if wanted.statement_id and wanted.voided_statement_id:
        raise Fault(400, "statementId and voidedStatementId cannot both be given")
    allowed = {"statementId", "voidedStatementId", "format", "attachments"}
    if others := sorted(msgspec.to_builtins(wanted).keys() - allowed):
        raise Fault(400, Trouble(f"with the id of a statement there can be no {others[0]}", others[0]))


def page(world: ServerState, wanted: StatementsQuery, rules: Rules) -> SelectedPage:
    """One page of the statements in ``world`` that are ``wanted``, by the ``rules`` of its version."""
    size = min(wanted.limit or PAGE, MOST)
    found = list(_first(_matching(world, wanted, rules), size + 1))
    documents = [document for _, document in found[:size]]
    return SelectedPage(documents, _more(wanted, found[size - 1][0]) if len(found) > size else "")


def _first(found: Iterator[tuple[int, JSON]], size: int) -> Iterator[tuple[int, JSON]]:
    for _, each in zip(range(size), found, strict=False):
        yield each


def _more(wanted: StatementsQuery, last: int) -> str:
    asked: dict[str, Any] = msgspec.to_builtins(wanted) | {"cursor": str(last)}
    plain = {name: str(value).lower() if isinstance(value, bool) else value for name, value in asked.items()}
    return f"{ROOT}/statements?{urlencode(plain)}"


def _matching(world: ServerState, wanted: StatementsQuery, rules: Rules) -> Iterator[tuple[int, JSON]]:
    first = _after(wanted.since, "since") if wanted.since else 0
    last = _after(wanted.until, "until") if wanted.until else _ENDLESS
    if wanted.cursor:
        at = _cursor(wanted.cursor)
        first, last = (max(first, at + 1), last) if wanted.ascending else (first, min(last, at))
    terms = list(_terms(wanted, rules))
    yield from world.statements.find(terms, first, last, ascending=wanted.ascending)


_ENDLESS: Final = position(instant.LAST + 1, 0)


def _after(text: str, name: str) -> int:
    """The first position behind all that was stored at the instant ``text``, the parameter ``name``, or before."""
    try:
        return position(instant.parse(text) + 1, 0)
    except ValueError as error:
        raise Fault(400, Trouble(str(error), name)) from None


def _cursor(text: str) -> int:
    if not (text.isascii() and text.isdecimal()) or len(text) > 40:
        raise Fault(400, Trouble(f"{text[:40]!r} is no cursor", "cursor"))
    return int(text)


def _terms(wanted: StatementsQuery, rules: Rules) -> Iterator[Term]:
    """Yield the terms of the index that the statements ``wanted`` are found by, by the ``rules`` of its version."""
    if wanted.verb:
        yield verb_term(check_iri(wanted.verb, "verb", rules))
    if wanted.activity:
        yield activity_term(check_iri(wanted.activity, "activity", rules), wanted.related_activities)
    if wanted.registration:
        yield registration_term(check_uuid(wanted.registration, "registration", rules))
    if wanted.agent:
        found = identifier(agent(wanted.agent, rules))
        if found is None:
            raise Fault(400, Trouble("statements are not found by an anonymous group", "agent"))
        yield agent_term(found, wanted.related_agents)


def check_iri(text: str, name: str, rules: Rules) -> str:
    """The IRI ``text`` in the parameter ``name``, by ``rules``. Raises Fault (400)."""
    return _check(text, name, rules.iri)


def check_uuid(text: str, name: str, rules: Rules) -> str:
    """The UUID ``text`` in the parameter ``name``, by ``rules``. Raises Fault (400)."""
    return _check(text, name, rules.uuid)


def _check(text: str, name: str, format: Format) -> str:
    if not format.fits(text):
        raise Fault(400, Trouble(f"{text[:40]!r} is not {format.sentence}", name))
    return text


def newest(world: ServerState, term: Term) -> list[JSON]:
    """A page of the newest statements that a term of the index finds, as they were sent."""
    found = world.statements.find([term], 0, _ENDLESS, ascending=False)
    return [bare(document) for _, document in _first(found, PAGE)]


def agent(text: str, rules: Rules = LEARNING_LOCKER) -> JSON:
    """The agent in the parameter ``text``, by ``rules``. Raises Fault (400)."""
    try:
        found: object = msgspec.json.decode(text)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        raise Fault(400, Trouble(f"{text[:40]!r} is no JSON", "agent")) from None
    if wrong := agent_violations(found, rules, "agent"):
        raise Fault(400, *(Trouble(each.message, each.place) for each in wrong))
    assert isinstance(found, dict)
    return found
