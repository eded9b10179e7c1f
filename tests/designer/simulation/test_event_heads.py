"""Events of few owners, found by how lines begin, are those that are found by reading every line whole."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from designer.simulation.event_heads import EventName, events_of_owners, names_in
from engine.events import Event, TrackBy, owner_of
from store.sources.reader import Reader

PASSED = "http://adlnet.gov/expapi/verbs/passed"


def statement(who: str, time: str = "2026-03-02T10:00:00Z") -> dict[str, object]:
    return {
        "actor": {"mbox": f"mailto:{who}@example.org"},
        "verb": {"id": PASSED},
        "object": {"id": "http://example.org/quiz"},
        "timestamp": time,
    }


def call(**fields: object) -> dict[str, object]:
    return {"type": "track", "event": "Paid", "timestamp": "2026-03-02T10:00:00Z", **fields}


LINES: list[object] = [
    statement("anna"),
    statement("anna", "yesterday"),  # no event, though its head says whose it would be
    statement("bob"),
    {"statement": statement("anna"), "personaIdentifier": "p1"},
    {"batch": [call(userId="anna"), call(userId="bob")]},  # a list in one line
    call(userId=7),
    call(anonymousId="visitor"),
    {"user_id": "anna", "event": "Paid", "time": "2026-03-02T10:00:00Z"},  # a row, not an event
    {"actor": "nobody"},
    "no event",
]


@pytest.fixture
def reader(tmp_path: Path) -> Reader:
    path = tmp_path / "events.ndjson"
    path.write_text("".join(json.dumps(each) + "\n" for each in LINES))
    return Reader([str(path)], tell=lambda sentence: None)


def whole(reader: Reader) -> list[Event]:
    return [each for each in reader.events() if isinstance(each, Event)]


@pytest.mark.parametrize("track_by", ["actor", "persona"])
def test_their_events_are_those_of_a_whole_reading(reader: Reader, track_by: TrackBy) -> None:
    everybody = {owner_of(each, track_by) for each in whole(reader)} - {None}
    assert len(everybody) > 1 or track_by == "persona"
    for owner in filter(None, everybody):
        expected = [each for each in whole(reader) if owner_of(each, track_by) == owner]
        assert list(events_of_owners(reader, [owner], track_by)) == expected


def test_names_are_those_of_a_whole_reading(reader: Reader) -> None:
    named = Counter(name for each in whole(reader) if (name := EventName.of(each)))
    no_events = Counter(
        [EventName("verb", PASSED), EventName("event", "Paid")]
    )  # their heads have a name all the same
    assert names_in(reader) == named + no_events
