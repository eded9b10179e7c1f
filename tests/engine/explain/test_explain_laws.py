"""Explaining tells the same story as simulating, and what it makes up works."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from strategies import lives
from strategies.world import Document

from engine.events import Event, from_document, owner_of
from engine.explain import OwnerExplanation, explain
from engine.explain.answer import answer
from engine.explain.stay import Stay
from engine.journey import Journey
from engine.plan import Plan
from engine.simulate import SimulationResult, simulate

law = settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
patient = settings(law, max_examples=5000, phases=[Phase.generate], database=None)
Life = tuple[Journey, list[Document]]


def explained(done: SimulationResult, events: list[Event], **asked: Any) -> Iterator[OwnerExplanation]:
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


@pytest.mark.parametrize("verdict", ["failed", "moved", "ended", "voided"])
def test_there_are_lives_with_such_a_verdict(verdict: str) -> None:
    assert one_such_life(lambda stay: any(each.verdict == verdict for each in stay.considered))


@pytest.mark.parametrize("by", ["event", "exit_rule"])
def test_there_are_lives_with_such_a_way_on(by: str) -> None:
    assert one_such_life(lambda stay: any(each.by == by and (each.event or each.at) for each in stay.onward))


def one_such_life(wanted: Callable[[Stay], bool]) -> Life:
    """A random life with such a stay; the laws above are tried on many like it. Raises NoSuchExample."""

    def has_one(life: Life) -> bool:
        journey, history = life
        events = [from_document(document) for document in history]
        return any(
            wanted(s) for told in explained(simulate(Plan(journey), events), events) for s in told.stays
        )

    return find(lives(), has_one, settings=patient)
