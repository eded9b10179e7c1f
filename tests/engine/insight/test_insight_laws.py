"""Insight adds up to the report, whatever the design and whatever happened."""

from __future__ import annotations

from collections import Counter

from hypothesis import HealthCheck, given, settings
from strategies import lives
from strategies.world import Document

from engine.events import from_document
from engine.insight import cohorts, compare, flow, funnel, stuck, time_in_step, visits
from engine.journey import Journey
from engine.plan import Plan
from engine.report import report
from engine.simulate import SimulationResult, simulate

law = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
Life = tuple[Journey, list[Document]]


def lived(life: Life) -> SimulationResult:
    journey, history = life
    return simulate(Plan(journey), map(from_document, history))


@law
@given(lives())
def test_visits_are_the_steps_entered(life: Life) -> None:
    done = lived(life)
    told = Counter(visit.step for visit in visits(life[0], done.owners))
    assert {id: told[id] for id in life[0].steps} == {
        id: count["entered"] for id, count in report(done)["steps"].items()
    }


@law
@given(lives())
def test_times_are_of_all_visits(life: Life) -> None:
    done = lived(life)
    steps = report(done)["steps"]
    for row in time_in_step(life[0], done.owners, done.until or 0):
        assert len(row.values) + row.waiting + row.timed_out + row.ended == steps[row.step]["entered"]
        assert row.waiting == steps[row.step]["waiting"]
        assert min(row.values, default=0) >= 0


@law
@given(lives())
def test_what_comes_to_a_step_leaves_it_or_stops_there(life: Life) -> None:
    journey, _ = life
    done = lived(life)
    told = flow(journey, done.owners)
    totals = report(done)["totals"]
    came = Counter({journey.entry: totals["entered"]})
    left: Counter[str] = Counter()
    for transition in told.transitions:
        came[transition.target] += transition.taken
        left[transition.source] += transition.taken
        assert transition.people <= transition.attempts <= transition.taken
    for place in told.places:
        stopped = place.waiting + place.ended + sum(place.exited.values())
        assert came[place.step] == left[place.step] + stopped
    assert sum(place.waiting for place in told.places) == totals["running"]
    assert sum(place.ended for place in told.places) == totals["completed"] + totals["gave_up"]
    assert sum(sum(place.exited.values()) for place in told.places) == totals["exited"]


@law
@given(lives())
def test_a_funnel_never_widens_from_the_step_before(life: Life) -> None:
    done = lived(life)
    totals = report(done)["totals"]
    entries = {"attempts": totals["entered"], "people": totals["owners"]}
    for unit in ("attempts", "people"):
        rows = funnel(life[0], done.owners, unit)
        assert rows[0].reached == entries[unit]
        assert all(row.did <= row.reached <= row.previous <= rows[0].reached for row in rows)
        assert sum(row.reached for row in rows) <= sum(
            len(set(a.path)) for p in done.owners for a in p.attempts
        )
        assert {step for p in done.owners for a in p.attempts for step in a.path} <= {
            row.step for row in rows
        }


@law
@given(lives())
def test_cohorts_share_out_all_attempts(life: Life) -> None:
    done = lived(life)
    totals = report(done)["totals"]
    rows = cohorts(done.owners, done.until or 0)
    for key in ("entered", "running", "completed", "exited", "gave_up"):
        assert sum(row.totals[key] for row in rows) == totals[key]
    for row in rows:
        within = list(zip(row.completed_within, row.observed, strict=True))
        assert all(completed <= observed <= row.totals["entered"] for completed, observed in within)


@law
@given(lives())
def test_whoever_is_stuck_waits(life: Life) -> None:
    done = lived(life)
    running = {(p.owner, a.number, a.at) for p in done.owners for a in p.attempts if a.status == "running"}
    until = done.until or 0
    usual = {row.step: row.usual for row in time_in_step(life[0], done.owners, until)}
    for row in stuck(life[0], done.owners, until):
        assert (row.owner, row.attempt, row.step) in running
        assert row.waited > row.usual == usual[row.step]


@law
@given(lives())
def test_a_simulation_is_like_itself_and_differs_both_ways_alike(life: Life) -> None:
    done = lived(life)
    assert compare(done.owners, done.owners).same == len(done.owners)
    fewer = lived((life[0], life[1][: len(life[1]) // 2]))
    one, other = compare(done.owners, fewer.owners), compare(fewer.owners, done.owners)
    assert {each.owner for each in one.different} == {each.owner for each in other.different}
    assert one.same + len(one.different) == len(
        {each.owner for each in done.owners} | {each.owner for each in fewer.owners}
    )
