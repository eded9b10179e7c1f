"""Events in a few words: who did what with what, when."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from engine import owners
from engine.events import Event, RejectedEvent, from_document, owner_of
from engine.instant import plain_text

Document = Mapping[str, Any]

SHORT: Final = 16
"""Characters of a name."""


def event_line(document: Document) -> str:
    """An event as conditions see it, in a line that may be cut: ``played Introduction  anna  2021-11-29 10:54:31``."""
    event = _event(document)
    who = owner_of(event, "actor") if event else None
    when = moment(event.time) if event else ""
    return "  ".join(filter(None, [event_summary(document), short_name(who) if who else "somebody", when]))


def _event(document: Document) -> Event | None:
    try:
        return from_document(dict(document))
    except RejectedEvent:
        return None


def event_summary(document: Document) -> str:
    """Return what was done with what: ``played Introduction``."""
    statement = document.get("statement")
    if not isinstance(statement, dict):
        return str(document.get("event") or document.get("type") or "did something")
    thing = _thing(statement.get("object"))
    return f"{_last(_at(statement, 'verb', 'id'))} {thing}".rstrip()


def moment(at: int) -> str:
    """An instant to the second, in UTC."""
    return plain_text(at)


def short_name(owner: str) -> str:
    """An owner in few characters: of an account its name alone."""
    plain = next(owners.names(owner))
    return plain if len(plain) <= SHORT else plain[: SHORT - 1] + "…"


def _thing(thing: object) -> str:
    if not isinstance(thing, dict):
        return ""
    definition = thing.get("definition")
    names = definition.get("name") if isinstance(definition, dict) else None
    named = next(iter(names.values()), None) if isinstance(names, dict) else None
    said = str(named) if named else _last(thing.get("id"))
    return said if len(said) <= SHORT else said[: SHORT - 1] + "…"


def _last(id: object) -> str:
    """The end of an IRI, which mostly is a word."""
    parts = [part for part in re.split(r"[/#]|:(?!//)", str(id or "")) if part]
    return parts[-1] if parts else ""


def _at(document: Mapping[str, Any], *keys: str) -> object:
    value: object = document
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value
