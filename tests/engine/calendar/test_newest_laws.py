"""The newest changes of zone law that the package ``tzdata`` knows: each was law only from the edition named on.

They were found by holding the editions 2025.2 to 2026.6 against each other.
"""

from __future__ import annotations

from datetime import datetime

import pytest

from engine.calendar.local_time import localise, next_change
from engine.calendar.zones import VERSION, edition, zone
from engine.instant import parse, text

NEWEST = [
    ("Europe/Chisinau", "2022-03-27T02:30", "2022-03-27T00:30:00Z"),  # 2026a: an hour later than was thought
    ("America/Vancouver", "2026-12-01T09:00", "2026-12-01T16:00:00Z"),  # 2026b: the time of summer for good
    (
        "Africa/Casablanca",
        "2026-12-01T09:00",
        "2026-12-01T09:00:00Z",
    ),  # 2026c: back to Greenwich in September 2026
    ("America/Edmonton", "2026-12-01T09:00", "2026-12-01T15:00:00Z"),  # 2026c
    ("America/Inuvik", "2026-12-01T09:00", "2026-12-01T15:00:00Z"),  # 2026d
    ("America/Winnipeg", "2026-12-01T09:00", "2026-12-01T14:00:00Z"),  # 2026e
    ("America/Havana", "2026-12-01T09:00", "2026-12-01T13:00:00Z"),  # 2026f: no winter's time this winter …
    ("America/Havana", "2027-12-01T09:00", "2027-12-01T14:00:00Z"),  # … but in the next
]


@pytest.mark.parametrize(("name", "wall", "expected"), NEWEST)
def test_the_newest_laws_are_known(name: str, wall: str, expected: str) -> None:
    local = zone(name)
    assert local is not None
    found = localise(datetime.fromisoformat(wall), local)
    assert found == parse(expected)


@pytest.mark.parametrize(
    "name", ["America/Vancouver", "America/Edmonton", "America/Inuvik", "America/Winnipeg"]
)
def test_whoever_keeps_the_time_of_summer_changes_no_clocks_any_more(name: str) -> None:
    local = zone(name)
    assert local is not None
    assert next_change(parse("2026-11-02T00:00:00Z"), local) is None


def test_the_next_change_of_clocks_is_found_to_the_microsecond() -> None:
    lisbon = zone("Europe/Lisbon")
    assert lisbon is not None
    found = next_change(parse("2026-01-01T00:00:00Z"), lisbon)
    assert found is not None
    assert text(found) == "2026-03-29T01:00:00.000000Z"


def test_the_edition_is_that_of_the_package_and_a_zones_rules_have_their_own() -> None:
    assert VERSION >= "2026f"
    assert edition([]) == ""
    assert edition(["Europe/Lisbon", "Asia/Tokyo"]) == edition(["Asia/Tokyo", "Europe/Lisbon", "Asia/Tokyo"])
    assert edition(["Europe/Lisbon"]) != edition(["Asia/Tokyo"])
