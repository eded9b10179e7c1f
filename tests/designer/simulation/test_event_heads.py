"""Events of few owners, found by how lines begin, are those that are found by reading every line whole."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from pathlib import Path

import pytest
from scenario import design, exit_, first_match, waypoint

from designer.simulation.event_heads import EventName, events_of_owners, names_in
from designer.simulation.file_simulation import simulate_files
from designer.simulation.line_index import LineIndex
from engine.events import Event, TrackBy, from_document, owner_of
from engine.plan import Plan
from engine.simulate import Simulation
from store.errors import StoreError
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


def owner(document: object) -> str:
    whose = owner_of(from_document(document), "actor")
    assert whose is not None
    return whose


def whole(reader: Reader) -> list[Event]:
    return [each for each in reader.events() if isinstance(each, Event)]


@pytest.mark.parametrize("track_by", ["actor", "persona"])
def test_their_events_are_those_of_a_whole_reading(reader: Reader, track_by: TrackBy) -> None:
    everybody = {owner_of(each, track_by) for each in whole(reader)} - {None}
    assert len(everybody) > 1 or track_by == "persona"
    for owner in filter(None, everybody):
        expected = [each for each in whole(reader) if owner_of(each, track_by) == owner]
        assert list(events_of_owners(reader, [owner], track_by)) == expected


def test_an_index_finds_the_same_events_in_a_plain_file_again(tmp_path: Path) -> None:
    path = tmp_path / "events.ndjson"
    path.write_text(
        "".join(json.dumps(statement(who)) + "\n" for who in ("anna", "bob", "zoë", "anna")) + "{}\n\n"
    )
    reader, index = Reader([str(path)]), LineIndex()
    anna = owner(statement("anna"))
    first = list(events_of_owners(reader, [anna], index=index))
    assert len(first) == 2
    assert index.covers(reader.sources)
    assert list(events_of_owners(reader, [anna], index=index)) == first
    assert [line.number for line in index.lines(reader.sources, [anna])] == [
        1,
        4,
        5,
    ]  # whose {} is, only it tells


@pytest.mark.parametrize("nobody", [0, 1])
def test_a_simulation_fills_the_index(tmp_path: Path, nobody: int) -> None:
    path = tmp_path / "events.ndjson"
    documents = [statement(who) | {"id": f"{number}"} for number, who in enumerate(("anna", "bob", "anna"))]
    documents += [statement("bob") | {"id": "nobody", "actor": {"name": "Bob"}}] * nobody
    path.write_text("".join(json.dumps(document) + "\n" for document in documents))
    reader, index = Reader([str(path)]), LineIndex()
    simulation = Simulation(
        Plan(design({"start": first_match(), "quiz": waypoint("passed"), "done": exit_()}, "start>quiz>done"))
    )
    simulate_files(simulation, reader, index=index)
    assert index.covers(reader.sources)
    bob = owner(statement("bob"))
    assert [line.number for line in index.lines(reader.sources, [bob])] == [2, *[4] * nobody]
    assert [event.id for event in events_of_owners(reader, [bob], index=index)] == ["1"]


def test_an_index_holds_for_no_file_that_has_changed_is_packed_or_has_no_line_for_each_document(
    tmp_path: Path,
) -> None:
    plain = "".join(json.dumps(statement(who)) + "\n" for who in ("anna", "bob"))
    (changed := tmp_path / "changed.ndjson").write_text(plain)
    (packed := tmp_path / "packed.ndjson.gz").write_bytes(gzip.compress(plain.encode()))
    (marked := tmp_path / "marked.ndjson").write_text("\ufeff" + plain)
    (array := tmp_path / "array.json").write_text(f"[{plain.strip().replace(chr(10), ',')}]")
    for path in (changed, packed, marked, array):
        reader, index = Reader([str(path)]), LineIndex()
        anna = owner(statement("anna"))
        [event] = events_of_owners(reader, [anna], index=index)
        changed.write_text(plain + "\n")
        assert not index.covers(reader.sources), path
        assert list(events_of_owners(reader, [anna], index=index)) == [event]


def test_a_file_that_has_gone_since_it_was_indexed_is_an_error_in_a_sentence(reader: Reader) -> None:
    index = LineIndex()
    for portion in reader.portions():
        index.add(portion, ["anna"] * len(LINES))
    Path(reader.sources[0]).unlink()
    with pytest.raises(StoreError, match=r"cannot read .*events\.ndjson"):
        list(index.lines(reader.sources, ["anna"]))


def test_names_are_those_of_a_whole_reading(reader: Reader) -> None:
    named = Counter(name for each in whole(reader) if (name := EventName.of(each)))
    no_events = Counter(
        [EventName("verb", PASSED), EventName("event", "Paid")]
    )  # their heads have a name all the same
    assert names_in(reader) == named + no_events
