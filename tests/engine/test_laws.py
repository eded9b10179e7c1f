"""The central law (semantics §3): progress depends on the set of events and the clock alone."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st
from strategies import lives

from engine.events import from_document
from engine.fold import advance, fold, precedence, tick, withdraw
from engine.instant import parse
from engine.journey import Journey, decode, dumps
from engine.match import Matcher, match_event, owner
from engine.plan import Plan
from engine.progress import MatchedEvent, Progress, superseded_effects
from engine.report import report
from engine.simulate import Simulation, simulate

law = settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))

Document = dict[str, Any]
Life = tuple[Journey, list[Document]]


def answer(journey: Journey, documents: list[Document], seed: int = 0) -> Document:
    return report(simulate(Plan(journey), map(from_document, documents), seed=seed), owners=True)


def without_counts(answered: Document) -> Document:
    return {key: value for key, value in answered.items() if key != "events"}


@law
@given(lives(), st.randoms(use_true_random=False))
def test_arrival_order_does_not_matter(life: Life, random: Any) -> None:
    journey, history = life
    shuffled = list(history)
    random.shuffle(shuffled)
    assert answer(journey, shuffled) == answer(journey, history)


@law
@given(lives())
def test_an_event_given_twice_is_one_event(life: Life) -> None:
    journey, history = life
    assert without_counts(answer(journey, history + history)) == without_counts(answer(journey, history))


@law
@given(lives(), st.lists(st.integers(0, 24)))
def test_batches_and_asking_in_between_do_not_matter(life: Life, pauses: list[int]) -> None:
    journey, history = life
    simulation = Simulation(Plan(journey))
    for number, document in enumerate(history):
        if number in pauses:
            simulation.result()
        simulation.add(from_document(document))
    assert report(simulation.result(), owners=True) == answer(journey, history)


def arrivals(plan: Plan, history: list[Document]) -> dict[str, list[MatchedEvent]]:
    """What each owner's fold is told of a history, in the order of arrival: duplicates too, voided statements not."""
    matcher = Matcher([plan])
    events = [from_document(document) for document in history]
    voiding = {event.id for event in events if event.voids}
    voided = ({event.voids for event in events} - voiding) | {event.id for event in events if event.voided}
    found: dict[str, list[MatchedEvent]] = {}
    for event in events:
        whose = owner(plan, event)
        seen = match_event(plan, event, matcher.hits(event.document).get(0, ()))
        if whose is not None and seen is not None and event.id not in voided:
            found.setdefault(whose, []).append(seen)
    return found


def unique(log: list[MatchedEvent]) -> list[MatchedEvent]:
    """Of several events with one id, the one that takes precedence."""
    return list({event.id: event for event in sorted(log, key=precedence, reverse=True)}.values())


def reloaded(progress: Progress) -> Progress:
    return msgspec.json.decode(msgspec.json.encode(progress), type=Progress)


CLOCK = parse("2026-03-08T00:00:00Z")
HOUR = 3_600_000_000


@law
@given(lives(), st.booleans())
def test_event_by_event_equals_at_once(life: Life, reload: bool) -> None:
    """Each event as it arrives, late ones and duplicates too, stopping and reloading in between."""
    journey, history = life
    plan = Plan(journey)
    for whose, log in arrivals(plan, history).items():
        progress = Progress(owner=whose)
        for event in log:
            progress = advance(plan, progress, event)
            progress = reloaded(progress) if reload else progress
        assert tick(plan, progress, CLOCK) == fold(plan, whose, unique(log), CLOCK)


@law
@given(lives(), st.lists(st.integers(-5, 72), max_size=5))
def test_time_may_pass_in_any_portions(life: Life, hours: list[int]) -> None:
    """The clock may run ahead of the events; those that arrive behind it are late, and history is told again."""
    journey, history = life
    plan = Plan(journey)
    for whose, log in arrivals(plan, history).items():
        progress = Progress(owner=whose)
        for event in log:
            progress = advance(plan, progress, event)
            for hour in hours:
                progress = tick(plan, progress, event.time + hour * HOUR)
        assert tick(plan, progress, CLOCK) == fold(plan, whose, unique(log), CLOCK)


@law
@given(lives())
def test_a_withdrawn_event_has_never_been(life: Life) -> None:
    journey, history = life
    plan = Plan(journey)
    for whose, told in arrivals(plan, history).items():
        first, *rest = unique(told)
        assert withdraw(plan, fold(plan, whose, [first, *rest], CLOCK), first.id) == fold(
            plan, whose, rest, CLOCK
        )


@law
@given(lives())
def test_effects_are_unique_and_those_that_no_longer_follow_are_told(life: Life) -> None:
    journey, history = life
    plan = Plan(journey)
    for whose, told in arrivals(plan, history).items():
        log = unique(told)
        before, after = fold(plan, whose, log[:-1], CLOCK), fold(plan, whose, log, CLOCK)
        ids = {effect.id for effect in after.effects}
        assert len(ids) == len(after.effects)
        gone = {effect.id for effect in superseded_effects(before.effects, after.effects)}
        assert gone == {effect.id for effect in before.effects} - ids


@law
@given(lives(), st.integers(0, 9))
def test_a_journey_after_its_document_is_the_same_journey(life: Life, seed: int) -> None:
    journey, history = life
    assert answer(decode(dumps(journey)), history, seed) == answer(journey, history, seed)


@law
@given(lives())
def test_totals_add_up(life: Life) -> None:
    journey, history = life
    told = answer(journey, history)
    totals = told["totals"]
    assert totals["entered"] == sum(
        totals[status] for status in ("running", "completed", "exited", "gave_up")
    )
    assert totals["running"] == sum(step["waiting"] for step in told["steps"].values())
    assert totals["entered"] == sum(len(each["attempts"]) for each in told["owners"])
    assert told["steps"][journey.entry]["entered"] == totals["entered"]


@pytest.mark.parametrize("status", ["running", "completed", "exited", "gave_up"])
def test_there_are_lives_that_end_in_each_way(status: str) -> None:
    """Raises NoSuchExample if the laws above are never tried on one."""
    patient = settings(law, max_examples=5000, phases=[Phase.generate], database=None)
    assert find(lives(), lambda life: answer(*life)["totals"][status] > 0, settings=patient)
