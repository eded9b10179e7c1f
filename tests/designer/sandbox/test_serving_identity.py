"""Who is who while events arrive: the server makes of alias and identify calls what a simulation makes of them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from practice import practice

from designer.sandbox.keys import AccessKey
from designer.sandbox.learninglocker import journeys, progress
from designer.sandbox.learninglocker.recalculate import Recalculation
from designer.sandbox.operation import NoParameters, OperationCall
from designer.sandbox.server import ServerSettings
from designer.sandbox.state import ServerState
from engine.dialects.learninglocker import progress_id
from engine.events import from_document
from engine.progress import Progress
from engine.simulate import simulate
from store.clock import now
from store.outbox import Outbox
from store.table import Database

JOURNEY = "6" * 24
CALLED = "http://127.0.0.1:1/called"
DOCUMENT = {
    "_id": JOURNEY,
    "isSequential": True,
    "isRepeatable": True,
    "waypoints": [
        {"description": name, "conditions": {"event": name}, "count": 1} for name in ("Seen", "Bought")
    ],
    "outcomes": [{"type": "callback", "callback": CALLED}],
}
EVERYTHING = AccessKey(id="k", kind="learninglocker", digest="")
ANNA, VISITOR = '{"userId":"anna"}', '{"anonymousId":"a1"}'

Call = dict[str, Any]


@contextmanager
def opened(folder: Path, join: bool = True) -> Iterator[ServerState]:
    database, outbox = Database(folder / "server.journal"), Outbox(folder, now)
    world = ServerState(database, outbox, now, (journeys.load,), join=join)
    try:
        yield world
    finally:
        world.close()
        database.close()
        outbox.close()


def asked(body: object, **path: str) -> OperationCall[Any]:
    return OperationCall(key=EVERYTHING, path=path, query=NoParameters(), body=body, headers={})


def call(number: int, type: str, minute: int = 0, **fields: Any) -> Call:
    time = f"2024-01-01T00:{minute:02}:00Z"
    return {"type": type, "messageId": f"m{number}", "timestamp": time, "stored": time, **fields}


def attempts(owners: dict[str, Progress]) -> dict[str, Any]:
    return {whose: each.attempts for whose, each in owners.items() if each.attempts}


def simulated(world: ServerState, join: bool = True) -> dict[str, Any]:
    kept = [world.arrivals.document(number) for number in range(world.arrivals.next)]
    done = simulate(world.lives[JOURNEY].plan, map(from_document, kept), join=join)
    return attempts({each.owner: each for each in done.owners})


ids = st.sampled_from(["a", "b", "c", "d"])
who = st.builds(lambda key, id: {key: id}, st.sampled_from(["userId", "anonymousId"]), ids)
calls = st.tuples(
    st.sampled_from(["Seen", "Bought", "alias", "identify"]), st.integers(0, 59), ids, ids, who
).map(lambda drawn: kind_of(*drawn))


def kind_of(kind: str, minute: int, one: str, other: str, whose: Call) -> Call:
    match kind:
        case "alias":
            return call(0, "alias", minute, userId=one, previousId=other)
        case "identify":
            return call(0, "identify", minute, userId=one, anonymousId=other)
        case _:
            return call(0, "track", minute, event=kind, **whose)


@settings(max_examples=25, deadline=None)
@given(st.lists(calls, max_size=12), st.integers(0, 12), st.booleans(), st.booleans())
def test_arriving_restarting_and_recalculating_agree_with_simulating(
    told: list[Call], cut: int, recalculated: bool, join: bool
) -> None:
    told = [each | {"messageId": str(number)} for number, each in enumerate(told)]
    with tempfile.TemporaryDirectory() as folder:
        with opened(Path(folder), join) as world:
            journeys.create(world, asked(DOCUMENT))
            for each in told[:cut]:
                world.take_in(each)
        with opened(Path(folder), join) as world:
            for each in told[cut:]:
                world.take_in(each)
            if recalculated:
                recalculation = Recalculation(world, JOURNEY)
                while recalculation.work(world):
                    pass
            arrived = attempts(world.lives[JOURNEY].owners)
            assert arrived == simulated(world, join)
        with opened(Path(folder), join) as world:
            assert attempts(world.lives[JOURNEY].owners) == arrived


def test_what_a_visitor_has_done_is_the_users_and_is_told_once(tmp_path: Path) -> None:
    with opened(tmp_path) as world:
        journeys.create(world, asked(DOCUMENT))
        world.take_in(call(1, "track", 1, event="Seen", anonymousId="a1"))
        world.take_in(call(2, "track", 9, event="Bought", userId="anna"))
        assert set(attempts(world.lives[JOURNEY].owners)) == {VISITOR}
        world.take_in(call(3, "identify", 5, userId="anna", anonymousId="a1"))
        assert [each.status for each in world.lives[JOURNEY].owners[ANNA].attempts] == ["completed"]
        world.work()
        assert [each.effect.owner for each in world.outbox.entries()] == [ANNA]


def test_who_is_forgotten_is_forgotten_under_every_name(tmp_path: Path) -> None:
    with opened(tmp_path) as world:
        journeys.create(world, asked(DOCUMENT))
        world.take_in(call(1, "track", 1, event="Seen", anonymousId="a1"))
        world.take_in(call(2, "identify", 2, userId="anna", anonymousId="a1"))
        plan = world.lives[JOURNEY].plan
        progress.remove(world, asked(None, id=progress_id(plan, ANNA)))
        assert attempts(world.lives[JOURNEY].owners) == {}
        world.take_in(call(3, "track", 3, event="Bought", anonymousId="a1"))
    with opened(tmp_path) as world:
        assert attempts(world.lives[JOURNEY].owners) == {}
        world.take_in(call(4, "track", 4, event="Seen", anonymousId="a1"))
        assert [each.at for each in attempts(world.lives[JOURNEY].owners)[ANNA]] != []


@pytest.mark.parametrize("join", [True, False])
def test_calls_over_http(tmp_path: Path, join: bool) -> None:
    batch = {
        "context": {"app": {"name": "shop"}, "locale": "en"},
        "batch": [
            {"type": "track", "event": "Seen", "anonymousId": "a1", "context": {"locale": "pt"}},
            {"type": "identify", "userId": "anna", "anonymousId": "a1"},
        ],
    }
    seen = {
        "description": "seen",
        "conditions": {"context.app.name": "shop", "context.locale": "pt"},
        "count": 1,
    }
    with practice(tmp_path, ServerSettings(join=join)) as api:
        assert api.locker.post("/api/v2/journey", json={"waypoints": [seen]}).is_success
        assert api.source.post("/v1/batch", json=batch).is_success
        (found,) = api.locker.get("/api/v2/journeyprogress", params={"select": '{"owner": 1}'}).json()
        assert found["owner"]["ident"] == ({"userId": "anna"} if join else {"anonymousId": "a1"})
