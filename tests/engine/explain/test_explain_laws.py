"""Explaining tells the same story as simulating, and what it makes up works."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from hypothesis import HealthCheck, given, seed, settings
from strategies import lives
from strategies.world import Document

from engine.events import Event, from_document, owner_of
from engine.explain import Explained, explain
from engine.explain.answer import answer
from engine.journey import Journey
from engine.plan import Plan
from engine.simulate import Simulated, simulate

law = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
Life = tuple[Journey, list[Document]]


def explained(done: Simulated, events: list[Event], **asked: Any) -> Iterator[Explained]:
    """Everybody who has events, explained."""
    track_by = done.plan.journey.track_by
    by_owner: dict[str, list[Event]] = {}
    for event in events:
        if whose := owner_of(event, track_by):
            by_owner.setdefault(whose, []).append(event)
    for whose, mine in by_owner.items():
        yield explain(done.plan, whose, mine, until=done.until or 0, voided=done.voided, **asked)


@law
@given(lives())
def test_stays_are_where_the_simulation_left_the_attempts(life: Life) -> None:
    journey, history = life
    events = [from_document(document) for document in history]
    done = simulate(Plan(journey), events)
    attempts = {progress.owner: progress.attempts for progress in done.owners}
    for told in explained(done, events):
        stays = [stay for stay in told.stays if stay.attempt is not None]
        expected = attempts.get(told.owner, ())
        assert [(s.status, s.path) for s in stays] == [(a.status, a.path) for a in expected]
        assert all(
            stay.step == attempt.at for stay, attempt in zip(stays, expected, strict=True) if stay.here
        )
        assert json.loads(json.dumps(answer(told)))["owner"] == json.loads(told.owner)


@law
@given(lives())
def test_what_counted_is_what_the_attempt_has_taken(life: Life) -> None:
    """Asked about every step in turn, the events that counted or moved are those that the attempt has taken."""
    journey, history = life
    events = [from_document(document) for document in history]
    done = simulate(Plan(journey), events)
    taken: Counter[str] = Counter()
    for step in journey.steps:
        for told in explained(done, events, step=step):
            for stay in told.stays:
                took = (each.event for each in stay.considered if each.verdict in ("moved", "counted"))
                taken.update(f"{told.owner} {stay.attempt} {event}" for event in took)
    expected: Counter[str] = Counter()
    for progress in done.owners:
        for attempt in progress.attempts:
            began = [] if attempt.entry is None else [attempt.entry]
            offered = [position for position in attempt.taken if position not in began]
            expected.update(f"{progress.owner} {attempt.number} {progress.log[p].ref}" for p in offered)
    assert taken == expected


@law
@given(lives())
def test_a_made_up_event_does_what_it_promises(life: Life) -> None:
    journey, history = life
    events = [from_document(document) for document in history]
    done = simulate(Plan(journey), events)
    for told in explained(done, events):
        for stay in told.stays:
            for onward in stay.onward:
                if onward.event is None or onward.times > 1:
                    continue
                made = from_document(onward.event)
                longer = simulate(Plan(journey), [*events, made])
                (mine,) = (each for each in longer.owners if each.owner == told.owner)
                after = mine.attempts[0 if stay.attempt is None else stay.attempt]
                taken = {mine.log[position].id for position in after.taken}
                assert made.id in taken or (onward.by, after.status) == ("exit_rule", "exited")


@law
@given(lives())
def test_whoever_fails_is_told_a_reason(life: Life) -> None:
    """An event that an attempt waited for and did not take has a clause that failed, wherever a query can say it."""
    journey, history = life
    events = [from_document(document) for document in history]
    done = simulate(Plan(journey), events)
    for told in explained(done, events):
        for stay in told.stays:
            asked = {each.by for each in stay.onward}
            if "event" in asked and journey.steps[stay.step].__struct_config__.tag == "waypoint":
                assert all(each.reasons for each in stay.considered if each.verdict == "failed")


def test_the_laws_are_tried_on_lives_that_have_something_to_explain() -> None:
    verdicts: Counter[str] = Counter()
    made: Counter[str] = Counter()

    @settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @seed(3)
    @given(lives())
    def look(life: Life) -> None:
        journey, history = life
        events = [from_document(document) for document in history]
        done = simulate(Plan(journey), events)
        for told in explained(done, events):
            for stay in told.stays:
                verdicts.update(each.verdict for each in stay.considered)
                made.update(each.by for each in stay.onward if each.event or each.at)

    look()
    assert {"failed", "moved", "ended", "voided"} <= verdicts.keys()
    assert {"event", "exit_rule"} <= made.keys()
