"""Scenarios: reading them with every fault, writing their events out, and holding them against a journey."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from msgspec.structs import replace
from scenario import course, design, entry, exit_, first_match, split, statement, verb, waypoint, when
from strategies import lives

from engine import owners
from engine.events import Event, from_document, owner_of
from engine.explain import OwnerExplanation
from engine.instant import parse, text
from engine.journey import Journey
from engine.plan import Plan
from engine.scenario import (
    Expectation,
    ExpectedAttempt,
    Happening,
    InvalidScenario,
    Scenario,
    Verdict,
    events,
    judge,
    load,
    run,
    until,
)
from engine.simulate import simulate

READ, PASSED = "http://example.org/verbs/read", "http://example.org/verbs/passed"
COURSE = course("7d", count=2)


def scenario(happens: list[Any], expect: dict[str, Any] | None = None, **fields: Any) -> Scenario:
    return load(json.dumps({"journey": "test", "events": happens, "expect": expect or {}, **fields}))


def told(happens: list[Any], **fields: Any) -> tuple[Event, ...]:
    return events(scenario(happens, **fields), {})


def when_and_who(happened: tuple[Event, ...]) -> list[tuple[str, str]]:
    return [(text(each.time)[:19], next(owners.names(owner_of(each, "actor") or ""))) for each in happened]


def judged(happens: list[Any], expect: dict[str, Any], journey: Journey = COURSE, **fields: Any) -> Verdict:
    written = scenario(happens, expect, **fields)
    return tried(journey, written, events(written, {}))


def tried(journey: Journey, written: Scenario, happened: tuple[Event, ...]) -> Verdict:
    return judge(written, run(Plan(journey), written, happened), happened)


def misses(verdict: Verdict) -> list[str]:
    return [f"{each.called}, {miss}" for each in verdict.judged for miss in each.misses]


def faults(document: object) -> list[str]:
    with pytest.raises(InvalidScenario) as refused:
        load(document if isinstance(document, str) else json.dumps(document))
    return [str(finding) for finding in refused.value.findings]


# Reading


def test_every_fault_is_told_with_its_place() -> None:
    found = faults(
        {
            "journey": "",
            "sed": 1,
            "start": "noon",
            "events": [
                {"who": "anna", "event": READ, "tims": 2},
                {"event": READ, "times": 0},
                {"after": "2x", "event": READ},
                7,
            ],
            "expect": {"anna": {"path": 3, "attempts": [{"staus": "running"}, {"status": "walking"}]}},
        }
    )
    assert [each.partition(":")[0] for each in found] == [
        "$.sed",
        "$.journey",
        "$.events[0].tims",
        "$.events[1].times",
        "$.events[2].after",
        "$.events[3]",
        "$.expect.anna.path",
        "$.expect.anna.attempts[0].staus",
        "$.expect.anna.attempts[1].status",
    ]
    assert found[0] == "$.sed: the key 'sed' is not known here (did you mean 'seed'?)"


def test_what_contradicts_itself_is_a_fault() -> None:
    assert faults(
        {
            "journey": "test",
            "start": "noon",
            "until": "3 days",
            "events": [
                {"who": "anna", "event": READ, "at": "2026-01-01", "after": "1d"},
                {"who": "anna"},
                {"file": "log.ndjson", "times": 2},
                {"after": "1d", "event": statement(0, "read")},
                {"at": "soon", "event": READ},
            ],
            "expect": {"anna": {"status": "running", "attempts": []}},
        }
    ) == [
        "$.start: 'noon' is not a date and time such as 2017-09-20T09:55:50.310Z",
        "$.events[0]: it is timed by both 'at' and 'after' (keep one)",
        "$.events[1]: a happening has an 'event' or a 'file' (give one of them)",
        "$.events[2]: the events of a file have their own people and times (drop them)",
        "$.events[3]: the document has a time of its own (drop one of them)",
        "$.events[4].at: 'soon' is not a date and time such as 2017-09-20T09:55:50.310Z",
        "$.until: '3 days' is not a date and time such as 2017-09-20T09:55:50.310Z"
        " (or how long after the last event: 3d)",
        "$.expect.anna: what is expected of 'attempts' is said of each of them"
        " (move path, status and waits_at into attempts)",
    ]


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ("{", "this is not JSON"),
        ("[" * 100_000, "nested too deeply"),
        ([], "expected an object, got a list"),
        ({"journey": "a"}, "the key 'events' is missing"),
        ({"format": 2, "journey": "a", "events": [], "expect": {}}, "$.format: "),
    ],
)
def test_what_is_no_scenario_is_refused(document: object, said: str) -> None:
    assert said in faults(document)[0]


# Events


def test_what_an_event_leaves_out_is_as_in_the_one_before() -> None:
    happened = told(
        [
            {"who": "anna", "event": READ},
            {"event": PASSED},
            {"who": "bob@example.org", "after": "2d", "event": READ, "times": 2, "every": "1h"},
            {"at": "2026-03-01T10:00:00+01:00", "event": [READ, PASSED]},
        ]
    )
    assert when_and_who(happened) == [
        ("2026-01-01T00:00:00", "anna"),
        ("2026-01-01T00:00:01", "anna"),
        ("2026-01-03T00:00:01", "bob@example.org"),
        ("2026-01-03T01:00:01", "bob@example.org"),
        ("2026-03-01T09:00:00", "bob@example.org"),
        ("2026-03-01T09:00:01", "bob@example.org"),
    ]
    assert [each.id for each in happened] == [f"event-{number}" for number in range(1, 7)]


def test_ids_sort_as_events_were_written_so_that_equal_times_keep_their_order() -> None:
    at = {"at": "2026-01-01T00:00:00Z", "who": "anna", "event": READ}
    ids = [each.id for each in told([at] * 12)]
    assert ids == sorted(ids)
    assert len(set(ids)) == 12


def test_the_first_event_happens_at_the_start() -> None:
    anna = {"who": "anna", "event": READ}
    assert when_and_who(told([anna], start="2026-05-01T12:00:00Z")) == [("2026-05-01T12:00:00", "anna")]
    later = told([{**anna, "after": "1h"}], start="2026-05-01T12:00:00Z")
    assert when_and_who(later) == [("2026-05-01T13:00:00", "anna")]


def test_events_are_written_in_any_shape_and_what_they_say_themselves_stays() -> None:
    own = statement(5, "read", "dora", id="her-own")
    stored = {"_id": "stored", "statement": {"verb": {"id": READ}}}
    track = {"type": "track", "event": "Signed Up", "properties": {"plan": "pro"}}
    anonymous = {"type": "track", "event": "Seen", "anonymousId": "x"}
    happened = told([{"who": "anna", "event": [own, stored, track, "Signed Up", anonymous]}])
    assert [next(owners.names(owner_of(each, "actor") or "")) for each in happened] == [
        "dora@example.org",
        "anna",
        "anna",
        "anna",
        "x",
    ]
    assert [each.ref for each in happened] == ["her-own", "stored", "event-3", "event-4", "event-5"]
    assert text(happened[0].time) == own["timestamp"]
    assert happened[1].time == happened[0].time + 1_000_000
    assert happened[2].document["properties"] == {"plan": "pro"}
    assert owner_of(happened[1], "persona") == '{"persona":"anna"}'
    assert owner_of(happened[0], "persona") is None


def test_events_that_are_none_and_those_of_nobody_are_faults() -> None:
    with pytest.raises(InvalidScenario) as refused:
        told([{"event": READ}, {"who": "anna", "event": [READ, {"song": 1}]}, {"event": {"type": "song"}}])
    assert [str(each) for each in refused.value.findings] == [
        "$.events[0]: nobody is named whose event this is (add 'who')",
        "$.events[1].event: neither an xAPI statement, nor a statement document, nor a track-spec call"
        " (write a verb, a name or a document)",
        "$.events[2].event: the type 'song' is no call of the track spec (write a verb, a name or a document)",
    ]


def test_a_time_outside_the_calendar_is_a_fault_and_the_clock_stops_at_its_end() -> None:
    anna = {"who": "anna", "event": READ}
    with pytest.raises(InvalidScenario, match=r"\$\.events\[0\]\.event: date value out of range"):
        told([{**anna, "times": 3, "every": "52w"}], start="9999-12-31T00:00:00Z")
    last = scenario([anna], start="9999-12-31T00:00:00Z", until="3d")
    assert text(until(last, events(last, {})) or 0) == "9999-12-31T23:59:59.999999Z"


def test_a_file_stands_where_it_is_named() -> None:
    written = scenario(
        [{"who": "anna", "event": READ}, {"file": "log"}, {"event": PASSED}], until="2026-02-01T00:00:00Z"
    )
    happened = events(written, {"log": [from_document(statement(60, "read", "bob"))]})
    assert when_and_who(happened) == [
        ("2026-01-01T00:00:00", "anna"),
        ("2026-01-01T01:00:00", "bob@example.org"),
        ("2026-01-01T01:00:01", "anna"),
    ]
    assert until(written, happened) == parse("2026-02-01T00:00:00Z")


@pytest.mark.parametrize(
    ("asked", "clock"), [("", None), ("3d", "2026-01-04T00:00:00Z"), ("2027-01-01", "2027-01-01T00:00:00Z")]
)
def test_the_clock_runs_to_a_time_or_so_long_after_the_last_event(asked: str, clock: str | None) -> None:
    written = scenario([{"who": "anna", "event": READ}], until=asked)
    assert until(written, events(written, {})) == (clock and parse(clock))


# Judging

ANNA = [{"who": "anna", "event": READ, "times": 2}, {"after": "2d", "event": PASSED}]
BOB = [{"who": "bob", "event": READ, "times": 2}]


def test_what_comes_as_expected_holds() -> None:
    expect = {
        "anna": {"path": "start>read>choose>tell>done", "status": "completed", "sends": ["tell"]},
        "bob": {"waits_at": "choose", "sends": []},
        "cleo": {"attempts": []},
    }
    verdict = judged([*ANNA, *BOB, {"who": "cleo", "event": PASSED}], expect)
    assert (verdict.held, misses(verdict)) == (True, [])
    late = judged([*BOB], {"bob": {"path": "start>read>choose>late", "status": "gave_up"}}, until="7d")
    assert late.held


def test_what_does_not_is_told_beside_what_happened() -> None:
    expect = {
        "anna": {"path": "start>read>choose>late", "status": "gave_up", "waits_at": "choose", "sends": []},
        "bob": {"attempts": []},
        "cleo": {"status": "running"},
    }
    verdict = judged([*ANNA, *BOB, {"who": "cleo", "event": PASSED}], expect)
    assert misses(verdict) == [
        "anna, path: expected start>read>choose>late, but it was start>read>choose>tell>done",
        "anna, status: expected gave_up, but it was completed",
        "anna, waits at: expected choose, but it was nowhere: it completed at done",
        "anna, sends: expected none, but it was tell",
        "bob, attempts: expected none, but it was 1 (start>read>choose running)",
        "cleo, attempts: expected 1 (any path), but it was none",
    ]
    assert not verdict.held


def why(verdict: Verdict) -> list[OwnerExplanation]:
    return [each.why for each in verdict.judged if each.why is not None]


def test_why_it_did_not_is_told_of_where_they_parted_and_else_of_where_they_wait() -> None:
    verdict = judged(
        [*ANNA, *BOB, {"who": "cleo", "event": PASSED}],
        {
            "anna": {"path": "start>read>choose>late"},
            "bob": {"path": "start>read>choose>tell>done"},
            "cleo": {"path": "start>read"},
        },
    )
    anna, bob, cleo = (each.stays[0] for each in why(verdict))
    assert (anna.step, anna.considered[-1].verdict) == ("choose", "moved")
    assert (bob.step, bob.here) == ("choose", True)
    assert (cleo.attempt, cleo.considered[-1].verdict) == (None, "failed")


def test_who_parts_at_a_data_split_is_told_the_value_that_was_seen() -> None:
    steps = {
        "start": first_match(),
        "quiz": waypoint("passed"),
        "grade": split("data"),
        "done": exit_(),
        "lost": exit_(),
    }
    good = when("grade>done", {"steps.quiz.statement.result.score.scaled": {"$gte": 0.7}})
    journey = design(steps, "start>quiz>grade", good, "grade>lost otherwise")
    done = {
        "verb": {"id": PASSED},
        "object": {"id": "http://e.org/quiz"},
        "result": {"score": {"scaled": 0.6}},
    }
    verdict = judged([{"who": "anna", "event": done}], {"anna": {"path": "start>quiz>grade>done"}}, journey)
    (choice,) = why(verdict)[0].stays[0].choices
    assert (choice.target, choice.reasons[0].found, choice.elsewhere[0].target) == ("lost", (0.6,), "done")


def test_several_attempts_are_held_against_several() -> None:
    again = replace(
        design(
            {"start": entry(verb("read")), "quiz": waypoint("passed"), "done": exit_()}, "start>quiz>done"
        ),
        entry_rule="after_exit",
    )
    both = [{"path": "start>quiz>done", "status": "completed"}, {"waits_at": "quiz"}]
    happens = [{"who": "anna", "event": [READ, PASSED, READ]}]
    assert judged(happens, {"anna": {"attempts": both}}, again).held
    wrong = judged(happens, {"anna": {"attempts": [*reversed(both)]}}, again)
    assert misses(wrong) == [
        "anna, attempt 1, waits at: expected quiz, but it was nowhere: it completed at done",
        "anna, attempt 2, path: expected start>quiz>done, but it was start>quiz",
        "anna, attempt 2, status: expected completed, but it was running",
    ]
    only = judged(happens, {"anna": {"status": "running"}}, again)
    assert misses(only) == [
        "anna, attempts: expected 1 (any path), but it was 2 (start>quiz>done completed; start>quiz running)"
    ]


def test_nobody_breaks_a_claim_unless_it_is_expected() -> None:
    happens = [{"who": "anna", "event": READ, "times": 2}, {"after": "2h", "event": PASSED}]
    order = {"id": "order", "if": "read", "then": "tell", "within": "1h"}
    late = judged(happens, {"anna": {}}, claims=[order])
    assert misses(late) == [
        "anna, claims: expected none broken, but it was order broken on 2026-01-01 01:00:01: "
        "whoever reaches 'read' reaches 'tell' within 1h"
    ]
    assert judged(happens, {"anna": {"breaks": ["order"]}}, claims=[order]).held
    assert judged(happens, {"anna": {}}, claims=[{**order, "within": "3h"}]).held
    claimed = replace(COURSE, claims=late.scenario.claims)
    assert not judged(happens, {"anna": {}}, claimed).held  # the journey's own count as well
    with pytest.raises(InvalidScenario, match="the journey has no claim 'orders'"):
        judged(happens, {"anna": {"breaks": ["orders"]}}, claimed)
    with pytest.raises(InvalidScenario, match="the claim names 'quiz', and there is no such step"):
        judged(happens, {}, claims=[{"id": "order", "never": ["quiz"]}])


def test_steps_and_people_that_are_not_there_are_faults() -> None:
    expect = {
        "anna": {"path": "start>raed>choose", "waits_at": "chose", "sends": ["read", "tel"]},
        "ann": {"attempts": [{"path": "start>quiz"}]},
    }
    with pytest.raises(InvalidScenario) as refused:
        judged(ANNA, expect)
    assert [str(each) for each in refused.value.findings] == [
        "$.expect.anna.path: the journey has no step 'raed' (did you mean 'read'?)",
        "$.expect.anna.waits_at: the journey has no step 'chose' (did you mean 'choose'?)",
        "$.expect.anna.sends: the journey has no outcome 'read' (there are tell)",
        "$.expect.anna.sends: the journey has no outcome 'tel' (did you mean 'tell'?)",
        "$.expect.ann.attempts[0].path: the journey has no step 'quiz'"
        " (there are start, read, choose, tell, done, late)",
        "$.expect.ann: no event is of 'ann' (did you mean anna?)",
    ]


def test_two_who_are_called_the_same_must_be_told_apart() -> None:
    happens = [{"who": "anna", "event": [READ, "Signed Up"]}]
    with pytest.raises(InvalidScenario, match=r"'anna' may be any of .*give the JSON of the one you mean"):
        judged(happens, {"anna": {}})
    assert judged(happens, {'{"userId": "anna"}': {"attempts": []}}).held
    both = [{"who": "anna", "event": READ}, {"who": "Anna", "event": PASSED}]
    assert judged(both, {"anna": {"waits_at": "read"}, "Anna": {"attempts": []}}).held


def test_random_splits_are_drawn_with_its_seed() -> None:
    drawn = design(
        {
            "start": first_match(),
            "quiz": waypoint("passed"),
            "half": split("random"),
            "a": exit_(),
            "b": exit_(),
        },
        "start>quiz>half",
        "half>a 50%",
        "half>b 50%",
    )
    happens = [{"who": "anna", "event": PASSED}]
    paths = {
        seed: judged(happens, {"anna": {"path": "start>quiz>half>a"}}, drawn, seed=seed).held
        for seed in range(9)
    }
    assert set(paths.values()) == {True, False}


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(lives())
def test_a_scenario_that_expects_what_a_dry_run_gives_holds(
    life: tuple[Journey, list[dict[str, Any]]],
) -> None:
    """And if it expects one path to be longer, exactly that does not."""
    journey, history = life
    happened = tuple(map(from_document, history))
    simulated = simulate(Plan(journey), happened)
    expect = {
        each.owner: Expectation(
            attempts=tuple(ExpectedAttempt(path=">".join(at.path), status=at.status) for at in each.attempts),
            sends=tuple(effect.step for effect in sorted(each.effects, key=lambda effect: effect.at)),
        )
        for each in simulated.owners
    }
    written = Scenario(journey="test", events=(Happening(file="log"),), expect=expect)
    assert tried(journey, written, events(written, {"log": happened})).held
    for owner, expectation in expect.items():
        (first, *others) = expectation.attempts or ()
        longer = replace(first, path=f"{first.path}>{journey.entry}")
        wrong = {owner: replace(expectation, attempts=(longer, *others))}
        verdict = tried(journey, replace(written, expect=wrong), happened)
        assert [miss.what for each in verdict.judged for miss in each.misses] == ["path"]
