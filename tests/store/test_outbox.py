"""The outbox: an effect once, every try, and how an outcome fares."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterable
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from locker import example, progress_of, read, statement_lines, stored_journey
from scenario import callback, design, event, exit_, first_match, statement, verb, waypoint

from engine.plan import Plan
from engine.progress import Effect, Progress, superseded_effects
from engine.simulate import simulate
from store.log import import_files
from store.outbox import MAX_TRIP_COUNT, AlreadyDelivering, Outbox, OutboxEntry, Trips, outgoing_effects
from store.recalculate import recalculate
from store.workspace import Workspace

TELLS = {"start": first_match(), "quiz": waypoint("passed"), "tell": callback(), "done": exit_()}
QUIZ = design(TELLS, "start>quiz>tell>done")


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace.open(tmp_path / "w", clock=count(1505901600_000000, 60_000_000).__next__)


@pytest.fixture
def outbox(workspace: Workspace) -> Outbox:
    return workspace.outbox


def fill(outbox: Outbox, plan: Plan, before: Iterable[Effect], progress: Progress) -> None:
    """After an owner's progress has changed: ``before`` are the effects it had."""
    outbox.put(
        outgoing_effects(plan, progress),
        again=[effect.id for effect in progress.effects],
        gone=[effect.id for effect in superseded_effects(before, progress.effects)],
    )


def again(workspace: Workspace) -> Outbox:
    """The same outbox as another process sees it."""
    return Workspace.open(workspace.folder).outbox


def passed(*told: str) -> Progress:
    (progress,) = simulate(Plan(QUIZ), map(event, told), keep_documents=True).owners
    return progress


def waiting(outbox: Outbox) -> OutboxEntry:
    """The one entry of somebody who passed the quiz."""
    fill(outbox, Plan(QUIZ), (), passed("1 passed"))
    (entry,) = outbox.entries()
    return entry


def states(outbox: Outbox) -> list[str]:
    return [entry.state for entry in outbox.entries()]


def test_looking_creates_nothing(outbox: Outbox, tmp_path: Path) -> None:
    assert (outbox.entries(), outbox.entry("x"), outbox.trips("j", "s")) == ([], None, Trips())
    assert list(tmp_path.iterdir()) == []


def test_an_effect_is_one_entry_with_the_documented_body(workspace: Workspace) -> None:
    plan, progress = progress_of(read(stored_journey()), statement_lines())
    for before in ((), progress.effects):
        fill(workspace.outbox, plan, before, progress)
    expected = example("callback")
    expected["owner"]["ident"]["account"]["name"] = "Dave20"
    seen = again(workspace)
    assert [entry.id for entry in seen.entries()] == [effect.id for effect in progress.effects]
    assert [json.loads(seen.body(entry.id)) for entry in seen.entries(plan.journey.id)] == [expected] * 2
    urls = [outcome["callback"] for outcome in example("callback")["journey"]["outcomes"]]
    assert sorted(entry.url for entry in seen.entries()) == sorted(urls)
    assert seen.entries("another journey") == []


def test_what_is_delivered_was_tried_and_stays(workspace: Workspace) -> None:
    outbox = workspace.outbox
    id = waiting(outbox).id
    assert states(outbox) == ["pending"]
    begun = outbox.begin(id)
    assert begun is not None
    assert begun.tries[0].status is None
    assert states(again(workspace)) == ["failed"], "should it be killed now, it is tried again"
    delivered = outbox.succeed(id, 204)
    assert (delivered.state, delivered.tries[0].status) == ("delivered", 204)
    assert again(workspace).entry(id) == delivered
    assert outbox.begin(id) is None, "nobody sends it again"


def test_a_failure_is_due_again_later(outbox: Outbox) -> None:
    id = waiting(outbox).id
    outbox.begin(id)
    failed = outbox.fail(id, 500, "answered 500", wait=90)
    assert (failed.state, failed.failures, failed.trips) == ("failed", 1, Trips(trip_count=1))
    assert failed.tries[0].at < str(failed.next_try)
    outbox.begin(id)
    assert outbox.succeed(id, 200).trips == Trips(), "a success sets the count to 0"


def test_an_outcome_that_always_fails_is_deactivated_until_it_is_activated_again(outbox: Outbox) -> None:
    id = waiting(outbox).id
    for _ in range(MAX_TRIP_COUNT):
        assert outbox.begin(id)
        outbox.fail(id, None, "no answer", wait=1)
    trips = outbox.trips("test", "tell")
    assert (trips.trip_count, trips.deactivated_at is None) == (15, False)
    assert states(outbox) == ["given up"]
    fill(outbox, Plan(QUIZ), (), passed("2 dave passed"))
    assert states(outbox) == ["given up", "given up"], "nothing more is sent there"
    assert all(outbox.begin(entry.id) is None for entry in outbox.entries())
    outbox.reactivate("test", "tell")
    assert (states(outbox), outbox.trips("test", "tell")) == (["failed", "pending"], Trips())
    assert outbox.begin(id)


def test_one_effect_that_always_fails_is_given_up_while_others_arrive(outbox: Outbox) -> None:
    id = waiting(outbox).id
    fill(outbox, Plan(QUIZ), (), passed("2 dave passed"))
    other = outbox.entries()[1].id
    for status in (413, 413):
        outbox.begin(id)
        outbox.fail(id, status, "answered 413", wait=1, most=2)
        outbox.begin(other)
        outbox.succeed(other, 200)
    assert states(outbox) == ["given up", "delivered"]
    assert outbox.trips("test", "tell") == Trips()


def test_what_was_not_allowed_is_no_failure_of_the_outcome(outbox: Outbox) -> None:
    id = waiting(outbox).id
    outbox.begin(id)
    refused = outbox.refuse(id, "127.0.0.1 is private", wait=1)
    assert (refused.state, refused.failures, refused.trips) == ("failed", 1, Trips())


def test_a_late_event_supersedes_what_was_not_delivered(outbox: Outbox) -> None:
    rules = [{"id": "out", "trigger": {"on": "event", "condition": verb("left")}}]
    steps = {**TELLS, "first": waypoint("viewed")}
    journey = design(steps, "start>first>quiz>tell>done", exit_rules=rules)
    plan = Plan(journey)

    def as_of(*told: str) -> Progress:
        (progress,) = simulate(plan, map(event, told), keep_documents=True).owners
        return progress

    early, late = as_of("0 viewed", "2 passed"), as_of("0 viewed", "1 left", "2 passed")
    fill(outbox, plan, (), early)
    fill(outbox, plan, early.effects, late)
    assert states(outbox) == ["superseded"]
    assert outbox.begin(early.effects[0].id) is None
    fill(outbox, plan, late.effects, early)
    assert states(outbox) == ["pending"], "the late event was taken back"
    outbox.begin(early.effects[0].id)
    outbox.succeed(early.effects[0].id, 200)
    fill(outbox, plan, early.effects, late)
    (entry,) = outbox.entries()
    assert (entry.state, entry.superseded is None) == ("delivered", False)


def test_one_delivers_at_a_time(workspace: Workspace) -> None:
    told = f"being delivered already: .* process {os.getpid()} on"
    with (
        workspace.outbox.delivering(),
        pytest.raises(AlreadyDelivering, match=told),
        again(workspace).delivering(),
    ):
        pass
    with again(workspace).delivering():
        pass


def test_a_kill_leaves_the_right_to_deliver_and_a_try_without_end(workspace: Workspace) -> None:
    id = waiting(workspace.outbox).id
    ready, tell = os.pipe()
    if (child := os.fork()) == 0:
        ours = again(workspace)
        with ours.delivering():
            ours.begin(id)
            os.write(tell, b"!")
            signal.pause()
    os.read(ready, 1)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with workspace.outbox.delivering():
        entry = workspace.outbox.begin(id)
    assert entry is not None
    assert [each.status for each in entry.tries] == [None, None]


def lives(folder: Path, *told: object) -> Path:
    path = folder / "events.ndjson"
    path.write_text("".join(json.dumps(each) + "\n" for each in told))
    return path


def test_recalculating_fills_the_outbox_and_sends_nothing(workspace: Workspace, tmp_path: Path) -> None:
    log, plan = tmp_path / "log", Plan(QUIZ)
    anna, dave = statement(1, "passed", id="a"), statement(2, "passed", "dave", id="d")
    import_files(log, [str(lives(tmp_path, anna))])
    recalculate(workspace, plan, log)
    (first,) = workspace.outbox.entries()
    assert (first.state, first.url) == ("pending", "https://example.org/done")
    import_files(log, [str(lives(tmp_path, dave))])
    for _ in range(2):
        recalculate(workspace, plan, log)
    both = workspace.outbox.entries()
    assert [entry.state for entry in both] == ["pending", "pending"]
    assert both[0] == first
    told = [json.loads(workspace.outbox.body(entry.id)) for entry in both]
    assert [body["owner"]["ident"]["mbox"] for body in told] == [
        "mailto:anna@example.org",
        "mailto:dave@example.org",
    ]


def test_a_url_that_was_put_right_is_called(workspace: Workspace, tmp_path: Path) -> None:
    log, outbox = tmp_path / "log", workspace.outbox
    import_files(log, [str(lives(tmp_path, statement(1, "passed"), statement(2, "passed", "dave")))])
    recalculate(workspace, Plan(QUIZ), log)
    first, second = outbox.entries()
    outbox.begin(first.id)
    outbox.succeed(first.id, 200)
    outbox.begin(second.id)
    outbox.fail(second.id, 404, "answered 404", 1, most=1)
    steps = {**TELLS, "tell": callback(callback="https://example.org/right")}
    recalculate(workspace, Plan(design(steps, "start>quiz>tell>done")), log)
    delivered, waiting = outbox.entries()
    assert delivered.url == "https://example.org/done", "what was delivered stays"
    assert (waiting.url, waiting.failures, len(waiting.tries)) == ("https://example.org/right", 0, 1)
    body = json.loads(outbox.body(waiting.id))
    assert body["journey"]["outcomes"][0]["callback"] == "https://example.org/right"


def test_the_bodies_of_a_log_are_those_of_a_simulation(workspace: Workspace, tmp_path: Path) -> None:
    """Twins and events of several partitions included."""
    steps = {**TELLS, "quiz": waypoint("passed", count=2)}
    plan = Plan(design(steps, "start>quiz>tell>done", entry_rule="after_exit"))
    told = [statement(minute, "passed", f"owner{minute % 7}", id=f"s{minute}") for minute in range(40)]
    told += [{**statement(3, "passed", f"owner{number}", id="s3"), "result": {}} for number in range(2)]
    import_files(tmp_path / "log", [str(lives(tmp_path, *told))])
    recalculate(workspace, plan, tmp_path / "log")
    expected = {
        each.effect.id: each.body
        for progress in simulate(plan, map(event, told), keep_documents=True).owners
        for each in outgoing_effects(plan, progress)
    }
    found = {entry.id: workspace.outbox.body(entry.id) for entry in workspace.outbox.entries()}
    assert found.keys() == expected.keys()
    assert {id: json.loads(body) for id, body in found.items()} == {
        id: json.loads(body) for id, body in expected.items()
    }


def test_events_that_are_taken_back_supersede_what_followed(workspace: Workspace, tmp_path: Path) -> None:
    log, plan = tmp_path / "log", Plan(QUIZ)
    import_files(log, [str(lives(tmp_path, statement(1, "passed", id="a")))])
    recalculate(workspace, plan, log)
    void = statement(2, "x", id="v") | {
        "verb": {"id": "http://adlnet.gov/expapi/verbs/voided"},
        "object": {"objectType": "StatementRef", "id": "a"},
    }
    import_files(log, [str(lives(tmp_path, void))])
    recalculate(workspace, plan, log)
    assert states(workspace.outbox) == ["superseded"]


Deed = Literal["begin", "succeed", "fail", "refuse", "supersede", "follow", "reactivate"]


@settings(deadline=None, max_examples=20)
@given(st.lists(st.tuples(st.sampled_from(get_args(Deed)), st.integers(0, 1)), max_size=30))
def test_whatever_happens_to_entries(deeds: list[tuple[Deed, int]]) -> None:
    """What is delivered stays so and is never sent again; trips count the failures since the last success."""
    with TemporaryDirectory() as folder, Workspace.open(Path(folder)) as workspace:
        outbox, failures = workspace.outbox, 0
        for owner in ("anna", "dave"):
            fill(outbox, Plan(QUIZ), (), passed(f"1 {owner} passed"))
        ids = [entry.id for entry in outbox.entries()]
        under_way: set[str] = set()
        for deed, which in deeds:
            before = {entry.id for entry in outbox.entries() if entry.delivered}
            id = ids[which]
            match deed:
                case "begin":
                    was = outbox.entry(id)
                    assert was
                    begun = outbox.begin(id)
                    assert (begun is None) == (was.state not in ("pending", "failed"))
                    under_way |= {id} if begun else set()
                case "succeed" if id in under_way:
                    assert outbox.succeed(id, 200).state == "delivered"
                    failures = 0
                case "fail" if id in under_way:
                    outbox.fail(id, 500, "answered 500", 1, most=3)
                    failures += 1
                case "refuse" if id in under_way:
                    outbox.refuse(id, "private", 1, most=3)
                case "supersede":
                    outbox.put(gone=[id])
                case "follow":
                    outbox.put(again=[id])
                case "reactivate":
                    outbox.reactivate("test", "tell")
                    failures = 0
            under_way -= {id} if deed in ("succeed", "fail", "refuse") else set()
            entries = outbox.entries()
            assert before <= {entry.id for entry in entries if entry.state == "delivered"}
            assert {entry.trips.trip_count for entry in entries} == {failures}
            assert [entry.id for entry in entries] == ids
            assert (
                all(entry.state in ("delivered", "superseded", "given up") for entry in entries)
                or failures < 3
            )
        assert Workspace.open(Path(folder)).outbox.entries() == outbox.entries()
