"""Made-up populations: they live by their chances, send valid events, and are what they were learned from."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from hypothesis import given, settings
from scenario import (
    callback,
    checklist,
    delay,
    design,
    entry,
    exit_,
    first_match,
    split,
    verb,
    waypoint,
    when,
)
from strategies import journeys

from engine.document_schema import SCHEMAS
from engine.edit.fields import plain
from engine.events import from_document
from engine.journey import Journey
from engine.plan import Plan
from engine.population import MadeUpPeople, Population, StepChances, load, made_up_people, observe_population
from engine.population.chances import InvalidPopulation
from engine.schema import complete_event
from engine.simulate import SimulationResult, simulate

COURSE = design(
    {
        "start": entry(verb("began")),
        "read": waypoint("read", count=3),
        "rest": checklist("sing", "dance", "paint", required=2),
        "pause": delay("2d"),
        "choose": split("event"),
        "tell": callback(),
        "done": exit_(),
        "lost": exit_(completes=False),
    },
    "start>read>rest>pause>choose",
    "read>lost after 10d",
    when("choose>tell", verb("passed")),
    when("choose>lost", verb("failed")),
    "choose>lost after 30d",
    "tell>done",
)
CHANCES = Population(
    steps={
        "read": StepChances(chance=0.75),
        "choose": StepChances(branches={"tell": 3, "lost": 1}),
    }
)


def lived(population: Population, number: int = 200, seed: int = 7) -> tuple[MadeUpPeople, SimulationResult]:
    plan = Plan(COURSE)
    people = made_up_people(plan, population, number, seed)
    end = from_document(people.documents[-1]).time + 365 * 86_400_000_000
    return people, simulate(plan, map(from_document, people.documents), until=end)


def test_everybody_lives_by_the_chances() -> None:
    people, run = lived(CHANCES)
    assert people.troubles == {}
    ends = Counter(attempt.status for each in run.owners for attempt in each.attempts)
    assert len(run.owners) == 200
    at_rest = sum("rest" in attempt.path for each in run.owners for attempt in each.attempts)
    assert 130 <= at_rest <= 170  # three of four of 200
    assert 0.65 <= ends["completed"] / at_rest <= 0.85  # three of four again
    assert run.counts.matched == run.counts.read


def test_one_seed_is_one_population_and_all_events_are_valid() -> None:
    first, _ = lived(CHANCES)
    assert lived(CHANCES)[0].documents == first.documents
    assert lived(CHANCES, seed=8)[0].documents != first.documents
    assert all(complete_event(each) is not None for each in first.documents)


def test_who_never_goes_on_leaves_by_the_clock_or_waits() -> None:
    _, run = lived(Population(steps={"read": StepChances(chance=0.0)}), 20)
    assert {attempt.at for each in run.owners for attempt in each.attempts} == {"lost"}
    _, run = lived(Population(steps={"rest": StepChances(chance=0.0)}), 20)
    assert {attempt.at for each in run.owners for attempt in each.attempts} == {"rest"}


def test_what_is_learned_of_people_lives_much_as_they_did() -> None:
    _, run = lived(CHANCES, 300)
    learned = observe_population(run)
    assert learned.at("read").chance == pytest.approx(0.75, abs=0.08)
    assert learned.at("choose").branches["tell"] == pytest.approx(0.75, abs=0.08)
    shortest, *_, longest = learned.at("rest").times
    assert 0 < shortest.microseconds < longest.microseconds <= 3 * 86_400_000_000
    again = load(json.dumps({"format": 1} | dict(plain(learned).items())), COURSE)  # type: ignore[attr-defined]
    assert again == learned


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ('{"steps": {"quiz": {}}}', "the journey has no step 'quiz'"),
        ('{"steps": {"read": {"chance": 2}}}', r"\$.steps.read.chance"),
        ('{"steps": {"choose": {"branches": {"read": 1}}}}', "no transition leads from 'choose' to 'read'"),
        ('{"start": "soon"}', r"\$.start"),
        ('{"chances": {}}', "the key 'chances' is not known here"),
    ],
)
def test_what_cannot_be_lived_by_is_refused_with_its_place(written: str, sentence: str) -> None:
    with pytest.raises(InvalidPopulation, match=sentence):
        load(written, COURSE)


def test_a_population_has_a_schema() -> None:
    assert "chance" in SCHEMAS["people"]()["$defs"]["StepChances"]["properties"]


def test_track_calls_are_made_for_a_design_of_calls() -> None:
    cart = {"kind": "waypoint", "condition": {"type": "track", "event": "Cart"}}
    journey = design({"start": first_match(), "cart": cart, "done": exit_()}, "start>cart>done")
    found = made_up_people(Plan(journey), Population(), 3)
    assert [each["event"] for each in found.documents] == ["Cart"] * 3


@settings(max_examples=20)
@given(journeys())
def test_people_live_in_any_design_and_all_they_do_is_valid(journey: Journey) -> None:
    found = made_up_people(Plan(journey), Population(), 3, seed=1)
    run = simulate(Plan(journey), map(from_document, found.documents))
    assert run.counts.rejected == 0
    assert all(complete_event(each) is not None for each in found.documents)
