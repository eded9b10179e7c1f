"""Fields of a form for a moment to wait for and for whose clock counts, and what is made of what is typed there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from msgspec.structs import replace

from designer.editing.form_field import FieldKind, FormField
from designer.editing.holidays import with_holidays
from engine.edit.fields import Fields, plain
from engine.steps import Delay, PersonalZone, Transition, Until, Zone, help_of

NONE: Final = "none"
TIME: Final = "time"
MOMENTS: Final[dict[str, Until]] = {
    "date": Until(date="traits.due_date"),
    "weekday": Until(weekday="mon", at="09:00"),
    "hours": Until(days="mon-fri", between="09:00-17:00"),
}
"""What can be waited for beside a length of time, before anybody has said more about it."""

_LENGTH: Final = {"until": ("duration", "1d"), "by": ("after", "7d")}
"""The field of a length of time in place of the moment, and what stands there at first."""

_PARTS: Final[dict[str, tuple[tuple[str, FieldKind], ...]]] = {
    "date": (("date", "text"), ("offset", "text"), ("at", "text"), ("except", "list")),
    "weekday": (("weekday", "choice"), ("at", "text"), ("except", "list")),
    "hours": (("days", "text"), ("between", "text"), ("except", "list")),
}
_WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WAITS_FOR: Final = {
    "until": "What it waits for: a length of time, a date, a weekday, or the next hours in which it may go on.",
    "by": "What decides that it is late: a length of time (a timeout), a date, a weekday, or hours (deadlines).",
}

ZONES: Final = ("none", "fixed", "personal")
_ZONE_HELP: Final = (
    "Whose clock counts. none: days have 24 hours; fixed: a place; personal: where the person lives."
)


def moment_kind(part: Delay | Transition) -> str:
    """The kind of moment that is waited for: nothing, a length of time, or a key of ``MOMENTS``."""
    until = part.until if isinstance(part, Delay) else part.by
    if until is None:
        return NONE if isinstance(part, Transition) and part.after is None else TIME
    return "weekday" if until.weekday is not None else "hours" if until.days or until.between else "date"


def moment_fields(part: Delay | Transition, key: str) -> Iterator[FormField]:
    """The fields of the moment of a ``part`` that stands under ``key`` (``until`` or ``by``)."""
    kind, until = moment_kind(part), getattr(part, key)
    choices = (TIME, *MOMENTS) if isinstance(part, Delay) else (NONE, TIME, *MOMENTS)
    yield FormField((key, "kind"), "choice", kind, _WAITS_FOR[key], choices)
    if until is None:
        return
    help, values = help_of(Until), plain(until)
    assert isinstance(values, dict)
    for name, filled_in in _PARTS[kind]:
        value = values.get(name, [] if filled_in == "list" else None)
        options = _WEEKDAYS if filled_in == "choice" else ()
        more = " A country and years stand for its holidays: DE-BY 2026-2028." if name == "except" else ""
        optional = name in ("offset", "at", "days", "between")
        yield FormField((key, name), filled_in, value, help[name] + more, options, optional)


def zone_kind(zone: Zone) -> str:
    """Return whose clock counts: one of ``ZONES``."""
    return "none" if zone is None else "fixed" if isinstance(zone, str) else "personal"


def zone_fields(zone: Zone) -> Iterator[FormField]:
    """The fields of a zone."""
    yield FormField(("zone", "kind"), "choice", zone_kind(zone), _ZONE_HELP, ZONES)
    if isinstance(zone, str):
        yield FormField(("zone",), "text", zone, "The place whose clock counts: Europe/Berlin.")
    elif isinstance(zone, PersonalZone):
        help = help_of(PersonalZone)
        yield FormField(("zone", "path"), "text", zone.path, help["path"])
        yield FormField(("zone", "else"), "text", zone.otherwise, help["else"])


def filled_moment(part: Delay | Transition, key: str, name: str, value: object) -> Fields:
    """The fields of ``part`` once ``value`` stands at ``name`` of its moment under ``key``."""
    until: Until | None = getattr(part, key)
    if name != "kind":
        changed: dict[str, Any] = {
            **_as_plain(until),
            name: with_holidays(value) if name == "except" else value,
        }
        return {key: {each: said for each, said in changed.items() if said is not None}}
    length, least = _LENGTH[key]
    if value == moment_kind(part):
        return {}
    if value == NONE:
        return {key: None, length: None, "zone": None}
    if value == TIME:
        return {key: None, length: least, "zone": None, **({"follow": False} if key == "until" else {})}
    excluded = () if until is None else until.excluded
    return {key: plain(replace(MOMENTS[str(value)], excluded=excluded)), length: None}


def filled_zone(zone: Zone, name: str, value: object) -> Fields:
    """The fields of a part once ``value`` stands at ``name`` of its ``zone``."""
    if name != "kind":
        return {"zone": {**_as_plain(zone), name: value}}
    if value == zone_kind(zone):
        return {}
    known = zone.otherwise if isinstance(zone, PersonalZone) else zone or "UTC"
    if value == "personal":
        return {"zone": plain(PersonalZone(path="traits.timezone", otherwise=known))}
    return {"zone": known if value == "fixed" else None}


def _as_plain(part: object) -> dict[str, Any]:
    values = plain(part)
    return values if isinstance(values, dict) else {}
