"""What the fold may pass over: never an event that would have moved somebody."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from scenario import called, delay, design, entry, exit_, first_match, split, verb, waypoint
from strategies import lives

from engine.events import from_document
from engine.fold import fold
from engine.instant import parse
from engine.journey import Journey
from engine.match import Matcher, match_event, owner
from engine.plan import Plan
from engine.progress import MatchedEvent
from engine.wakes import wakes

CLOCK = parse("2026-03-08T00:00:00Z")


@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@given(lives())
def test_passing_over_events_changes_nothing(life: tuple[Journey, list[dict[str, Any]]]) -> None:
    """A fold that is watched offers every event to every attempt."""
    journey, history = life
    plan, logs = Plan(journey), dict[str, list[MatchedEvent]]()
    matcher = Matcher([plan])
    for event in map(from_document, history):
        whose = owner(plan, event)
        kept = match_event(plan, event, matcher.hits(event.document).get(0, ()))
        if whose and kept:
            logs.setdefault(whose, []).append(kept)
    for whose, log in logs.items():
        assert fold(plan, whose, log, CLOCK) == fold(plan, whose, log, CLOCK, watch=lambda *_: None)


def test_a_step_is_woken_by_what_it_waits_for_and_by_exit_rules() -> None:
    rule = {"id": "left", "trigger": {"on": "event", "condition": verb("left")}}
    plan = Plan(
        design(
            {
                "start": entry(verb("began")),
                "pause": delay("1h"),
                "quiz": waypoint("passed"),
                "way": split("event"),
                "done": exit_(),
            },
            "start>pause>quiz>way",
            {"from": "way", "to": "done", "when": verb("went")},
            "way>done after 1d",
            exit_rules=[rule],
        )
    )
    names = [filter.query["statement.verb.id"].rpartition("/")[2] for filter in plan.filters]
    found = wakes(plan)
    told = {step: {names[number] for number in filters or ()} for step, filters in found.steps.items()}
    assert told["pause"] == {"left"}
    assert told["quiz"] == {"passed", "left"}
    assert told["way"] == {"went", "left"}
    assert found.entry == {names.index("began")}
    assert found.timers


def test_a_journey_begins_at_the_first_step_that_waits() -> None:
    steps = {
        "start": first_match(),
        "off": waypoint("off", active=False),
        "quiz": waypoint("passed"),
        "end": waypoint("ended"),
        "done": exit_(),
    }
    plan = Plan(design(steps, "start>off>quiz>end>done"))
    assert wakes(plan).entry == {plan.tests["step", "quiz"].filter}  # type: ignore[union-attr]
    assert not wakes(plan).timers


def test_a_condition_on_a_trait_may_be_met_by_any_event() -> None:
    steps = {
        "start": first_match(),
        "quiz": {"kind": "waypoint", "condition": f"{called('A')} AND trait('plan') = 'pro'"},
    }
    plan = Plan(design({**steps, "done": exit_()}, "start>quiz>done"))
    assert wakes(plan).steps["quiz"] is None
    assert wakes(plan).entry is None
