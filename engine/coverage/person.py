"""Somebody made up, and events of theirs: documents with holes for who, when and which, that are filled in later."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from msgspec import Struct

from engine import instant
from engine.conditions import mongo
from engine.conditions.mongo.witness import with_value_at
from engine.coverage.coverage import Document
from engine.journey import Journey
from engine.schema import CALLS
from engine.steps import Checklist, Condition, Entry, ExitRule, OnAudience, OnEvent, Trigger, Waypoint
from engine.xapi.storage import as_stored

ADDRESS: Final = "person-0@example.org"
"""The hole for who it is."""
_MAILTO: Final = f"mailto:{ADDRESS}"
_NAME: Final = "Person 0"
_ID: Final = "00000000-0000-4000-8000-000000000000"
_WHOSE: Final[tuple[str, ...]] = ("personaIdentifier", "userId")
KEY: Final = "00000000-0000-4000-8000-00000000000a"
"""The concurrency key of everything that anybody made up does."""


def address(number: int) -> str:
    """Return what a person is known by."""
    return f"person-{number}@example.org"


class Model(Struct, frozen=True):
    """The beginning of events before they are made to fit: ``document`` has holes; ``now`` is the one for the time."""

    document: Document
    now: str

    @property
    def is_call(self) -> bool:
        return "type" in self.document

    def identify(self, traits: Mapping[str, Any]) -> Document:
        """A call that tells traits."""
        fields = CALLS["identify"].fields
        call = {key: part for key, part in self.document.items() if key in fields}
        return call | {"type": "identify", "traits": dict(traits)}

    def membership(self, audience: str, inside: bool) -> Document:
        """A call that tells of coming into an audience, or of leaving it."""
        change = "Audience Entered" if inside else "Audience Exited"
        properties = {**self.document["properties"], "audience_key": audience}
        return self.document | {"event": change, "properties": properties}

    def filled(self, document: Document, number: int, index: int, at: int) -> Document:
        """The ``index``-th event of person ``number``, ``at`` an instant: ``document`` with its holes filled."""
        words = {
            ADDRESS: address(number),
            _MAILTO: f"mailto:{address(number)}",
            _NAME: f"Person {number}",
            _ID: f"00000000-0000-4000-8000-{number:06d}{index:06d}",
            self.now: instant.text(at),
        }
        filled: Document = _fill_words(document, words)
        return filled

    def same_person(self, template: Document, document: Document, first: Document) -> Document:
        """The document as one of whoever sent the first, unless its template says whose it is."""
        same = {
            key: first[key] for key in _WHOSE if key in first and template.get(key) == self.document.get(key)
        }
        mine, told = self.document.get("statement", {}), template.get("statement", {})
        if "statement" in first and told.get("actor") == mine.get("actor"):
            same["statement"] = document["statement"] | {"actor": first["statement"]["actor"]}
        return document | same


def _fill_words(value: Any, words: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _fill_words(part, words) for key, part in value.items()}
    if isinstance(value, list):
        return [_fill_words(part, words) for part in value]
    return words.get(value, value) if isinstance(value, str) else value


def models(journey: Journey, start: int) -> Iterator[Model]:
    """The models of one person's events from ``start`` on, as far as ``journey`` asks: all statements, or all calls.

    A statement and a call are never of one person (semantics §2).
    """
    now = instant.text(start)
    asked = [shape(condition) for condition in conditions(journey)]
    if "statement" in asked or "call" not in asked:
        by_account = any("actor.account" in repr(condition) for condition in conditions(journey))
        persona = {"personaIdentifier": ADDRESS} if journey.track_by == "persona" else {}
        yield Model(_with_concurrency_key(journey, persona | _statement(now, by_account)), now)
    if "call" in asked or "statement" not in asked:
        yield Model(_with_concurrency_key(journey, _call(now)), now)


def conditions(journey: Journey) -> Iterator[Condition]:
    """Everything that is asked of events."""
    for id, step in journey.steps.items():
        match step:
            case Entry(trigger=trigger):
                yield from _trigger_conditions(trigger)
            case Waypoint(condition=condition):
                yield condition
            case Checklist(items=items):
                yield from (item.condition for item in items.values())
            case _:
                yield from (
                    transition.when for _, transition in journey.out(id) if transition.when is not None
                )
    yield from _of_rules(journey.exit_rules)


def _of_rules(rules: tuple[ExitRule, ...]) -> Iterator[Condition]:
    for rule in rules:
        yield from _trigger_conditions(rule.trigger)


def _trigger_conditions(trigger: Trigger) -> Iterator[Condition]:
    if isinstance(trigger, OnEvent):
        yield trigger.condition
    elif isinstance(trigger, OnAudience):
        yield {"type": "track"}


def shape(condition: Condition) -> str:
    """Return what kind of event a condition looks at."""
    if isinstance(condition, str):
        return "call"
    roots = {path.split(".")[0] for path in mongo.paths(condition)}
    if "statement" in roots:
        return "statement"
    return "call" if roots & {"type", "event", "properties", "userId", "traits"} else "either"


def _with_concurrency_key(journey: Journey, document: Document) -> Document:
    if journey.concurrency_key is None:
        return document
    keyed = with_value_at(document, tuple(journey.concurrency_key.split(".")), KEY)
    assert isinstance(keyed, dict)
    return keyed


def _statement(now: str, by_account: bool) -> Document:
    account = {"account": {"homePage": "https://example.org", "name": ADDRESS}}
    statement = {
        "id": _ID,
        "actor": {"name": _NAME, **(account if by_account else {"mbox": _MAILTO})},
        "verb": {"id": "http://adlnet.gov/expapi/verbs/experienced"},
        "object": {"id": "https://example.org/activity"},
        "timestamp": now,
    }
    return {"timestamp": now, "statement": as_stored(statement)}


def _call(now: str) -> Document:
    return {
        "type": "track",
        "event": "Something",
        "userId": ADDRESS,
        "messageId": _ID,
        "properties": {},
        "timestamp": now,
    }
