"""The central law over HTTP's shoulder: whatever the order of arrival, and however often the server is started, what
it has made of the events is what a simulation makes of them."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from locker import read
from practice import waypoint

from designer.sandbox.faults import Fault
from designer.sandbox.keys import AccessKey
from designer.sandbox.learninglocker import journeys
from designer.sandbox.learninglocker.recalculate import Recalculation, Which, start
from designer.sandbox.operation import Content, NoParameters, OperationCall
from designer.sandbox.state import ServerState
from designer.sandbox.xapi.statements import post
from engine.events import VOIDED, from_document
from engine.plan import Plan
from engine.progress import Progress
from engine.simulate import simulate
from store.clock import now
from store.outbox import Outbox
from store.shelf import Shelf
from store.table import Database

JOURNEY = "5" * 24
DOCUMENT = {
    "_id": JOURNEY,
    "isSequential": True,
    "isRepeatable": True,
    "waypoints": [waypoint("commented", 2), waypoint("passed")],
}
EVERYTHING = AccessKey(id="k", kind="learninglocker", digest="")
VERBS = [f"http://adlnet.gov/expapi/verbs/{verb}" for verb in ("commented", "passed", "read")]


def id_of(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012x}"


@st.composite
def histories(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Statements of two people in any order of arrival, some of them taken back."""
    found = []
    for number in range(draw(st.integers(0, 12))):
        body = {
            "id": id_of(number),
            "actor": {"mbox": f"mailto:{draw(st.sampled_from(['ada', 'eve']))}@example.org"},
            "verb": {"id": draw(st.sampled_from(VERBS))},
            "object": {"id": "http://example.org/course"},
            "timestamp": f"2020-01-01T00:00:{draw(st.integers(0, 20)):02}Z",
        }
        if draw(st.integers(0, 5)) == 0:
            target = {"objectType": "StatementRef", "id": id_of(draw(st.integers(0, 11)))}
            body |= {"verb": {"id": VOIDED}, "object": target}
        found.append(body)
    return draw(st.permutations(found))


@contextmanager
def opened(folder: Path) -> Iterator[ServerState]:
    database, outbox = Database(folder / "server.journal"), Outbox(folder, now)
    world = ServerState(database, outbox, now, (journeys.load,))
    try:
        yield world
    finally:
        world.close()
        database.close()
        outbox.close()


def asked(body: object, **path: str) -> OperationCall[Any]:
    return OperationCall(key=EVERYTHING, path=path, query=NoParameters(), body=body, headers={})


def send(world: ServerState, statements: list[dict[str, Any]]) -> None:
    """All at once; one by one where some would void what voids others, which is refused."""
    content = Content("application/json", json.dumps(statements).encode())
    try:
        post(world, asked(content))
    except Fault:
        for each in statements if len(statements) > 1 else []:
            send(world, [each])


def _forget_derived(folder: Path) -> None:
    for path in folder.glob("derived.sqlite*"):
        path.unlink()


def told(owners: dict[str, Progress]) -> dict[str, Any]:
    """What of everybody's progress depends on the events: not the clock, which stands at each one's newest event."""
    return {whose: progress.attempts for whose, progress in owners.items() if progress.attempts}


def simulated(world: ServerState) -> dict[str, Any]:
    """What a simulation makes of all documents that the server keeps."""
    kept = [world.arrivals.document(number) for number in range(world.arrivals.next)]
    done = simulate(Plan(read(DOCUMENT | {"waypoints": _waypoints(world)})), map(from_document, kept))
    return told({progress.owner: progress for progress in done.owners})


def _waypoints(world: ServerState) -> list[Any]:
    kept = next(iter(world.journeys.values())).document["waypoints"]
    return [each | {"conditions": json.loads(each["conditions"])} for each in kept]


@settings(max_examples=25, deadline=None)
@given(histories(), st.integers(0, 12), st.data())
def test_arriving_restarting_and_recalculating_agree_with_simulating(
    statements: list[dict[str, Any]], cut: int, data: st.DataObject
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        with opened(Path(folder)) as world:
            journeys.create(world, asked(DOCUMENT))
            send(world, statements[:cut])
        with opened(Path(folder)) as world:
            for statement in statements[cut:]:
                send(world, [statement])
            if data.draw(st.booleans(), label="recalculated"):
                recalculation = Recalculation(world, JOURNEY)
                while recalculation.work(world):
                    pass
            arrived = told(world.lives[JOURNEY].owners)
            assert arrived == simulated(world)
        with opened(Path(folder)) as world:
            assert told(world.lives[JOURNEY].owners) == arrived
        _forget_derived(Path(folder))
        with opened(Path(folder)) as world:
            assert told(world.lives[JOURNEY].owners) == arrived


@settings(max_examples=15, deadline=None)
@given(histories(), st.integers(1, 3))
def test_editing_is_the_same_as_having_always_been_so(statements: list[dict[str, Any]], times: int) -> None:
    with tempfile.TemporaryDirectory() as folder, opened(Path(folder)) as world:
        journeys.create(world, asked(DOCUMENT))
        send(world, statements)
        edited = {"waypoints": [waypoint("commented", times), waypoint("read")]}
        journeys.patch(world, asked(edited, id=JOURNEY))
        assert told(world.lives[JOURNEY].owners) == simulated(world)


def test_a_recalculation_is_refused_while_one_is_under_way(tmp_path: Path) -> None:
    with opened(tmp_path) as world:
        journeys.create(world, asked(DOCUMENT))
        again = OperationCall(key=EVERYTHING, path={}, query=Which(JOURNEY), body=None, headers={})
        start(world, again)
        with pytest.raises(Fault, match="already") as refused:
            start(world, again)
        assert refused.value.status == 409
        while world.work():
            pass
        assert start(world, again).status == 200


def test_a_journey_that_is_edited_or_removed_while_it_is_recalculated(tmp_path: Path) -> None:
    with opened(tmp_path) as world:
        journeys.create(world, asked(DOCUMENT))
        edited, removed = Recalculation(world, JOURNEY), Recalculation(world, JOURNEY)
        journeys.patch(world, asked({"waypoints": [waypoint("read")]}, id=JOURNEY))
        while edited.work(world):
            pass
        assert len(world.lives[JOURNEY].plan.filters) == 1
        journeys.remove(world, asked(None, id=JOURNEY))
        assert not removed.work(world)
        assert world.lives.get(JOURNEY) is None


def test_events_that_an_older_version_kept_in_the_journal_are_taken_over(tmp_path: Path) -> None:
    with opened(tmp_path) as world:
        journeys.create(world, asked(DOCUMENT))
    database = Database(tmp_path / "server.journal")
    for number, verb in enumerate(VERBS):
        statement = {"id": id_of(number), "verb": {"id": verb}, "object": {"id": "http://example.org/course"}}
        statement |= {
            "actor": {"mbox": "mailto:ada@example.org"},
            "timestamp": f"2020-01-01T00:00:0{number}Z",
        }
        Shelf(database, "events", dict[str, Any]).put(
            number, {"_id": f"{number:024x}", "statement": statement}
        )
    database.close()
    for _ in range(2):
        with opened(tmp_path) as world:
            assert [event.id for _, event in world.arrivals.events()] == [
                id_of(number) for number in range(3)
            ]
            assert told(world.lives[JOURNEY].owners) == simulated(world)
            assert "events" not in world.database.tables()


def test_what_arrived_before_a_kill_calls_once_afterwards(tmp_path: Path) -> None:
    """Killed when events were kept and nothing else: they are taken in at the next start, as if they came then."""
    with opened(tmp_path) as world:
        journeys.create(world, asked(DOCUMENT | {"outcomes": [{"callback": "http://example.org/"}]}))
    with opened(tmp_path) as world:
        for number, verb in enumerate(("commented", "commented", "passed")):
            statement = {
                "id": id_of(number),
                "actor": {"mbox": "mailto:ada@example.org"},
                "verb": {"id": f"http://adlnet.gov/expapi/verbs/{verb}"},
                "object": {"id": "http://example.org/course"},
                "timestamp": f"2020-01-01T00:00:0{number}Z",
            }
            world.take_in({"_id": f"{number:024x}", "statement": statement})
    for _ in range(2):
        with opened(tmp_path) as world:
            world.work()
            assert len(world.outbox.entries()) == 1
