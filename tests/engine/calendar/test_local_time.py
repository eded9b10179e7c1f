"""Local times against two libraries that reckon them on their own, over every change of clocks of forty zones."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from importlib.resources import as_file, files
from pathlib import Path

import pytest
from dateutil import tz as dateutil_tz
from whenever import PlainDateTime, reset_tzpath

from engine.calendar.local_time import localise, wall_time
from engine.calendar.zones import VERSION, zone
from engine.instant import of, to_datetime

ZONES = """
Africa/Cairo Africa/Casablanca Africa/Johannesburg America/Anchorage America/Argentina/Buenos_Aires
America/Asuncion America/Bogota America/Caracas America/Chicago America/Halifax America/Havana
America/Los_Angeles America/Mexico_City America/New_York America/Nuuk America/Santiago America/Sao_Paulo
America/St_Johns Asia/Amman Asia/Almaty Asia/Beirut Asia/Dhaka Asia/Gaza Asia/Hong_Kong Asia/Jerusalem
Asia/Kathmandu Asia/Kolkata Asia/Pyongyang Asia/Tehran Asia/Tokyo Atlantic/Azores Australia/Adelaide
Australia/Lord_Howe Australia/Sydney Europe/Berlin Europe/Dublin Europe/Istanbul Europe/Lisbon Europe/Moscow
Pacific/Apia
""".split()  # noqa: SIM905
FIRST, LAST = datetime(1990, 1, 1, tzinfo=UTC), datetime(2037, 12, 31, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _same_data() -> Iterator[None]:
    """The other library reads the package's data, too, and not the machine's."""
    reset_tzpath(())
    yield
    reset_tzpath()


@pytest.fixture(scope="module")
def fat_zones(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the package's zones with every change of clocks written out.

    dateutil 2.9 reads nothing else: of files that leave later changes to a rule, as the package's do, it makes UTC.
    Such files end in 2037, and behind the last change dateutil goes by the standard time of the zone.
    """
    zic = shutil.which("zic", path=os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin")))
    if zic is None:
        pytest.skip("there is no zic to write zones for dateutil")
    folder = tmp_path_factory.mktemp("zones")
    with as_file(files("tzdata.zoneinfo").joinpath("tzdata.zi")) as source:
        subprocess.run([zic, "-b", "fat", "-d", folder, source], check=True)
    return folder


def changes(name: str) -> Iterator[datetime]:
    """The days, in UTC, on which a zone's offset changes."""
    local, day = zone(name), FIRST
    assert local is not None
    while day < LAST:
        following = day + timedelta(days=7)
        if day.astimezone(local).utcoffset() != following.astimezone(local).utcoffset():
            yield from (day + timedelta(days=number) for number in range(8))
        day = following


@pytest.mark.parametrize("name", ZONES)
def test_local_times_round_changes_of_clocks_agree_with_whenever(name: str) -> None:
    local = zone(name)
    assert local is not None
    for day in changes(name):
        for hour in (0, 1, 2, 3, 23):
            wall = datetime(day.year, day.month, day.day, hour, 30)
            ours = localise(wall, local)
            assert ours is not None
            theirs = PlainDateTime(wall.year, wall.month, wall.day, hour, 30).assume_tz(
                name, disambiguation="earlier"
            )
            shown = wall_time(ours, local)
            if shown == wall:  # it exists: of two, the first
                assert to_datetime(ours) == theirs.to_stdlib().astimezone(UTC), wall
            else:  # a gap: its end is the first instant at which the new offset holds
                assert shown > wall
                before = to_datetime(ours - 1).astimezone(local).utcoffset()
                assert before != to_datetime(ours).astimezone(local).utcoffset(), wall


@pytest.mark.parametrize("name", ZONES)
def test_instants_show_the_same_wall_time_as_dateutil(name: str, fat_zones: Path) -> None:
    local = zone(name)
    assert local is not None
    theirs = dateutil_tz.tzfile(str(fat_zones / name))
    for day in (day for day in changes(name) if day.year < 2037):
        for hour in range(0, 24, 3):
            moment = (day + timedelta(hours=hour)).replace(tzinfo=UTC)
            assert wall_time(of(moment), local) == moment.astimezone(theirs).replace(tzinfo=None), moment


def test_the_data_is_that_of_the_package() -> None:
    assert VERSION >= "2025b"
    assert zone("Nowhere/Land") is None
    assert zone("../etc/passwd") is None
    assert zone("Europe") is None


@pytest.mark.parametrize(
    ("wall", "expected"),
    [
        ("2026-03-29T02:30", "2026-03-29T01:00:00+00:00"),  # left out: the first instant after
        ("2026-10-25T02:30", "2026-10-25T00:30:00+00:00"),  # twice: the first
        ("2026-07-01T09:00", "2026-07-01T07:00:00+00:00"),
    ],
)
def test_gaps_and_overlaps_in_berlin(wall: str, expected: str) -> None:
    local = zone("Europe/Berlin")
    assert local is not None
    found = localise(datetime.fromisoformat(wall), local)
    assert found is not None
    assert to_datetime(found).isoformat() == expected


def test_a_day_that_a_country_left_out_begins_with_the_next() -> None:
    samoa = zone("Pacific/Apia")
    assert samoa is not None
    found = localise(datetime(2011, 12, 30, 12), samoa)
    assert found is not None
    assert wall_time(found, samoa) == datetime(2011, 12, 31)
    assert date(2011, 12, 30) not in {wall_time(found - 1, samoa).date(), wall_time(found, samoa).date()}
