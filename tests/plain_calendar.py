"""Local time reckoned a second time, slowly, on the library ``whenever``: what the engine answers is held against it.

Nothing of ``engine.calendar`` is used. An instant is found by looking at the clock on the wall, every quarter of an
hour and then by halves; days are gone through one by one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from whenever import Date, Instant, PlainDateTime, Time, TimeZoneNotFoundError

from engine.steps import PersonalZone, Until, Zone

Known = Mapping[str, Any]

QUARTER = 15 * 60 * 1_000_000
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
FARTHEST = 400


def shown(instant: int, zone: str) -> PlainDateTime:
    """What a clock in the zone shows."""
    return Instant.from_timestamp(instant * 1000, unit="nanosecond").to_tz(zone).to_plain()


def first_showing(wall: PlainDateTime, zone: str) -> int:
    """The first instant at which a clock in the zone shows this time, or a later one."""
    low = wall.assume_utc().timestamp(unit="nanosecond") // 1000 - 26 * 4 * QUARTER
    while shown(low + QUARTER, zone) < wall:
        low += QUARTER
    high = low + QUARTER
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if shown(middle, zone) < wall else (low, middle)
    return high


def look_up(path: str, known: Any) -> Any:
    for name in path.split("."):
        known = known.get(name) if isinstance(known, Mapping) else None
    return known


def is_zone(name: object) -> bool:
    if not isinstance(name, str):
        return False
    try:
        shown(0, name)
    except (TimeZoneNotFoundError, ValueError):
        return False
    return True


def zone_of(zone: Zone, known: Known) -> str:
    if isinstance(zone, PersonalZone):
        own = look_up(zone.path, known)
        return own if is_zone(own) else zone.otherwise
    return zone or "UTC"


def parts(span: str) -> dict[str, int]:
    """How many of each unit, with the sign of the whole."""
    sign = -1 if span.startswith("-") else 1
    found: dict[str, int] = dict.fromkeys(("y", "mo", "w", "d", "wd", "h", "m", "s"), 0)
    for number, unit in re.findall(r"(\d+)(mo|wd|[ywdhms])", span):
        found[unit] += sign * int(number)
    return found


def seconds(span: str) -> int:
    each = parts(span)
    return each["h"] * 3600 + each["m"] * 60 + each["s"]


def moved(wall: PlainDateTime, span: str, excluded: tuple[str, ...] = ()) -> PlainDateTime:
    """The calendar's part of a distance: months, then days, then working days."""
    each = parts(span)
    day = wall.date().add(months=12 * each["y"] + each["mo"]).add(days=7 * each["w"] + each["d"])
    left, step = abs(each["wd"]), 1 if each["wd"] > 0 else -1
    while left:
        day = day.add(days=step)
        left -= day.day_of_week().value < 6 and str(day) not in excluded
    return day.at(wall.time())


def span_end(length: str, zone: Zone, now: int, known: Known) -> int:
    """When a length of time of the calendar is over."""
    name = zone_of(zone, known)
    return first_showing(moved(shown(now, name), length), name) + seconds(length) * 1_000_000


def moment(until: Until, zone: Zone, now: int, known: Known) -> int | None:
    """The instant that somebody waits for who begins to at ``now``; None where there is no date."""
    name = zone_of(zone, known)
    if until.date is not None:
        return dated(until, zone, name, now, known)
    if until.weekday is not None:
        return on_weekday(until, name, now)
    return in_window(until, name, now)


def dated(until: Until, zone: Zone, name: str, now: int, known: Known) -> int | None:
    assert until.date is not None
    given = until.date if until.date[0].isdigit() else look_up(until.date, known)
    wall = wall_of(given, name)
    if wall is None:
        return None
    offset = until.offset or "0s"
    exact = seconds(offset)
    if zone is None:
        days = parts(offset)
        exact += (7 * days["w"] + days["d"]) * 86_400
    else:
        wall = moved(wall, offset, until.excluded)
    if until.at is not None:
        wall = wall.date().at(clock(until.at))
    return max(first_showing(wall, name) + exact * 1_000_000, now)


def wall_of(given: object, name: str) -> PlainDateTime | None:
    if not isinstance(given, str):
        return None
    try:
        if len(given) == 10:
            return Date.parse_iso(given).at(Time())
        if not given.endswith("Z") and "+" not in given:
            return PlainDateTime.parse_iso(given)
        return shown(Instant.parse_iso(given).timestamp(unit="nanosecond") // 1000, name)
    except ValueError:
        return None


def clock(text: str) -> Time:
    hour, minute = map(int, text.split(":"))
    return Time(hour, minute)


def on_weekday(until: Until, name: str, now: int) -> int | None:
    day, at = shown(now, name).date(), clock(until.at or "00:00")
    for _ in range(FARTHEST):
        if DAYS[day.day_of_week().value - 1] == until.weekday and str(day) not in until.excluded:
            found = first_showing(day.at(at), name)
            if found > now:
                return found
        day = day.add(days=1)
    return None


def in_window(until: Until, name: str, now: int) -> int | None:
    opens, closes = (until.between or "00:00-24:00").split("-")
    overnight = closes == "24:00" or clock(closes) <= clock(opens)
    day = shown(now, name).date().subtract(days=1)
    for _ in range(FARTHEST):
        if is_among(day, until.days or "mon-sun") and str(day) not in until.excluded:
            last = day.add(days=1) if overnight else day
            start = first_showing(day.at(clock(opens)), name)
            end = first_showing(last.at(Time() if closes == "24:00" else clock(closes)), name)
            if now < end:
                return max(start, now)
        day = day.add(days=1)
    return None


def is_among(day: Date, days: str) -> bool:
    """Whether a day is one of ``mon-fri`` or ``sat,sun``."""
    name = DAYS[day.day_of_week().value - 1]
    for part in days.split(","):
        first, _, last = part.strip().partition("-")
        begin = DAYS.index(first)
        row = [DAYS[(begin + ahead) % 7] for ahead in range(7)]
        if name in row[: row.index(last or first) + 1]:
            return True
    return False


def is_recent(then: int, now: int, within: str, zone: Zone, known: Known) -> bool:
    """Whether an instant lies in a window of this length that ends now."""
    if zone is None:
        each = parts(within)
        length = seconds(within) + (7 * each["w"] + each["d"]) * 86_400
        return then >= now - length * 1_000_000
    name = zone_of(zone, known)
    far = moved(shown(now, name), f"-{within}")
    if seconds(within) == 0:
        return shown(then, name).date() > far.date()
    return then >= first_showing(far, name) - seconds(within) * 1_000_000
