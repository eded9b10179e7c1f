"""Local instants in words, and read from words."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import Final

from engine import instant
from engine.calendar.local_time import localise, wall_time
from engine.calendar.moments import WEEKDAYS
from engine.calendar.zones import Zones, zone

_MONTHS: Final = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()  # noqa: SIM905
_UNITS: Final = ((86_400_000_000, "day"), (3_600_000_000, "hour"), (60_000_000, "minute"))


def local_text(moment: int, local: tzinfo) -> str:
    """The instant ``moment`` in the zone ``local`` as people say it: ``Mon 9 Mar 2026 09:00 in Lisbon``."""
    joint = " in " if "/" in str(local) else " "
    return f"{day_text(moment, local)} {wall_time(moment, local):%H:%M}{joint}{place_name(local)}"


def place_name(local: tzinfo) -> str:
    """Return what people call a zone: ``Lisbon``, ``UTC``."""
    return str(local).rpartition("/")[2].replace("_", " ")


def day_text(moment: int, local: tzinfo) -> str:
    """The day of the instant ``moment`` in the zone ``local``: ``Mon 9 Mar 2026``."""
    wall = wall_time(moment, local)
    return f"{WEEKDAYS[wall.weekday()].capitalize()} {wall.day} {_MONTHS[wall.month - 1]} {wall.year}"


def distance(moment: int, now: int) -> str:
    """Return how far away a moment is: ``2 days from now``."""
    ahead = abs(moment - now)
    side = "from now" if moment >= now else "ago"
    for size, name in _UNITS:
        if (number := round(ahead / size)) and ahead >= size:
            return f"{number:,} {name}{'' if number == 1 else 's'} {side}"
    return "now"


def parse_moment(text: str, zones: Zones = zone) -> int:
    """Read ``text``, an instant (``engine.instant``) or a local time with its zone of ``zones``: ``2026-03-29 01:30
    Europe/Berlin``.

    Raises ValueError with a sentence.
    """
    written, _, name = text.strip().rpartition(" ")
    local = zones(name) if written and name[:1].isalpha() else None
    if local is None:
        return instant.parse(text)
    found = localise(datetime.fromisoformat(written), local)
    if found is None:
        raise ValueError(f"{text[:60]!r} is beyond the calendar")
    return found
