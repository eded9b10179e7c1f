"""What is in the outbox arrives: at least once, with its key, however the other side behaves."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from listener import HALF, NEVER, NOTHING, OK, Listener, answer
from scenario import callback, design, event, exit_, first_match, waypoint

from designer.delivery import DeliveryPolicy, GuardedTransport, deliver
from designer.delivery.dispatch import AT_ONCE
from engine.instant import parse
from engine.plan import Plan
from engine.simulate import simulate
from store.errors import StoreError
from store.outbox import AlreadyDelivering, Outbox, OutboxEntry, outgoing_effects
from store.workspace import Workspace

BRISK = DeliveryPolicy(tries=3, first=0.001, longest=0.01)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(tmp_path / "w") as workspace:
        yield workspace


def called_for(workspace: Workspace, url: str, *owners: str, journey: str = "test") -> Outbox:
    """An outbox with a callback to this URL for each owner."""
    steps = {
        "start": first_match(),
        "quiz": waypoint("passed"),
        "tell": callback(callback=url),
        "done": exit_(),
    }
    plan = Plan(design(steps, "start>quiz>tell>done", id=journey))
    told = [event(f"{minute} {owner} passed") for minute, owner in enumerate(owners)]
    for progress in simulate(plan, told, keep_documents=True).owners:
        workspace.outbox.put(outgoing_effects(plan, progress))
    return workspace.outbox


def delivered(outbox: Outbox, *, patience: DeliveryPolicy = BRISK, **options: object) -> list[OutboxEntry]:
    async def run() -> list[OutboxEntry]:
        async with GuardedTransport(allow_private=True) as transport:
            return await deliver(outbox, transport, patience=patience, **options)  # type: ignore[arg-type]

    return asyncio.run(run())


def states(outbox: Outbox) -> list[str]:
    return [entry.state for entry in outbox.entries()]


def ends(outbox: Outbox) -> list[object]:
    """How each try of the one entry ended."""
    (entry,) = outbox.entries()
    return [each.error or each.status for each in entry.tries]


def test_each_effect_arrives_with_its_key_and_its_body(workspace: Workspace) -> None:
    with Listener() as listener:
        outbox = called_for(workspace, f"{listener.url}/hook?a=b", "anna", "dave")
        tried = delivered(outbox)
        assert [entry.state for entry in tried] == ["delivered", "delivered"]
        assert tried == outbox.entries()
        assert sorted(listener.keys()) == sorted(entry.id for entry in tried)
        for asked in listener.asked:
            assert asked.line == "POST /hook?a=b HTTP/1.1"
            assert asked.headers["content-type"] == "application/json"
            assert asked.body == outbox.body(asked.headers["idempotency-key"])
        assert delivered(outbox) == []
        assert len(listener.asked) == 2, "what was delivered is not sent again"


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        (answer(500), "answered 500"),
        (answer(503), "answered 503"),
        (answer(429), "answered 429"),
        (NOTHING, "the connection broke"),
        (HALF, "the connection broke"),
        (b"nonsense\r\n\r\n", "the connection broke"),
    ],
    ids=["500", "503", "429", "nothing", "half", "nonsense"],
)
def test_what_fails_for_the_moment_is_tried_again(workspace: Workspace, reply: bytes, told: str) -> None:
    with Listener(reply, reply, OK) as listener:
        outbox = called_for(workspace, listener.url, "anna")
        (entry,) = delivered(outbox)
        assert (entry.state, entry.trips.trip_count) == ("delivered", 0)
        assert len(set(listener.keys())) == 1
        assert len({each.body for each in listener.asked}) == 1
        first, second, last = ends(outbox)
        assert str(first).startswith(told)
        assert str(second).startswith(told)
        assert last == 200


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 413])
def test_what_will_not_change_soon_waits_for_a_later_run(workspace: Workspace, status: int) -> None:
    with Listener(answer(status), OK) as listener:
        outbox = called_for(workspace, listener.url, "anna")
        (failed,) = delivered(outbox)
        assert (failed.state, failed.trips.trip_count) == ("failed", 1)
        (entry,) = delivered(outbox)
        assert entry.state == "delivered"
        assert ends(outbox) == [f"answered {status}", 200]


@pytest.mark.parametrize("status", [200, 201, 202, 204, 303, 304, 399])
def test_from_200_to_399_it_has_arrived(workspace: Workspace, status: int) -> None:
    with Listener(answer(status)) as listener:
        outbox = called_for(workspace, listener.url, "anna")
        delivered(outbox)
        assert ends(outbox) == [status]


def test_who_does_not_answer_is_left_after_a_while(workspace: Workspace) -> None:
    with Listener(NEVER) as listener:
        outbox = called_for(workspace, listener.url, "anna")
        delivered(outbox, patience=DeliveryPolicy(tries=1, timeout=0.3))
        assert ends(outbox) == ["no answer in 0.3 seconds"]


def test_nobody_there(workspace: Workspace) -> None:
    with Listener() as listener:
        gone = listener.url
    outbox = called_for(workspace, gone, "anna")
    (entry,) = delivered(outbox)
    assert (entry.state, len(entry.tries)) == ("failed", 3)
    assert entry.tries[0].error.startswith("no connection")


def test_an_endless_answer_is_not_read(workspace: Workspace) -> None:
    endless = (
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    )
    with Listener(endless + b"10000\r\n" + b"x" * 0x10000 + b"\r\n") as listener:
        outbox = called_for(workspace, listener.url, "anna")
        delivered(outbox)
        assert ends(outbox) == [200]


def test_a_server_that_asks_for_time_gets_it(workspace: Workspace) -> None:
    with Listener(answer(429, "Retry-After: 120"), OK) as listener:
        outbox = called_for(workspace, listener.url, "anna")
        (entry,) = delivered(outbox)
        assert (entry.state, len(listener.asked)) == ("failed", 1)
        assert parse(str(entry.next_try)) - parse(entry.tries[0].at) >= 120_000_000
        assert delivered(outbox, due=True) == [], "it is not due yet"
        assert delivered(outbox)[0].state == "delivered", "but may be sent by hand"


def test_a_short_wait_is_waited_for(workspace: Workspace) -> None:
    with Listener(answer(503, "Retry-After: 1"), OK) as listener:
        (entry,) = delivered(called_for(workspace, listener.url, "anna"))
        first, second = entry.tries
        assert second.delivered
        assert parse(second.at) - parse(first.at) >= 1_000_000


@pytest.mark.parametrize("asked", ["soon", "-1", "Wed, 21 Oct 2015 07:28:00 GMT", "1e9", "²"])
def test_a_server_that_asks_for_nothing_sensible_waits_as_others(workspace: Workspace, asked: str) -> None:
    with Listener(answer(503, f"Retry-After: {asked}"), OK) as listener:
        delivered(called_for(workspace, listener.url, "anna"))
        assert states(workspace.outbox) == ["delivered"]


def test_an_outcome_is_deactivated_at_the_maximum(workspace: Workspace) -> None:
    with Listener(answer(500)) as listener:
        outbox = called_for(workspace, listener.url, "anna")
        for _ in range(5):
            delivered(outbox)
        (entry,) = outbox.entries()
        assert (entry.state, entry.trips.trip_count, len(listener.asked)) == ("given up", 15, 15)
        assert entry.trips.deactivated_at
        called_for(workspace, listener.url, "anna", "dave")
        assert delivered(outbox) == []
        assert states(outbox) == ["given up", "given up"]


def test_the_maximum_may_be_another(workspace: Workspace) -> None:
    with Listener(answer(500)) as listener:
        delivered(called_for(workspace, listener.url, "anna"), max_trips=2)
        assert (states(workspace.outbox), len(listener.asked)) == (["given up"], 2)


def test_what_is_superseded_is_not_sent(workspace: Workspace) -> None:
    with Listener() as listener:
        outbox = called_for(workspace, listener.url, "anna", "dave")
        outbox.put(gone=[outbox.entries()[0].id])
        assert [entry.effect.owner for entry in delivered(outbox)] == [outbox.entries()[1].effect.owner]
        assert len(listener.asked) == 1


def test_one_journey_alone(workspace: Workspace) -> None:
    with Listener() as listener:
        called_for(workspace, listener.url, "anna", journey="one")
        outbox = called_for(workspace, listener.url, "anna", journey="other")
        assert [entry.journey for entry in delivered(outbox, journey="one")] == ["one"]


def test_what_is_not_allowed_is_told_and_not_held_against_the_outcome(workspace: Workspace) -> None:
    with Listener() as listener:
        outbox = called_for(workspace, listener.url, "anna")

        async def run() -> list[OutboxEntry]:
            async with GuardedTransport() as transport:
                return await deliver(outbox, transport, patience=BRISK)

        (entry,) = asyncio.run(run())
        assert (entry.state, entry.trips.trip_count, len(entry.tries)) == ("failed", 0, 1)
        assert "127.0.0.1 is this machine; --allow-private" in entry.tries[0].error
        assert listener.asked == []


def test_a_slow_one_does_not_hold_up_the_others(workspace: Workspace) -> None:
    owners = [f"owner{number}" for number in range(20)]
    with Listener(NEVER, OK) as listener, ThreadPoolExecutor() as pool:
        outbox = called_for(workspace, listener.url, *owners)
        run = pool.submit(delivered, outbox, patience=DeliveryPolicy(timeout=60, first=0.001))
        for _ in owners:
            assert listener.arrived.acquire(timeout=60)
        assert sorted(states(outbox))[-1] == "failed", "one is still without an answer"
        listener.let_go()
        assert {entry.state for entry in run.result()} == {"delivered"}


def test_a_disk_that_fails_ends_the_run(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(id: str, status: int) -> OutboxEntry:
        raise StoreError("the disk is full")

    with Listener() as listener:
        outbox = called_for(workspace, listener.url, "anna", "dave")
        monkeypatch.setattr(outbox, "succeed", full)
        with pytest.raises(StoreError, match="the disk is full"):
            delivered(outbox)
        monkeypatch.undo()
        assert set(states(outbox)) <= {"pending", "failed"}
        assert {entry.state for entry in delivered(outbox)} == {"delivered"}


def test_two_do_not_deliver_at_once(workspace: Workspace) -> None:
    with Listener() as listener:
        outbox = called_for(workspace, listener.url, "anna")
        with Workspace.open(workspace.folder).outbox.delivering(), pytest.raises(AlreadyDelivering):
            delivered(outbox)
        assert listener.asked == []


def test_killed_in_the_middle_nothing_is_lost_and_nothing_forgotten(workspace: Workspace) -> None:
    """Three times, two callbacks arrive, the next ones are held back, and the process is killed while it waits."""
    held = [NEVER] * AT_ONCE
    with Listener(*[OK, OK, *held] * 3, OK) as listener:
        outbox = called_for(workspace, listener.url, *(f"owner{number}" for number in range(20)))
        for kill in (1, 2, 3):
            _kill_after(listener, 2 + AT_ONCE, workspace.folder)
            assert states(outbox).count("delivered") == 2 * kill
        known = {entry.id for entry in outbox.entries() if entry.delivered}
        before = len(listener.asked)
        delivered(outbox)
        assert set(states(outbox)) == {"delivered"}
        assert set(listener.keys()) == {entry.id for entry in outbox.entries()}
        assert not known & set(listener.keys()[before:]), "what was known to have arrived is not sent again"


def _kill_after(listener: Listener, requests: int, folder: Path) -> None:
    """Deliver in a process of its own, and kill it once so many requests more have arrived."""
    command = [sys.executable, "-m", "designer", "--workspace", str(folder), "deliver", "--allow-private"]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as child:
        for _ in range(requests):
            assert listener.arrived.acquire(timeout=60)
        child.kill()
