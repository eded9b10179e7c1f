"""Requests take turns: what one of them breaks is not broken for the others, and nothing is half done."""

from __future__ import annotations

import asyncio
import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from designer.sandbox.faults import Fault
from designer.sandbox.group_commit import GroupCommit
from designer.sandbox.learninglocker import journeys
from designer.sandbox.state import ServerState
from store.clock import now
from store.errors import StoreError
from store.outbox import Outbox
from store.table import Database

STATEMENT = {
    "actor": {"mbox": "mailto:ada@example.org"},
    "verb": {"id": "http://example.org/passed"},
    "object": {"id": "http://example.org/course"},
    "timestamp": "2020-01-01T00:00:00Z",
}


@pytest.fixture
def world(tmp_path: Path) -> Iterator[ServerState]:
    database, outbox = Database(tmp_path / "server.journal"), Outbox(tmp_path, now)
    found = ServerState(database, outbox, now, (journeys.load,))
    yield found
    found.close()
    database.close()
    outbox.close()


def arrive(name: str) -> Callable[[ServerState], int]:
    def act(world: ServerState) -> int:
        world.take_in({"_id": name, "statement": STATEMENT | {"id": name}})
        return world.arrivals.next

    return act


def fails_half_way(world: ServerState) -> int:
    arrive("half")(world)
    raise RuntimeError("a bug")


def refuses(world: ServerState) -> int:
    raise Fault(404, "there is none")


def together(world: ServerState, *acts: Callable[[ServerState], int]) -> list[int | BaseException]:
    """What acts answer that are waiting when the first of them gets its turn."""

    async def take() -> list[int | BaseException]:
        turns = GroupCommit.of_events(world)
        waiting = [asyncio.create_task(turns.take(act)) for act in acts]
        await asyncio.sleep(0)  # all of them are in the queue
        work = asyncio.create_task(turns.work())
        answers = await asyncio.gather(*waiting, return_exceptions=True)
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
        turns.close()
        return answers

    return asyncio.run(take())


def names(world: ServerState) -> list[str]:
    return [event.id for _, event in world.arrivals.events()]


def test_those_that_wait_together_see_each_other_in_order(world: ServerState) -> None:
    assert together(world, arrive("a"), arrive("b"), arrive("c")) == [1, 2, 3]


def test_one_that_is_refused_takes_nothing_with_it(world: ServerState) -> None:
    first, refused, last = together(world, arrive("a"), refuses, arrive("b"))
    assert isinstance(refused, Fault)
    assert (first, last, names(world)) == (1, 2, ["a", "b"])


def test_one_that_fails_half_way_leaves_nothing_behind(world: ServerState) -> None:
    first, failed, last = together(world, arrive("a"), fails_half_way, arrive("b"))
    assert isinstance(failed, RuntimeError)
    assert (first, last, names(world)) == (1, 2, ["a", "b"])
    world.load()
    assert names(world) == ["a", "b"]


@contextmanager
def files_limited_to(size: int) -> Iterator[None]:
    """As if the disk were full."""
    before, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (before, hard))


def test_what_cannot_be_kept_is_not_acknowledged_and_not_remembered(world: ServerState) -> None:
    assert together(world, arrive("a")) == [1]
    with files_limited_to(10):
        first, last = together(world, arrive("b"), arrive("c"))
    assert isinstance(first, StoreError)
    assert isinstance(last, StoreError)
    assert names(world) == ["a"]
    assert together(world, arrive("b")) == [2]
