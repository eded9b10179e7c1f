"""New parts of a design, before anybody has said more about them, and ids for them."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count
from typing import Final

from engine.duration import Duration
from engine.edit.lookup import fresh_id
from engine.journey import Journey
from engine.labels import kind
from engine.steps import (
    KINDS,
    Checklist,
    Delay,
    Entry,
    Exit,
    ExitRule,
    FirstMatch,
    Item,
    OnAudience,
    OnEvent,
    Outcome,
    Split,
    Step,
    Trigger,
    Waypoint,
)

_BLANK: Final[Mapping[str, Step]] = {
    "entry": Entry(trigger=FirstMatch()),
    "waypoint": Waypoint(condition={}),
    "checklist": Checklist(items={}),
    "split": Split(on="event"),
    "delay": Delay(duration=Duration("1d")),
    "outcome": Outcome(type="callback", callback="https://example.org/"),
    "exit": Exit(),
}
BLANK_ITEM: Final = Item(condition={})
BLANK_TRIGGERS: Final[Mapping[str, Trigger]] = {
    "first_match": FirstMatch(),
    "event": OnEvent(condition={}),
    "audience": OnAudience(audience="audience"),
}


def blank_step(journey: Journey, kind: str) -> Step:
    """A new step of a kind; a checklist has its first item."""
    if kind == "checklist":
        return Checklist(items={fresh_id(journey, "item"): BLANK_ITEM})
    return _BLANK[kind]


def blank_rule(journey: Journey) -> ExitRule:
    taken = {rule.id for rule in journey.exit_rules}
    id = next(f"exit-rule-{number}" for number in count(1) if f"exit-rule-{number}" not in taken)
    return ExitRule(id=id, trigger=OnEvent(condition={}))


def kinds(journey: Journey) -> dict[str, str]:
    """The kinds of step that can be added, each with what it does; a journey has one entry."""
    has_entry = any(kind(step) == "entry" for step in journey.steps.values())
    return {
        name: (type_.__doc__ or "").strip()
        for name, type_ in KINDS.items()
        if name != "entry" or not has_entry
    }
