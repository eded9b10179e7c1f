"""Going through a simulation in both directions, told on small histories."""

from __future__ import annotations

import pytest
from scenario import (
    callback,
    checklist,
    delay,
    design,
    entry,
    event,
    exit_,
    first_match,
    instant,
    minutes_of,
    ran,
    split,
    statement,
    verb,
    waypoint,
    when,
)

from engine.journey import Journey
from engine.playback import CannotInject, Playback, StepCount

QUIZ = design(
    {"start": first_match(), "quiz": waypoint("passed", count=2), "tell": callback(), "done": exit_()},
    "start>quiz>tell>done",
)
CHOICE = design(
    {"start": entry(verb("began")), "which": split("event"), "pause": delay("1h"), "done": exit_()},
    "start>which",
    when("which>done", verb("passed")),
    "which>pause after 30m",
    "pause>done",
)
TOLD = ("0 passed", "1 bob passed", "2 failed", "3 passed")


def playback(journey: Journey, *told: str, until: float | None = None) -> Playback:
    return Playback.of(ran(journey, *told, until=until))


def owner(name: str) -> str:
    return f'{{"mbox":"mailto:{name}@example.org"}}'


def test_each_move_counts_starts_and_ends() -> None:
    played = playback(QUIZ, *TOLD)
    moved = [(move.owner, minutes_of(move.at), move.counted, move.path) for move in played.moves]
    assert moved == [
        (owner("anna"), 0, {"quiz": 1}, ("start", "quiz")),
        (owner("bob"), 1, {"quiz": 1}, ("start", "quiz")),
        (owner("anna"), 3, {"quiz": 2}, ("tell", "done")),
    ]
    assert [move.status for move in played.moves] == ["running", "running", "completed"]


def test_frames_count_steps_totals_and_effects() -> None:
    played = playback(QUIZ, *TOLD)
    before, middle, last = played.frame(0), played.frame(2), played.frame(3)
    assert (before.clock, before.totals["entered"], before.effects) == (None, 0, ())
    assert middle.steps["quiz"] == StepCount(entered=2, waiting=2)
    assert middle.totals == {
        "entered": 2, "running": 2, "completed": 0, "exited": 0, "gave_up": 0, "owners": 2,
    }  # fmt: skip
    assert last.steps["quiz"] == StepCount(entered=2, waiting=1)
    assert [effect.step for effect in last.effects] == ["tell"]


def test_a_clock_shows_everything_of_its_instant() -> None:
    played = playback(QUIZ, *TOLD)
    assert [played.at(instant(minute)).index for minute in (-1, 0, 0.5, 1, 2, 3, 99)] == [0, 1, 1, 2, 2, 3, 3]
    assert played.at(instant(2)).clock == instant(2)


def test_beyond_either_end_is_that_end() -> None:
    played = playback(QUIZ, *TOLD)
    assert (played.frame(-5), played.frame(99)) == (played.frame(0), played.frame(len(played)))


def test_timers_are_moves_between_the_events() -> None:
    played = playback(CHOICE, "0 began", "5 bob began", until=200)
    assert [(minutes_of(move.at), move.event is None, move.path) for move in played.moves] == [
        (0, False, ("start", "which")),
        (5, False, ("start", "which")),
        (30, True, ("pause",)),
        (35, True, ("pause",)),
        (90, True, ("done",)),
        (95, True, ("done",)),
    ]


def test_jump_to_an_event_by_its_id_whether_or_not_it_moved_somebody() -> None:
    told = [
        statement(minute, verb, id=f"event-{minute}")
        for minute, verb in enumerate(("passed", "left", "passed"))
    ]
    played = Playback.of(ran(QUIZ, *told))
    assert [played.index_of(f"event-{number}") for number in range(3)] == [1, None, 2]
    rule = {"id": "r", "trigger": {"on": "event", "condition": verb("left")}}
    elsewhere = design(
        {"start": first_match(), "quiz": waypoint("passed"), "done": exit_()},
        "start>quiz>done",
        exit_rules=[rule],
    )
    played = Playback.of(ran(elsewhere, *told))
    assert [played.index_of(f"event-{number}") for number in range(3)] == [1, 1, 1]


def test_stepping_in_time_takes_all_moves_of_an_instant_together() -> None:
    played = playback(QUIZ, "0 passed", "0 bob passed", "3 passed")
    assert [played.next_instant(index) for index in range(4)] == [2, 2, 3, 3]
    assert [played.previous_instant(index) for index in range(4)] == [0, 0, 0, 2]


def test_standing_tells_where_everybody_is() -> None:
    played = playback(QUIZ, *TOLD)
    places = {whose: (move.target, move.status) for (whose, _), move in played.standing(3).items()}
    assert places == {owner("anna"): ("done", "completed"), owner("bob"): ("quiz", "running")}


def test_a_timeline_tells_events_that_did_nothing_too() -> None:
    journey = design(
        {
            "start": entry(verb("began")),
            "both": checklist("read", "passed"),
            "tell": callback(),
            "done": exit_(),
        },
        "start>both>tell>done",
        "both>done after 1d",
    )
    told = playback(journey, "0 began", "1 read", "2 read", "3 passed").timeline(owner("anna"))
    assert [(minutes_of(each.at), each.says) for each in told] == [
        (0, ("starts attempt 1", "enters start", "enters both")),
        (1, ("counts for do-read",)),
        (2, ("changes nothing",)),
        (3, ("counts for do-passed", "calls for the callback of tell", "enters done", "completes")),
    ]


def test_a_timeline_tells_timers_and_exit_rules() -> None:
    rule = {"id": "left", "name": "Unsubscribed", "trigger": {"on": "event", "condition": verb("left")}}
    steps = {"start": entry(verb("began")), "quiz": waypoint("passed"), "pause": delay("1h"), "done": exit_()}
    journey = design(steps, "start>quiz>done", "quiz>pause after 30m", "pause>quiz", exit_rules=[rule])
    told = playback(journey, "0 began", "100 left").timeline(owner("anna"))
    assert [each.says for each in told[1:]] == [
        ("leaves quiz after 30m", "enters pause"),
        ("has waited 1h at pause", "enters quiz"),
        ("leaves quiz by the exit rule Unsubscribed",),
    ]
    assert [each.event is None for each in told] == [False, True, True, False]


def test_nobody_has_an_empty_timeline() -> None:
    assert playback(QUIZ, *TOLD).timeline(owner("carl")) == ()


def test_an_injected_event_folds_only_whom_it_concerns() -> None:
    played = playback(QUIZ, *TOLD)
    longer = played.with_event(event("2 bob passed"))
    assert longer.frame(len(longer)).totals["completed"] == 2
    assert longer.histories[owner("anna")].moves is played.histories[owner("anna")].moves
    assert len(played) == 3


def test_an_injected_event_may_move_the_clock_on() -> None:
    played = playback(CHOICE, "0 began", "5 bob began")
    longer = played.with_event(event("40 bob viewed"))
    assert [minutes_of(move.at) for move in longer.moves] == [0, 5, 30, 35]
    assert longer.until == instant(40)


def test_an_injected_event_fires_the_timers_of_its_very_instant() -> None:
    longer = playback(CHOICE, "0 began", "5 bob began").with_event(event("30 bob viewed"))
    assert [(move.owner, minutes_of(move.at)) for move in longer.moves][2:] == [(owner("anna"), 30)]


def test_of_two_events_with_one_id_the_earlier_stands() -> None:
    def told(minute: float, whose: str) -> Playback:
        first = statement(5, "passed", id="00000000-0000-4000-8000-000000000001")
        again = statement(minute, "passed", whose, id=first["id"])
        return Playback.of(ran(QUIZ, first)).with_event(event(again))

    assert [(move.owner, minutes_of(move.at)) for move in told(9, "bob").moves] == [(owner("anna"), 5)]
    assert [(move.owner, minutes_of(move.at)) for move in told(2, "bob").moves] == [(owner("bob"), 2)]
    assert [(move.owner, minutes_of(move.at)) for move in told(2, "anna").moves] == [(owner("anna"), 2)]


def test_taking_back_an_event_needs_a_new_simulation() -> None:
    voiding = statement(9, "x", object={"objectType": "StatementRef", "id": "event-0"})
    voiding["verb"] = {"id": "http://adlnet.gov/expapi/verbs/voided"}
    with pytest.raises(CannotInject, match="new simulation"):
        playback(QUIZ, *TOLD).with_event(event(voiding))


def test_without_events_there_is_one_empty_frame() -> None:
    played = playback(QUIZ)
    assert (len(played), played.until, played.frame(0).totals["entered"]) == (0, None, 0)
    assert played.with_event(event("1 passed")).frame(1).totals["entered"] == 1
