"""The central law (semantics §3): progress depends on the set of events and the clock alone."""

from __future__ import annotations

from typing import Any

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import histories, journeys

from engine.events import from_document
from engine.fold import advance, fold, tick, withdraw
from engine.journey import Journey
from engine.match import Matcher, matched, owner
from engine.plan import Plan
from engine.progress import Matched, Progress, superseded
from engine.report import report
from engine.simulate import Simulation, simulate

law = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))

Document = dict[str, Any]


def answer(journey: Journey, documents: list[Document], seed: int = 0) -> Document:
    return report(simulate(Plan(journey), map(from_document, documents), seed=seed), owners=True)


def without_counts(answered: Document) -> Document:
    return {key: value for key, value in answered.items() if key != "events"}


@law
@given(journeys(), histories(), st.randoms(use_true_random=False))
def test_arrival_order_does_not_matter(journey: Journey, history: list[Document], random: Any) -> None:
    shuffled = list(history)
    random.shuffle(shuffled)
    assert answer(journey, shuffled) == answer(journey, history)


@law
@given(journeys(), histories())
def test_an_event_given_twice_is_one_event(journey: Journey, history: list[Document]) -> None:
    assert without_counts(answer(journey, history + history)) == without_counts(answer(journey, history))


@law
@given(journeys(), histories(), st.lists(st.integers(0, 40)))
def test_batches_and_asking_in_between_do_not_matter(
    journey: Journey, history: list[Document], pauses: list[int]
) -> None:
    simulation = Simulation(Plan(journey))
    for number, document in enumerate(history):
        if number in pauses:
            simulation.result()
        simulation.add(from_document(document))
    assert report(simulation.result(), owners=True) == answer(journey, history)


def logs(plan: Plan, history: list[Document]) -> dict[str, list[Matched]]:
    """What each owner's fold sees of a history, voided statements left out, in the order of arrival."""
    matcher = Matcher([plan])
    events = [from_document(document) for document in history]
    voided = {event.voids for event in events if event.voids} | {event.id for event in events if event.voided}
    found: dict[str, list[Matched]] = {}
    for event in events:
        whose = owner(plan, event)
        seen = matched(plan, event, matcher.hits(event.document).get(0, ()))
        if whose is not None and seen is not None and event.id not in voided:
            found.setdefault(whose, []).append(seen)
    return found


def reloaded(progress: Progress) -> Progress:
    return msgspec.json.decode(msgspec.json.encode(progress), type=Progress)


CLOCK = from_document(
    {"type": "track", "event": "x", "userId": "x", "timestamp": "2026-04-01T00:00:00Z"}
).time


@law
@given(journeys(), histories(), st.booleans())
def test_event_by_event_equals_at_once(journey: Journey, history: list[Document], reload: bool) -> None:
    """Each event as it arrives, late ones too, stopping and reloading in between."""
    plan = Plan(journey)
    for whose, log in logs(plan, history).items():
        progress = Progress(owner=whose)
        for event in log:
            progress = advance(plan, progress, event)
            progress = reloaded(progress) if reload else progress
        unique = {event.id: event for event in reversed(log)}
        if len(unique) == len(log):
            assert tick(plan, progress, CLOCK) == fold(plan, whose, log, CLOCK)


@law
@given(journeys(), histories(), st.lists(st.integers(0, 60), max_size=5))
def test_time_may_pass_in_any_portions(journey: Journey, history: list[Document], hours: list[int]) -> None:
    plan = Plan(journey)
    for whose, log in logs(plan, history).items():
        start = min(event.time for event in log)
        progress = Progress(owner=whose)
        for event in log:
            for hour in hours:
                progress = tick(plan, progress, start + hour * 3_600_000_000)
            progress = advance(plan, progress, event)
        assert tick(plan, progress, CLOCK).attempts == tick(plan, _at_once(plan, whose, log), CLOCK).attempts


def _at_once(plan: Plan, whose: str, log: list[Matched]) -> Progress:
    progress = Progress(owner=whose)
    for event in log:
        progress = advance(plan, progress, event)
    return progress


@law
@given(journeys(), histories())
def test_a_withdrawn_event_has_never_been(journey: Journey, history: list[Document]) -> None:
    plan = Plan(journey)
    for whose, log in logs(plan, history).items():
        rest = [event for event in log if event.id != log[0].id]
        assert withdraw(plan, fold(plan, whose, log, CLOCK), log[0].id) == fold(plan, whose, rest, CLOCK)


@law
@given(journeys(), histories())
def test_effects_are_unique_and_those_that_no_longer_follow_are_told(
    journey: Journey, history: list[Document]
) -> None:
    plan = Plan(journey)
    for whose, log in logs(plan, history).items():
        before, after = fold(plan, whose, log[:-1], CLOCK), fold(plan, whose, log, CLOCK)
        ids = [effect.id for effect in after.effects]
        assert len(set(ids)) == len(ids)
        gone = {effect.id for effect in superseded(before.effects, after.effects)}
        assert gone == {effect.id for effect in before.effects} - set(ids)


@law
@given(journeys(), histories())
def test_totals_add_up(journey: Journey, history: list[Document]) -> None:
    told = answer(journey, history)
    totals = told["totals"]
    assert totals["entered"] == sum(
        totals[status] for status in ("running", "completed", "exited", "gave_up")
    )
    assert totals["running"] == sum(step["waiting"] for step in told["steps"].values())
    assert totals["entered"] == sum(len(each["attempts"]) for each in told["owners"])
    assert told["steps"][journey.entry]["entered"] == totals["entered"]
