"""The preview of a migration: who stands where, by each policy, and what goes wrong for whom."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from scenario import callback, delay, design, event, exit_, first_match, split, waypoint, when
from strategies import histories, journeys

from engine.events import Event
from engine.journey import Journey
from engine.migration import MigrationPreview, PeopleSample, preview
from engine.plan import Plan
from engine.report import steps as step_counts
from engine.simulate import simulate

STEPS: dict[str, Any] = {
    "start": first_match(),
    "read": waypoint("read", count=2),
    "quiz": waypoint("passed"),
    "tell": callback(),
    "essay": waypoint("submitted"),
    "thank": {"kind": "outcome", "type": "callback", "callback": "https://example.org/thanks"},
    "done": exit_(),
    "lost": exit_(completes=False),
}
BEFORE = design(STEPS, "start>read>quiz>tell>essay>thank>done", "quiz>lost after 60d")
PEOPLE = [event(told) for told in (
    "0 anna read", "1 anna read",  # at the quiz
    "2 ben read",  # half-way through reading
    "3 cleo read", "4 cleo read", "5 cleo passed",  # at the essay, told of
    "6 dave read", "7 dave read", "8 dave passed", "9 dave submitted",  # through
)]  # fmt: skip


def without(*gone: str) -> dict[str, Any]:
    return {id: step for id, step in STEPS.items() if id not in gone}


def seen(after: Journey, before: Journey = BEFORE, events: list[Event] = PEOPLE) -> MigrationPreview:
    one, other = (simulate(Plan(each), events, keep_documents=True) for each in (before, after))
    return preview(one, other)


def moves(found: MigrationPreview, policy: Any) -> dict[str, dict[str, int]]:
    """For each step where somebody waits, the places that a policy puts them to."""
    return {
        str(each.step): {f"{target.status} {target.step}": target.count for target in each.becomes[policy]}
        for each in found.steps
        if each.status == "running"
    }


def test_the_same_design_changes_nothing() -> None:
    found = seen(BEFORE)
    assert (found.people, found.in_flight, found.stays) == (3, 3, 3)
    assert (found.moves, found.ends, found.restarts, found.starts, found.stranded) == (0, 0, 0, 0, 0)
    assert (found.longer.count, found.twice, found.never, found.at_once) == (0, (), (), {})


def test_whose_step_is_gone_stays_or_goes_on_or_leaves() -> None:
    found = seen(design(without("essay"), "start>read>quiz>tell>thank>done", "quiz>lost after 60d"))
    assert found.stranded == 1
    assert moves(found, "replay")["essay"] == {"completed done": 1}
    assert moves(found, "stay")["essay"] == {"running essay": 1}
    assert moves(found, "skip_forward")["essay"] == {"completed done": 1}
    assert moves(found, "exit")["essay"] == {"exited None": 1}
    assert all(moves(found, policy)["quiz"] == {"running quiz": 1} for policy in ("replay", "stay", "exit"))
    assert found.at_once == {"thank": 1}


def test_skipping_forward_asks_data_splits_what_the_person_did() -> None:
    score = {"steps.quiz.statement.verb.id": "http://example.org/verbs/passed"}
    steps = without("essay") | {"pick": split("data"), "rest": delay("3d")}
    after = design(
        steps, "start>read>quiz>tell>pick", when("pick>rest", score), "pick>lost otherwise",
        "rest>thank>done", "quiz>lost after 60d",
    )  # fmt: skip
    before = design(STEPS | {"pick": split("data"), "rest": delay("3d")},
        "start>read>quiz>tell>essay>pick", when("pick>rest", score), "pick>lost otherwise",
        "rest>thank>done", "quiz>lost after 60d")  # fmt: skip
    found = seen(after, before)
    assert moves(found, "skip_forward")["essay"] == {"running rest": 1}


def test_more_to_do_or_a_later_timer_is_waiting_longer() -> None:
    more = design(
        STEPS | {"read": waypoint("read", count=3)},
        "start>read>quiz>tell>essay>thank>done",
        "quiz>lost after 60d",
    )
    found = seen(more)
    assert moves(found, "replay")["quiz"] == {"running read": 1}
    assert found.longer == PeopleSample(1, ('{"mbox":"mailto:ben@example.org"}',))
    later = seen(design(STEPS, "start>read>quiz>tell>essay>thank>done", "quiz>lost after 90d"))
    assert (later.longer.count, later.stays) == (1, 3)
    never_ends = seen(design(STEPS, "start>read>quiz>tell>essay>thank>done"))
    assert never_ends.longer.count == 1


def test_an_outcome_under_another_id_happens_again_and_one_that_is_gone_never() -> None:
    steps = without("tell", "thank") | {"told": callback()}
    found = seen(design(steps, "start>read>quiz>told>essay>done", "quiz>lost after 60d"))
    assert [(each.outcome, each.sample.count) for each in found.twice] == [("told", 2)]
    assert [(each.outcome, each.sample.count) for each in found.never] == [("thank", 3)]


def test_whoever_had_ended_may_be_under_way_again() -> None:
    steps = STEPS | {"survey": waypoint("answered")}
    found = seen(design(steps, "start>read>quiz>tell>essay>survey>thank>done", "quiz>lost after 60d"))
    assert (found.restarts, found.waiting["survey"]) == (1, 1)


@settings(max_examples=20)
@given(journeys(), journeys(), histories())
def test_what_replaying_does_is_what_a_dry_run_of_the_new_design_says(
    one: Journey, other: Journey, events: Any
) -> None:
    told = [event(each) for each in events]
    before, after = (simulate(Plan(each), told, keep_documents=True) for each in (one, other))
    found = preview(before, after)
    counts = {id: each["waiting"] for id, each in step_counts(after).items() if each["waiting"]}
    assert found.waiting == counts
    running = sum(attempt.status == "running" for each in before.owners for attempt in each.attempts)
    assert (found.in_flight, found.stays + found.moves + found.ends) == (running, running)
    for each in found.steps:
        for targets in each.becomes.values():
            assert sum(target.count for target in targets) == each.sample.count
