"""Why somebody is where they are, told on small histories."""

from __future__ import annotations

from typing import Any

from scenario import (
    Part,
    called,
    checklist,
    delay,
    design,
    entry,
    event,
    exit_,
    first_match,
    identify,
    instant,
    split,
    statement,
    track,
    verb,
    waypoint,
    when,
)

from engine.events import from_document, owner_of
from engine.explain import Onward, OwnerExplanation, Stay, explain
from engine.journey import Journey
from engine.plan import Plan
from engine.simulate import simulate

SCORED = {
    "statement.verb.id": "http://example.org/verbs/passed",
    "statement.result.score.scaled": {"$gte": 0.8},
}
QUIZ = design(
    {
        "start": entry(verb("began")),
        "quiz": {"kind": "waypoint", "condition": SCORED, "count": 2},
        "done": exit_(),
    },
    "start>quiz>done",
    "quiz>done after 30d",
)
ANNA = '{"mbox":"mailto:anna@example.org"}'


def explained(
    journey: Journey, *told: str | Part, step: str | None = None, whose: str = ANNA
) -> OwnerExplanation:
    events = [event(each) for each in told]
    done = simulate(Plan(journey), events)
    assert done.until is not None
    mine = [each for each in events if owner_of(each, journey.track_by) == whose]
    return explain(done.plan, whose, mine, until=done.until, voided=done.voided, step=step)


def test_a_witness_has_the_key_of_its_attempt() -> None:
    steps = {"start": entry(verb("began")), "quiz": waypoint("passed"), "done": exit_()}
    keyed = {"concurrency_key": "statement.context.registration", "entry_rule": "multiple"}
    journey = design(steps, "start>quiz>done", **keyed)
    ids = ["11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"]
    told = [statement(at, "began", context={"registration": id}) for at, id in enumerate(ids)]
    stays = explained(journey, *told, statement(2, "read", context={"registration": ids[1]})).stays
    made = [stay.onward[0].event for stay in stays]
    assert [each and each["statement"]["context"]["registration"] for each in made] == ids


def stay(journey: Journey, *told: str | Part, **asked: Any) -> Stay:
    (only,) = explained(journey, *told, **asked).stays
    return only


def passed(minute: float, score: float | None, **fields: Any) -> Part:
    result = {} if score is None else {"result": {"score": {"scaled": score}}}
    return statement(minute, "passed", **result, **fields)


def verdicts(told: Stay) -> list[str]:
    return [each.verdict for each in told.considered]


def test_every_event_is_considered_and_says_which_clause_failed() -> None:
    told = stay(QUIZ, "0 began", passed(1, 0.9), passed(2, 0.5), passed(3, None), "4 failed")
    assert verdicts(told) == ["counted", "failed", "failed", "failed"]
    reasons = [[(reason.text, reason.found) for reason in each.reasons] for each in told.considered[1:]]
    assert reasons == [
        [("result.score.scaled ≥ 0.8", (0.5,))],
        [("result.score.scaled ≥ 0.8", ())],
        [("verb.id = passed", ("http://example.org/verbs/failed",)), ("result.score.scaled ≥ 0.8", ())],
    ]


def test_it_says_where_the_attempt_waits_and_for_what() -> None:
    told = stay(QUIZ, "0 began", passed(1, 0.9))
    assert (told.attempt, told.status, told.step, told.here, told.since) == (
        0,
        "running",
        "quiz",
        True,
        instant(0),
    )
    (said,) = told.says
    assert said.startswith("it waits at quiz since 2026-01-01 00:00:00 for 2 × verb.id = passed")


def by(told: Stay, kind: str) -> Onward:
    return next(each for each in told.onward if each.by == kind)


def test_a_made_up_event_and_the_timer_would_move_it_on() -> None:
    told = stay(QUIZ, "0 began", passed(1, 0.9), passed(2, 0.5))
    made, timer = by(told, "event"), by(told, "timer")
    assert (made.times, made.target, made.event and made.event["statement"]["result"]) == (
        1,
        "done",
        {"score": {"scaled": 0.9}},
    )
    assert (timer.says, timer.target, timer.at) == ("the timeout after 30d", "done", instant(30 * 24 * 60))


def test_the_made_up_event_does_what_it_promises() -> None:
    history = ["0 began", passed(1, 0.5)]
    made = by(stay(QUIZ, *history), "event")
    assert (made.times, made.says) == (2, "2 events for quiz")
    assert made.event is not None
    again = made.event | {"timestamp": "2026-01-02T00:00:00Z"}
    done = simulate(Plan(QUIZ), [*map(event, history), from_document(made.event), from_document(again)])
    assert done.owners[0].attempts[0].status == "completed"


def test_nothing_is_made_up_for_what_cannot_be() -> None:
    never = {"kind": "waypoint", "condition": {"statement.actor.mbox": "mailto:bob@example.org"}}
    journey = design({"start": entry(verb("began")), "quiz": never, "done": exit_()}, "start>quiz>done")
    assert by(stay(journey, "0 began"), "event").event is None


def test_nobody_has_started_and_what_would_start_them() -> None:
    told = stay(QUIZ, passed(1, 0.9))
    assert (told.attempt, told.step, told.since, told.says) == (
        None,
        "start",
        None,
        ("no attempt has started",),
    )
    assert verdicts(told) == ["failed"]
    assert by(told, "event").target == "quiz"


def test_with_first_match_the_first_step_is_what_counts() -> None:
    journey = design({"start": first_match(), "quiz": waypoint("passed"), "done": exit_()}, "start>quiz>done")
    assert verdicts(stay(journey, "0 passed", "1 failed")) == ["started"]
    told = stay(journey, "0 failed")
    assert told.considered[0].reasons[0].text == "verb.id = passed"
    made = by(told, "event").event
    assert made is not None
    assert made["statement"]["verb"]["id"].endswith("passed")


def test_an_ended_attempt_is_explained_where_it_waited_last() -> None:
    told = stay(QUIZ, "0 began", passed(1, 0.9), passed(2, 1))
    assert (told.step, told.here, told.status, verdicts(told)) == (
        "quiz",
        False,
        "completed",
        ["counted", "moved"],
    )
    assert told.says == (
        "it completed on 2026-01-01 00:02:00",
        "on 2026-01-01 00:02:00 it counts for quiz (2 of 2), enters done, completes",
    )
    assert told.onward == ()


def test_an_exit_rule_that_ended_it_is_named() -> None:
    rule = {"id": "left", "name": "Unsubscribed", "trigger": {"on": "event", "condition": verb("left")}}
    steps = {"start": entry(verb("began")), "quiz": waypoint("passed"), "done": exit_()}
    journey = design(steps, "start>quiz>done", exit_rules=[rule])
    told = stay(journey, "0 began", "1 left")
    assert (verdicts(told), told.status) == (["ended"], "exited")
    assert told.says[-1].endswith("leaves quiz by the exit rule Unsubscribed")
    running = stay(journey, "0 began")
    made = by(running, "exit_rule")
    assert made.says == "an event for the exit rule Unsubscribed"
    assert made.event is not None


def test_a_checklist_names_the_item_of_each_clause_and_asks_for_what_is_open() -> None:
    steps = {"start": entry(verb("began")), "both": checklist("read", "passed"), "done": exit_()}
    told = stay(design(steps, "start>both>done"), "0 began", "1 read", "2 failed")
    assert verdicts(told) == ["counted", "failed"]
    assert [reason.of for reason in told.considered[1].reasons] == ["do-read", "do-passed"]
    assert [each.says for each in told.onward] == ["an event for do-passed"]


def test_an_item_that_is_complete_takes_no_more() -> None:
    steps = {"start": entry(verb("began")), "both": checklist("read", "passed"), "done": exit_()}
    told = stay(design(steps, "start>both>done"), "0 began", "1 read", "2 read")
    said = [(reason.of, reason.text) for reason in told.considered[1].reasons]
    assert said == [("do-read", "takes no more events"), ("do-passed", "verb.id = passed")]


def test_what_happens_after_the_clock_is_not_known_yet() -> None:
    taken_back = event(passed(8, 1, id="00000000-0000-4000-8000-000000000001"))
    events = [event("0 began"), event(passed(1, 0.5)), event(passed(9, 0.5)), taken_back]
    (told,) = explain(Plan(QUIZ), ANNA, events, until=instant(5), voided=frozenset({taken_back.id})).stays
    assert verdicts(told) == ["failed"]


def test_a_made_up_event_is_modelled_on_one_that_did() -> None:
    told = stay(QUIZ, "0 began", passed(1, 0.9, object={"id": "http://example.org/quiz"}), "2 failed")
    made = by(told, "event").event
    assert made is not None
    assert made["statement"]["object"]["id"] == "http://example.org/quiz"
    assert made["timestamp"] == "2026-01-01T00:02:01.000000Z"


def test_a_split_tells_where_each_branch_would_lead() -> None:
    steps = {"start": entry(verb("began")), "which": split("event"), "a": exit_(), "b": exit_(), "c": exit_()}
    transitions = (
        "start>which",
        when("which>a", verb("passed")),
        when("which>b", verb("failed")),
        "which>c after 1d",
    )
    told = stay(design(steps, *transitions), "0 began")
    assert [(each.by, each.target, each.event is not None) for each in told.onward] == [
        ("event", "a", True),
        ("event", "b", True),
        ("timer", "c", False),
    ]


def test_a_delay_is_moved_by_its_timer_alone() -> None:
    steps = {"start": entry(verb("began")), "pause": delay("1h"), "done": exit_()}
    told = stay(design(steps, "start>pause>done"), "0 began", "1 passed")
    assert [reason.text for reason in told.considered[0].reasons] == ["no event moves it on from here"]
    (only,) = told.onward
    assert (only.by, only.says, only.at, only.target) == ("timer", "the wait of 1h", instant(60), "done")


def test_events_that_came_too_early_for_a_step_are_told() -> None:
    steps = {
        "start": entry(verb("began")),
        "read": waypoint("read"),
        "quiz": waypoint("passed"),
        "done": exit_(),
    }
    told = stay(design(steps, "start>read>quiz>done"), "0 began", "1 passed", "2 failed", step="quiz")
    assert verdicts(told) == ["elsewhere"]
    assert (told.since, told.here, told.says[-1], told.onward) == (None, False, "it never came to quiz", ())


def test_events_that_do_not_count_are_told_with_the_reason() -> None:
    good = passed(1, 0.9, id="00000000-0000-4000-8000-000000000001")
    voiding = statement(2, "x", "admin", object={"objectType": "StatementRef", "id": good["id"]})
    voiding["verb"] = {"id": "http://adlnet.gov/expapi/verbs/voided"}
    elsewhere = {"statement": passed(3, 1), "lrs_id": "south", "timestamp": "2026-01-01T00:03:00Z"}
    journey = design(
        {"start": entry(verb("began")), "quiz": {"kind": "waypoint", "condition": SCORED}, "done": exit_()},
        "start>quiz>done",
        sources=["north"],
    )
    assert verdicts(stay(journey, "0 began", good, voiding, elsewhere)) == ["voided", "other_source"]


def test_an_event_of_another_key_is_told() -> None:
    keyed = {"concurrency_key": "statement.context.registration", "entry_rule": "multiple"}
    steps = {"start": entry(verb("began")), "quiz": waypoint("passed"), "done": exit_()}
    journey = design(steps, "start>quiz>done", **keyed)
    told = stay(
        journey,
        statement(0, "began", context={"registration": "a"}),
        statement(1, "passed", context={"registration": "b"}),
    )
    assert verdicts(told) == ["other_key"]


BUYER = '{"userId":"anna"}'


def counted(condition: str) -> Journey:
    return design(
        {
            "start": entry(called("Began")),
            "buy": {"kind": "waypoint", "condition": condition},
            "done": exit_(),
        },
        "start>buy>done",
    )


def test_segments_conditions_say_what_they_counted() -> None:
    journey = counted("event('Bought').count() >= 3")
    told = stay(journey, track(0, "Began"), track(1, "Bought"), track(2, "Viewed"), whose=BUYER)
    first, second = told.considered
    assert [(reason.text, reason.found) for reason in first.reasons] == [
        ("event('Bought').count() >= 3", (1,))
    ]
    assert ("event = Bought", ("Viewed",)) in [(reason.text, reason.found) for reason in second.reasons]
    assert by(told, "event").times == 2


def test_segments_conditions_on_traits_are_told_too() -> None:
    journey = counted("event('Bought').where(property('price') > 10).count() = 1 AND trait('plan') = 'pro'")
    history = [
        track(0, "Began"),
        identify(1, plan="free"),
        track(2, "Bought", price=20),
        track(3, "Bought", price=5),
    ]
    told = stay(journey, *history, whose=BUYER)
    reasons = [[(reason.text, reason.found) for reason in each.reasons] for each in told.considered]
    assert reasons[1] == [("trait('plan') = 'pro'", ("free",))]
    assert reasons[2] == [("properties.price > 10", (5,))]
    assert by(told, "event").event is None
    pro = stay(journey, *history, identify(4, plan="pro"), whose=BUYER)
    assert by(pro, "event").event is not None


def test_each_attempt_has_its_own_stay() -> None:
    journey = design(
        {"start": entry(verb("began")), "quiz": waypoint("passed"), "done": exit_()},
        "start>quiz>done",
        entry_rule="after_exit",
    )
    first, second = explained(journey, "0 began", "1 passed", "2 began", "3 failed").stays
    assert (first.status, verdicts(first)) == ("completed", ["moved"])
    assert (second.status, verdicts(second)) == ("running", ["failed"])
