"""Numbers about simulations, each counted by hand."""

from __future__ import annotations

from scenario import (
    MINUTE,
    callback,
    delay,
    design,
    entry,
    exit_,
    first_match,
    instant,
    ran,
    split,
    verb,
    waypoint,
    when,
)

from engine.insight import (
    FlowPlace,
    FunnelStep,
    Stuck,
    cohorts,
    compare,
    flow,
    funnel,
    stuck,
    time_in_step,
    visits,
)
from engine.insight.funnel import forward
from engine.insight.times import quantile
from engine.simulate import SimulationResult

DAY = 24 * 60
LEFT = {"id": "left", "trigger": {"on": "event", "condition": verb("left")}, "outcomes": ["bye"]}
COURSE = design(
    {
        "start": entry(verb("began")),
        "read": waypoint("read"),
        "which": split("event"),
        "quiz": waypoint("passed"),
        "essay": waypoint("wrote"),
        "tell": callback(),
        "done": exit_(),
        "lost": exit_(completes=False),
        "bye": callback(),
    },
    "start>read>which",
    when("which>quiz", verb("tested")),
    when("which>essay", verb("chose")),
    "which>lost after 10d",
    "quiz>tell",
    "essay>tell>done",
    exit_rules=[LEFT],
    entry_rule="after_exit",
)
TOLD = (
    *("0 anna began", "10 anna read", "20 anna tested", "50 anna passed", "60 anna began"),
    *("0 bob began", "30 bob read", "35 bob chose"),
    *("0 carl began", "50 carl read", "55 carl left"),
    *("5 dora began", "25 dora left"),
)


def simulated() -> SimulationResult:
    return ran(COURSE, *TOLD, until=100)


def address(name: str) -> str:
    return f'{{"mbox":"mailto:{name}@example.org"}}'


def test_a_funnel_counts_attempts_against_the_step_before_and_the_entry() -> None:
    rows = {row.step: row for row in funnel(COURSE, simulated().owners)}
    assert rows["start"] == FunnelStep(step="start", reached=5, did=5, previous=5, of_previous=1, of_entry=1)
    assert rows["read"] == FunnelStep(step="read", reached=5, did=3, previous=5, of_previous=1, of_entry=1)
    assert rows["which"] == FunnelStep(
        step="which", reached=3, did=2, previous=5, of_previous=0.6, of_entry=0.6
    )
    assert rows["quiz"] == FunnelStep(
        step="quiz", reached=1, did=1, previous=3, of_previous=1 / 3, of_entry=0.2
    )
    assert rows["tell"] == FunnelStep(
        step="tell", reached=1, did=1, previous=2, of_previous=0.5, of_entry=0.2
    )
    assert rows["lost"].reached == 0
    assert (rows["bye"].reached, rows["bye"].previous) == (2, 2)


def test_a_funnel_counts_people_once() -> None:
    rows = {row.step: row.reached for row in funnel(COURSE, simulated().owners, "people")}
    assert (rows["start"], rows["read"], rows["which"], rows["done"]) == (4, 4, 3, 1)


def test_a_funnel_runs_from_the_entry_with_joins_behind_their_branches() -> None:
    assert forward(COURSE) == ["start", "read", "which", "quiz", "essay", "tell", "done", "lost", "bye"]


def test_a_funnel_looks_through_steps_that_are_not_recorded() -> None:
    steps = {
        "start": entry(verb("began")),
        "read": waypoint("read"),
        "off": waypoint("wrote", active=False),
        "quiz": waypoint("passed"),
        "done": exit_(),
    }
    journey = design(steps, "start>read>off>quiz>done")
    owners = ran(journey, "0 began", "0 bob began", "1 read").owners
    rows = {row.step: (row.reached, row.previous) for row in funnel(journey, owners)}
    assert rows == {"start": (2, 2), "read": (2, 2), "quiz": (1, 2), "done": (0, 1)}


def test_a_funnel_of_nobody_has_no_shares() -> None:
    assert {(row.reached, row.of_previous, row.of_entry) for row in funnel(COURSE, ())} == {(0, None, None)}


def test_visits_know_when_they_began_and_ended() -> None:
    told = [each for each in visits(COURSE, simulated().owners) if each.owner == address("carl")]
    minutes = [(each.step, (each.left or 0) - each.entered, each.went_on) for each in told]
    assert minutes == [
        ("start", 0, True),
        ("read", 50 * MINUTE, True),
        ("which", 5 * MINUTE, False),
        ("bye", 0, False),
    ]


def test_time_in_step_is_that_of_those_who_did_it_and_knows_of_those_who_wait() -> None:
    rows = {row.step: row for row in time_in_step(COURSE, simulated().owners, instant(100))}
    assert list(rows) == ["read", "which", "quiz", "essay"]
    read = rows["read"]
    assert read.values == (10 * MINUTE, 30 * MINUTE, 50 * MINUTE)
    assert (read.median, read.p90, read.usual) == (50 * MINUTE, 50 * MINUTE, 46 * MINUTE)
    assert (read.waiting, read.timed_out, read.ended) == (1, 0, 1)
    assert (rows["essay"].values, rows["essay"].median, rows["essay"].waiting) == ((), None, 1)


def test_a_timeout_is_not_the_time_that_a_step_takes() -> None:
    journey = design(
        {
            "start": entry(verb("began")),
            "quiz": waypoint("passed"),
            "done": exit_(),
            "lost": exit_(completes=False),
        },
        "start>quiz>done",
        "quiz>lost after 1d",
    )
    told = [f"{number} p{number} began" for number in range(10)]
    people = ran(journey, *told, "10 p0 passed", "31 p1 passed", until=1439).owners
    (row,) = time_in_step(journey, people, instant(1439))
    assert (row.values, row.timed_out, row.waiting) == ((10 * MINUTE, 30 * MINUTE), 0, 8)
    late = ran(journey, *told, "10 p0 passed", "31 p1 passed", until=2000).owners
    (row,) = time_in_step(journey, late, instant(2000))
    assert (row.values, row.timed_out, row.waiting) == ((10 * MINUTE, 30 * MINUTE), 8, 0)
    assert (row.median, row.usual) == (None, 28 * MINUTE)
    assert len(stuck(journey, people, instant(1439))) == 8
    rows = {each.step: (each.reached, each.did) for each in funnel(journey, late)}
    assert rows == {"start": (10, 10), "quiz": (10, 2), "done": (2, 2), "lost": (8, 8)}


def test_quantiles_are_interpolated() -> None:
    assert [quantile((0, 10, 20), share) for share in (0, 0.25, 0.5, 0.9, 1)] == [0, 5, 10, 18, 20]
    assert quantile((7,), 0.9) == 7


def test_stuck_is_who_waits_longer_than_nine_of_ten_who_did_it() -> None:
    assert stuck(COURSE, ran(COURSE, *TOLD, until=106).owners, instant(106)) == ()
    (only,) = stuck(COURSE, ran(COURSE, *TOLD, until=107).owners, instant(107))
    assert only == Stuck(
        owner=address("anna"),
        attempt=1,
        step="read",
        since=instant(60),
        waited=47 * MINUTE,
        usual=46 * MINUTE,
    )


def test_a_delay_lasts_as_long_as_it_says() -> None:
    journey = design(
        {"start": entry(verb("began")), "pause": delay("1h"), "done": exit_()}, "start>pause>done"
    )
    people = ran(journey, "0 began", "5 bob began", until=61).owners
    (row,) = time_in_step(journey, people, instant(61))
    assert (row.values, row.waiting) == ((60 * MINUTE,), 1)


def test_a_flow_counts_each_transition_and_where_attempts_stop() -> None:
    told = flow(COURSE, simulated().owners)
    transitions = {
        (transition.source, transition.target): (transition.taken, transition.attempts, transition.people)
        for transition in told.transitions
    }
    assert transitions["start", "read"] == (5, 5, 4)
    assert transitions["which", "quiz"] == transitions["which", "essay"] == (1, 1, 1)
    assert transitions["which", "lost"] == (0, 0, 0)
    places = {place.step: place for place in told.places}
    assert places["read"] == FlowPlace(step="read", waiting=1, ended=0, exited={"left": 1})
    assert places["done"] == FlowPlace(step="done", waiting=0, ended=1, exited={})


def test_a_loop_is_taken_more_often_than_there_are_attempts() -> None:
    steps = {"start": first_match(), "quiz": waypoint("passed"), "again": split("event"), "done": exit_()}
    transitions = ("start>quiz>again", when("again>quiz", verb("retry")), "again>done after 1d")
    journey = design(steps, *transitions)
    told = flow(journey, ran(journey, "0 passed", "1 retry", "2 passed", "3 retry").owners)
    assert [(transition.taken, transition.attempts) for transition in told.transitions] == [
        (1, 1),
        (2, 1),
        (2, 1),
        (0, 0),
    ]


def test_cohorts_are_the_weeks_in_which_attempts_began() -> None:
    journey = design(
        {"start": entry(verb("began")), "quiz": waypoint("passed"), "done": exit_()}, "start>quiz>done"
    )
    told = [
        "0 anna began",
        f"{2 * DAY} anna passed",
        "9 bob began",
        f"{9 * DAY} bob passed",
        f"{5 * DAY} carl began",
    ]
    first, second = cohorts(ran(journey, *told).owners, instant(9 * DAY))
    assert (first.week, first.begins) == ("2026-W01", instant(-3 * DAY))
    assert first.totals == {"entered": 2, "running": 0, "completed": 2, "exited": 0, "gave_up": 0}
    assert (first.observed, first.completed_within) == ((2,), (1,))
    assert (second.week, second.totals["running"]) == ("2026-W02", 1)
    assert (second.observed, second.completed_within) == ((), ())


def test_compare_tells_who_goes_elsewhere_and_who_is_only_later() -> None:
    steps = {
        "start": entry(verb("began")),
        "quiz": waypoint("passed"),
        "done": exit_(),
        "lost": exit_(completes=False),
    }
    patient = design(steps, "start>quiz>done", "quiz>lost after 2h")
    hasty = design(steps, "start>quiz>done", "quiz>lost after 1h")
    told = ["0 anna began", "30 anna passed", "0 bob began", "90 bob passed", "0 carl began"]
    left, right = (ran(journey, *told, until=200) for journey in (patient, hasty))
    compared = compare(left.owners, right.owners)
    assert compared.same == 1
    assert [(each.owner, each.how) for each in compared.different] == [
        (address("bob"), "path"),
        (address("carl"), "time"),
    ]
    assert (compared.a["completed"], compared.b["completed"]) == (2, 1)


def test_compare_tells_who_is_on_one_side_only_and_reads_renamed_steps() -> None:
    journey = design({"start": first_match(), "quiz": waypoint("passed"), "done": exit_()}, "start>quiz>done")
    other = design({"start": first_match(), "test": waypoint("passed"), "done": exit_()}, "start>test>done")
    left = ran(journey, "0 anna passed", "1 bob passed").owners
    right = ran(other, "1 bob passed", "2 carl passed").owners
    assert [each.how for each in compare(left, right).different] == ["only_a", "path", "only_b"]
    compared = compare(left, right, {"quiz": "test"})
    assert ([each.how for each in compared.different], compared.same) == (["only_a", "only_b"], 1)
