"""Which transitions an attempt took and when it entered its steps; who is told of every offer."""

from __future__ import annotations

from itertools import product

from hypothesis import HealthCheck, given, settings
from scenario import (
    callback,
    delay,
    design,
    entry,
    exit_,
    first_match,
    instant,
    minutes_of,
    only,
    ran,
    split,
    verb,
    waypoint,
    when,
)
from strategies import lives
from strategies.world import Document

from engine.events import from_document
from engine.fold import fold
from engine.journey import Journey
from engine.machine import Moved
from engine.moment import Moment
from engine.plan import Plan
from engine.progress import Attempt
from engine.simulate import simulate

TWO_WAYS = design(
    {"start": entry(verb("began")), "which": split("event"), "done": exit_()},
    "start>which",
    when("which>done", verb("passed")),
    when("which>done", verb("failed")),
    "which>done after 1d",
)


def exit_taken(*told: str) -> int:
    (attempt,) = only(ran(TWO_WAYS, "0 began", *told, until=2000)).attempts
    assert attempt.path == ("start", "which", "done")
    return attempt.transitions[-1]


def test_branches_to_the_same_step_are_told_apart() -> None:
    assert [exit_taken("1 passed"), exit_taken("1 failed"), exit_taken("1 viewed")] == [1, 2, 3]


def test_ways_lead_through_steps_that_are_not_recorded() -> None:
    steps = {
        "start": first_match(),
        "off": delay("1d", active=False),
        "quiz": waypoint("passed"),
        "done": exit_(),
    }
    (attempt,) = only(ran(design(steps, "start>off>quiz>done"), "0 passed")).attempts
    assert (attempt.path, attempt.transitions) == (("start", "quiz", "done"), (0, 1, 2))


def test_each_step_has_the_instant_at_which_it_was_entered() -> None:
    steps = {"start": entry(verb("began")), "pause": delay("1h"), "quiz": waypoint("passed"), "done": exit_()}
    (attempt,) = only(ran(design(steps, "start>pause>quiz>done"), "0 began", "90 passed")).attempts
    assert [minutes_of(at) for at in attempt.entered] == [0, 0, 60, 90]


def test_outcomes_of_an_exit_rule_are_entered_without_a_way() -> None:
    rule = {"id": "left", "trigger": {"on": "event", "condition": verb("left")}, "outcomes": ["bye"]}
    steps = {"start": entry(verb("began")), "quiz": waypoint("passed"), "done": exit_(), "bye": callback()}
    journey = design(steps, "start>quiz>done", exit_rules=[rule])
    (attempt,) = only(ran(journey, "0 began", "7 left")).attempts
    assert (attempt.path, attempt.transitions) == (("start", "quiz", "bye"), (0,))
    assert attempt.entered[-1] == instant(7)


@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@given(lives())
def test_ways_join_and_every_step_of_a_path_lies_on_them(life: tuple[Journey, list[Document]]) -> None:
    journey, history = life
    for progress in simulate(Plan(journey), map(from_document, history)).owners:
        for attempt in progress.attempts:
            transitions = [journey.transitions[index] for index in attempt.transitions]
            stops = [journey.entry, *(transition.target for transition in transitions)]
            assert [transition.source for transition in transitions] == stops[:-1]
            assert len(attempt.entered) == len(attempt.path)
            assert list(attempt.entered) == sorted(attempt.entered)
            outcomes = {id for rule in journey.exit_rules for id in rule.outcomes}
            assert set(attempt.path) <= {*stops, *outcomes}


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(lives())
def test_whoever_watches_sees_every_change_and_changes_nothing(life: tuple[Journey, list[Document]]) -> None:
    journey, history = life
    simulated = simulate(Plan(journey), map(from_document, history))
    for progress, moves_only in product(simulated.owners, (False, True)):
        seen: dict[int, Attempt] = {}
        effects = []

        def watch(moment: Moment, before: Attempt | None, moved: Moved | None) -> None:
            if moved is not None:
                assert before == seen.get(moved[0].number)  # noqa: B023
                seen[moved[0].number] = moved[0]  # noqa: B023
                effects.extend(moved[1])  # noqa: B023

        until = simulated.until
        assert until is not None
        again = fold(simulated.plan, progress.owner, progress.log, until, watch=watch, moves_only=moves_only)
        assert again == progress
        assert tuple(seen.values()) == progress.attempts
        assert tuple(effects) == progress.effects
