"""Labels of steps and transitions in a picture: short texts, the same in every front end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, assert_never

from engine import conditions
from engine.steps import (
    DAY,
    Checklist,
    Condition,
    Delay,
    Entry,
    Exit,
    FirstMatch,
    Item,
    OnAudience,
    Outcome,
    PersonalZone,
    Split,
    Step,
    Transition,
    Until,
    Waypoint,
    Zone,
)

GLYPHS: Final = {
    "entry": "▶",
    "waypoint": "◆",
    "checklist": "≡",
    "split": "Ψ",
    "delay": "◕",
    "outcome": "@",
    "exit": "■",
}


def kind(step: Step) -> str:
    """The step's kind, as the document writes it."""
    return str(step.__struct_config__.tag)


def title(id: str, step: Step) -> str:
    """The name a person gave it, else its id."""
    return step.name or id


def detail(step: Step) -> str:
    """Return what the step does, in a few words; empty where the title says it all."""
    match step:
        case Entry(trigger=FirstMatch()):
            return "first match"
        case Entry(trigger=OnAudience(audience=audience)):
            return f"enters {audience}"
        case Entry(trigger=trigger):
            return short(trigger.condition)  # type: ignore[union-attr]
        case Waypoint(condition=condition):
            return count_label(short(condition), step)
        case Checklist(items=items, required=required):
            return f"{len(items) if required is None else required} of {len(items)}"
        case Split(on=on, sticky=sticky):
            return f"on {on}, sticky" if sticky else f"on {on}"
        case Delay(until=Until() as until, zone=zone):
            return f"until {moment(until, zone)}"
        case Delay(duration=duration, zone=zone):
            return f"{duration} ({clock(zone)})" if zone is not None else str(duration)
        case Outcome(type=type):
            return type
        case Exit(completes=completes):
            return "" if completes else "gives up"
        case _ as unknown:
            assert_never(unknown)


def branch(transition: Transition) -> str:
    """Say why an attempt takes this way: its name, condition, timeout or share; empty for the ordinary way on."""
    if transition.after is not None:
        return f"after {transition.after}"
    if transition.by is not None:
        return f"by {moment(transition.by, transition.zone)}"
    if transition.percent is not None:
        return f"{transition.percent:g} %"
    if transition.when is not None:
        said = transition.name or short(transition.when)
        return said if transition.same_key else f"{said}, any key"
    return "otherwise" if transition.default else transition.name


def moment(until: Until, zone: Zone = None) -> str:
    """The moment ``until`` in ``zone`` in a few words: ``renewal_date -7d 09:00 (Europe/Berlin)``, ``mon 09:00``,
    ``mon-fri 09:00-17:00``.
    """
    date = until.date and until.date.removeprefix("traits.").removeprefix("entry.properties.")
    said = (date, until.weekday, until.days, until.offset, until.at, until.between)
    left_out = len(until.excluded)
    less = f"except {left_out} {'day' if left_out == 1 else 'days'}" if left_out else ""
    words = " ".join(filter(None, (*said, less)))
    return words if zone is None else f"{words} ({clock(zone)})"


def clock(zone: Zone) -> str:
    """Return whose clock counts, in a word or two."""
    return f"{zone.path}, else {zone.otherwise}" if isinstance(zone, PersonalZone) else zone or "UTC"


def short(condition: Condition) -> str:
    """A condition in a few words; one that does not parse is shown as it is."""
    try:
        return conditions.label(condition)
    except conditions.ConditionError:
        return str(condition)[:40]


def count_label(text: str, count: Waypoint | Item) -> str:
    """A ``text`` for the event, and what a ``count`` asks for: ``5 × watched, different object.id, within 7d``."""
    asked = [f"{count.count} × {text}" if count.count > 1 else text]
    if count.distinct is not None:
        asked.append(different(count.distinct))
    if count.within is not None:
        asked.append(f"within {count.within}")
    if not count.same_key:
        asked.append("any key")
    said = ", ".join(asked)
    return said if count.zone is None else f"{said} ({clock(count.zone)})"


def different(distinct: str) -> str:
    """The words for what a ``distinct`` asks of several events: ``different object.id``, ``different days``."""
    return "different days" if distinct == DAY else f"different {bare_path(distinct)}"


def bare_path(path: str) -> str:
    """A path without the root that all of its kind have."""
    return path.removeprefix("statement.").removeprefix("properties.")


LONGEST_PATH: Final = 16
"""Steps of a path that are written out."""


def outline(path: Sequence[str]) -> str:
    """The steps of a ``path``: ``start>quiz>done``. Of a long one, its beginning and its end."""
    if len(path) <= LONGEST_PATH:
        return ">".join(path)
    return ">".join((*path[: LONGEST_PATH - 3], "…", *path[-2:]))
