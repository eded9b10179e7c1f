"""What a server adds to statements is seen alike by whoever reads them: whole, skimmed, as sent, in columns."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest
from scenario import design, exit_, first_match
from sent_statements import conditions, statements

from engine.events import Event, from_line, owner_of
from engine.match import Matcher
from engine.plan import Plan
from engine.report import report
from engine.simulate import Simulation, SimulationResult, simulate
from engine.skim import skim_for
from store.errors import StoreError
from store.log import import_files, match_log, stored_text

TIMED = [each for each in statements(150, seed=7) if "timestamp" in each]
EXTENDED = [
    each
    | {
        "result": {
            "score": {"raw": {"$numberInt": "67"}},
            "extensions": {"a.b": {"$date": {"$numberLong": "0"}}},
        }
    }
    for each in statements(10, seed=8)
    if "timestamp" in each
]
LINES = [msgspec.json.encode(each) for each in (*TIMED, *EXTENDED)]
EVENTS = list(map(from_line, LINES))
CONDITIONS = [
    *conditions([event.document for event in EVENTS], 60),
    {"statement.result.score.raw": 67},
    {"statement.result.extensions.a&46;b": "1970-01-01T00:00:00.000Z"},
    {"statement.actor.objectType": "Agent", "statement.verb.id": "http://adlnet.gov/expapi/verbs/passed"},
    {"statement.context.contextActivities.parent.0.objectType": "Activity"},
    {"statement.context.contextActivities.category.id": "http://example.org/activities/1"},
    {"statement.object.object.objectType": "Activity"},
]


def plan(condition: dict[str, Any]) -> Plan:
    steps = {"start": first_match(), "w": {"kind": "waypoint", "condition": condition}, "done": exit_()}
    return Plan(design(steps, "start>w>done"))


def canonical(simulated: SimulationResult) -> bytes:
    return msgspec.json.encode(report(simulated, owners=True), order="sorted")


def skimmed(of: Plan) -> bytes:
    simulation, skim = Simulation(of), skim_for(of)
    for start in range(0, len(LINES), 9):
        some = LINES[start : start + 9]
        for position in simulation.skim(skim, some) if skim else range(len(some)):
            simulation.add(from_line(some[position], as_stored=simulation.as_stored))
    return canonical(simulation.result())


@pytest.mark.parametrize("condition", CONDITIONS, ids=str)
def test_skimming_sees_what_was_added(condition: dict[str, Any]) -> None:
    assert skimmed(plan(condition)) == canonical(simulate(plan(condition), EVENTS))


@pytest.mark.parametrize("condition", CONDITIONS, ids=str)
def test_what_is_read_as_it_was_sent_answers_the_same(condition: dict[str, Any]) -> None:
    """Where the plan says that it sees nothing of what is added."""
    of = plan(condition)
    matcher = Matcher([of])

    def hits(event: Event) -> object:
        return matcher.hits(event.document)

    assert [hits(from_line(line, as_stored=of.sees_storage)) for line in LINES] == list(map(hits, EVENTS))


def checklist() -> Plan:
    """All conditions in one plan."""
    items = {f"i{number}": {"condition": condition} for number, condition in enumerate(CONDITIONS)}
    steps = {"start": first_match(), "w": {"kind": "checklist", "items": items}, "done": exit_()}
    return Plan(design(steps, "start>w>done"))


def in_columns(log: Path) -> dict[str, object]:
    """By the id of each event, the numbers of the conditions that hold."""
    return {event.id: event.hits for events in match_log(log, checklist()).values() for event in events}


def in_documents() -> dict[str, object]:
    matcher = Matcher([checklist()])
    found = {event.id: matcher.hits(event.document).get(0) for event in EVENTS if owner_of(event, "actor")}
    return {id: hits for id, hits in found.items() if hits}


def test_columns_see_what_was_added(tmp_path: Path) -> None:
    (tmp_path / "sent.ndjson").write_bytes(b"\n".join(LINES))
    import_files(tmp_path / "log", [str(tmp_path / "sent.ndjson")], partitions=2)
    assert in_columns(tmp_path / "log") == in_documents()


def test_an_interrupted_conversion_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sent.ndjson").write_bytes(b"\n".join(LINES))
    import_files(tmp_path / "log", [str(tmp_path / "sent.ndjson")], partitions=2)

    def interrupt(document: str) -> str:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(stored_text, "_stored", interrupt)
        with pytest.raises(KeyboardInterrupt):
            in_columns(tmp_path / "log")
    assert not list((tmp_path / "log").glob("staging/*"))
    assert in_columns(tmp_path / "log") == in_documents()


def test_a_conversion_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "sent.ndjson").write_bytes(b"\n".join(LINES))
    import_files(tmp_path / "log", [str(tmp_path / "sent.ndjson")], partitions=2)
    (tmp_path / "log" / "staging").touch()
    with pytest.raises(StoreError, match=r"cannot write .*stored\.ndjson"):
        in_columns(tmp_path / "log")


def test_a_log_from_before_is_read_whole(tmp_path: Path) -> None:
    """Its columns are those of statements as they were sent; so its parts are marked, and their documents asked."""
    (tmp_path / "sent.ndjson").write_bytes(b"\n".join(LINES))
    import_files(tmp_path / "log", [str(tmp_path / "sent.ndjson")], partitions=2)
    manifest = tmp_path / "log" / "log.json"
    old = manifest.read_text().replace('"reading": 1', '"reading": 0').replace('"format": 2', '"format": 1')
    assert old != manifest.read_text()
    manifest.write_text(old)
    assert in_columns(tmp_path / "log") == in_documents()
