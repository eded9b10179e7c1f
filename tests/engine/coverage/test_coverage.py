"""Made-up people, and the paths they walk."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from scenario import (
    BEGINNING,
    Part,
    callback,
    called,
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

from engine.coverage import Coverage, cover
from engine.events import from_document
from engine.journey import Journey
from engine.plan import Plan
from engine.progress import Attempt
from engine.simulate import simulate

SCORE = "statement.result.score.scaled"
PASSED = "steps.quiz.statement.result.score.scaled"
TOTAL = "steps.order.properties.total"


def covered(journey: Journey, bound: int = 100, seed: int = 0) -> Coverage:
    return cover(Plan(journey), bound=bound, seed=seed, start=BEGINNING)


def walked(coverage: Coverage) -> list[str]:
    """Every walk as ``path status``."""
    return [f"{'>'.join(walk.steps)} {walk.status}" for walk in coverage.walks]


def reasons(coverage: Coverage) -> list[str]:
    return [each.reason for each in coverage.left_out]


def lived(journey: Journey, coverage: Coverage, seed: int = 0) -> dict[str, Attempt]:
    """Everybody's first attempt, once the documents have been simulated as if they came from a file."""
    events = map(from_document, coverage.documents)
    return {each.owner: each.attempts[0] for each in simulate(Plan(journey), events, seed=seed).owners}


def began(*transitions: str | Part, steps: dict[str, Part], **fields: object) -> Journey:
    """A design that begins with an event of its own, and ends at ``done`` or, if some transition leads there, at
    ``lost``.
    """
    exits = {"done": exit_()} | ({"lost": exit_(completes=False)} if "lost" in str(transitions) else {})
    return design({"start": entry(verb("began")), **steps, **exits}, *transitions, **fields)


# Time


def test_a_timeout_and_the_way_back_are_walked() -> None:
    journey = design(
        {"start": first_match(), "quiz": waypoint("passed", count=2), "rest": delay("1d"), "done": exit_()},
        "start>quiz>done",
        "quiz>rest after 3d",
        "rest>quiz",
    )
    coverage = covered(journey)
    assert walked(coverage) == ["start>quiz>done completed", "start>quiz>rest>quiz>done completed"]
    assert coverage.is_complete
    assert not coverage.cut


def test_events_come_before_the_step_times_out_however_soon_that_is() -> None:
    journey = began("start>quiz>done", "quiz>lost after 1s", steps={"quiz": waypoint("passed", count=50)})
    assert walked(covered(journey)) == ["start>quiz>done completed", "start>quiz>lost gave_up"]


def test_the_documents_last_until_the_last_timer_has_fired() -> None:
    journey = began("start>rest>done", steps={"rest": delay("400d")})
    coverage = covered(journey)
    assert coverage.until == BEGINNING + 400 * 86_400_000_000
    assert [attempt.status for attempt in lived(journey, coverage).values()] == ["completed"]


def test_whoever_gets_no_further_is_told_where_the_clock_leads_them_until_the_others_have_arrived() -> None:
    """Nobody passes; ``quiz`` is left after a week, and the last event of all comes after three months."""
    nobody = {"statement.verb.id": {"$in": []}}
    journey = began(
        "start>choose",
        when("choose>quiz", verb("chose")),
        when("choose>rest", verb("rested")),
        "choose>lost after 1d",
        "quiz>done",
        "quiz>extra after 7d",
        "extra>done",
        "rest>done",
        steps={
            "choose": split("event"),
            "quiz": waypoint("passed", condition=nobody),
            "extra": waypoint("passed", condition=nobody),
            "rest": delay("90d"),
        },
    )
    coverage = covered(journey)
    stands = {walk.owner: walk.steps[-1] for walk in coverage.walks}
    assert "quiz" not in stands.values()
    assert stands == {owner: attempt.at for owner, attempt in lived(journey, coverage).items()}


def test_a_round_of_delays_is_told_as_far_as_it_has_come() -> None:
    journey = began("start>day", "day>night", "night>day", steps={"day": delay("1d"), "night": delay("10d")})
    coverage = covered(journey)
    [walk], [attempt] = coverage.walks, lived(journey, coverage).values()
    assert (walk.steps, walk.status) == (attempt.path, "running")


def test_documents_are_in_order_of_time_and_begin_when_asked() -> None:
    journey = began("start>quiz>done", "quiz>lost after 3d", steps={"quiz": waypoint("passed", count=3)})
    times = [from_document(document).time for document in covered(journey).documents]
    assert times == sorted(times)
    assert times[0] == BEGINNING


# Splits


def test_of_an_event_split_every_branch_is_walked() -> None:
    either = {"statement.verb.id": {"$in": [*verb("passed").values(), *verb("failed").values()]}}
    journey = began(
        "start>which",
        when("which>done", verb("passed")),
        when("which>lost", either),
        "which>lost after 1h",
        steps={"which": split("event")},
    )
    coverage = covered(journey)
    assert [attempt.transitions for attempt in lived(journey, coverage).values()] == [(0, 1), (0, 2), (0, 3)]


def test_a_draw_is_the_same_all_along_an_attempt() -> None:
    journey = began(
        "start>lot",
        "lot>try 50%",
        "lot>done 50%",
        "try>lot",
        steps={"lot": split("random"), "try": waypoint("tried")},
    )
    assert walked(covered(journey)) == ["start>lot>try>lot>try running", "start>lot>done completed"]


@pytest.mark.parametrize("seed", [0, 1, 99])
def test_somebody_draws_each_combination_of_branches(seed: int) -> None:
    journey = began(
        "start>a",
        "a>b 10%",
        "a>rest 90%",
        "rest>b",
        "b>done 1%",
        "b>lost 99%",
        steps={"a": split("random"), "rest": delay("1h"), "b": split("random", sticky=True)},
    )
    coverage = covered(journey, seed=seed)
    assert coverage.is_complete
    assert {attempt.transitions for attempt in lived(journey, coverage, seed).values()} == {
        (0, 1, 4),
        (0, 1, 5),
        (0, 2, 3, 4),
        (0, 2, 3, 5),
    }


def test_what_is_never_drawn_is_never_walked() -> None:
    journey = began("start>lot", "lot>done 100%", "lot>lost 0%", steps={"lot": split("random")})
    coverage = covered(journey)
    assert walked(coverage) == ["start>lot>done completed"]
    assert [(each.part, each.reason) for each in coverage.transitions.missing] == [
        (2, "nobody draws it: its share is 0 %")
    ]


@pytest.mark.parametrize(
    "condition",
    [
        {PASSED: {"$gte": 0.8}},
        {PASSED: {"$lt": 0.6}},
        {PASSED: {"$exists": False}},
        {"entry.statement.context.language": "fr"},
        {"$and": [{"entry.statement.context.language": "fr"}, {PASSED: {"$gt": 0.5}}]},
    ],
)
def test_a_data_split_looks_at_events_made_for_it(condition: Part) -> None:
    journey = began(
        "start>quiz>which",
        when("which>done", condition),
        "which>lost otherwise",
        steps={"quiz": waypoint("passed"), "which": split("data")},
    )
    assert walked(covered(journey)) == [
        "start>quiz>which>done completed",
        "start>quiz>which>lost gave_up",
    ]


def test_what_the_step_asks_and_what_the_split_asks_of_an_event_hold_together() -> None:
    journey = began(
        "start>quiz>first",
        when("first>second", {PASSED: {"$gte": 0.7}}),
        "first>lost otherwise",
        when("second>done", {PASSED: {"$lt": 0.9}}),
        "second>lost otherwise",
        steps={
            "quiz": {"kind": "waypoint", "condition": {**verb("passed"), SCORE: {"$gte": 0.5}}},
            "first": split("data"),
            "second": split("data"),
        },
    )
    coverage = covered(journey)
    assert coverage.is_complete
    assert walked(coverage) == [
        "start>quiz>first>second>done completed",
        "start>quiz>first>second>lost gave_up",
        "start>quiz>first>lost gave_up",
    ]


def test_a_branch_that_contradicts_what_the_step_asks_is_left_out() -> None:
    journey = began(
        "start>quiz>which",
        when("which>done", {"steps.quiz.statement.verb.id": "http://example.org/verbs/failed"}),
        "which>lost otherwise",
        steps={"quiz": waypoint("passed"), "which": split("data")},
    )
    coverage = covered(journey)
    assert walked(coverage) == ["start>quiz>which>lost gave_up"]
    assert reasons(coverage) == ["nobody gets on from 'quiz': 'which' leads everybody on to 'lost'"]
    assert [each.part for each in coverage.steps.missing] == ["done"]


# Segment


@pytest.mark.parametrize(
    "condition",
    [
        {"traits.plan": "pro"},
        {"audiences": "vip"},
        "trait('plan') = 'pro'",
        "trait('vip') = true",
        {TOTAL: {"$gt": 100}},
        "event('Ordered').where(property('total') > 100).count() >= 1",
        "event('Ordered').sum(property('total')) >= 250 AND trait('plan') != 'free'",
    ],
)
def test_a_data_split_looks_at_traits_audiences_and_calls(condition: Part | str) -> None:
    journey = design(
        {
            "start": entry(called("Began")),
            "order": {"kind": "waypoint", "condition": called("Ordered")},
            "which": split("data"),
            "done": exit_(),
            "lost": exit_(completes=False),
        },
        "start>order>which",
        when("which>done", condition),
        "which>lost otherwise",
    )
    assert walked(covered(journey)) == [
        "start>order>which>done completed",
        "start>order>which>lost gave_up",
    ]


@pytest.mark.parametrize(
    ("condition", "events"),
    [
        ("event('Ordered').count() >= 3", 3),
        ("event('Ordered').within(2 hours).count() > 1", 2),
        ("event('Ordered').between(1 hour, 1 day).count() >= 1", 2),
        ("event('Ordered').sum(property('total')) >= 250", 1),
        ("event('Ordered').avg(property('total')) < 10", 1),
        ("event('Ordered').unique(property('item')).count() >= 3", 3),
        ("event('Ordered').where(property('item') = 'hat' OR property('total') > 9).count() = 1", 1),
        ("event('Ordered').where(property('item').contains('hat')).count() = 1", 1),
        ("event('Ordered').where(property('since').within_last(3 days)).count() = 1", 1),
        ("event('Ordered').count() = 1 AND NOT (event('Returned').count() >= 1)", 1),
        ("event('Ordered').count() >= 1 AND event('Paid').count() >= 2", 3),
        ("event('Ordered').count() = 1 AND trait('plan') = 'pro'", 2),
        ("trait('address.city') = 'Lyon'", 1),
        ({"type": "identify", "traits.plan": "pro"}, 1),
    ],
)
def test_what_segments_language_asks_for_is_made_up(condition: Part | str, events: int) -> None:
    order = {"kind": "waypoint", "condition": condition}
    journey = design({"start": entry(called("Began")), "order": order, "done": exit_()}, "start>order>done")
    coverage = covered(journey)
    assert walked(coverage) == ["start>order>done completed"]
    assert len(coverage.documents) == 1 + events


def test_audiences_start_and_end_attempts() -> None:
    journey = design(
        {
            "start": {"kind": "entry", "trigger": {"on": "audience", "audience": "vip"}},
            "rest": delay("1d"),
            "done": exit_(),
        },
        "start>rest>done",
        exit_rules=[{"id": "banned", "trigger": {"on": "audience", "audience": "banned"}}],
    )
    assert walked(covered(journey)) == ["start>rest>done completed", "start>rest exited"]


def test_statements_and_calls_are_never_of_one_person() -> None:
    journey = design(
        {
            "start": entry(verb("began")),
            "order": {"kind": "waypoint", "condition": called("Ordered")},
            "done": exit_(),
        },
        "start>order>done",
    )
    assert reasons(covered(journey)) == [
        "nobody gets on from 'order': it takes calls, and the other events are statements, which are of somebody else"
    ]


# Checklists, exit rules, entries


def test_every_item_of_a_checklist_is_completed_by_somebody() -> None:
    journey = began("start>any>done", steps={"any": checklist("a", "b", "c", required=1)})
    coverage = covered(journey)
    assert [sorted(walk.items) for walk in coverage.walks] == [["do-a"], ["do-b"], ["do-c"]]
    assert coverage.items.of == 3
    assert coverage.is_complete


def test_an_item_that_nothing_completes_is_told() -> None:
    never: Part = {"condition": {"$and": [verb("passed"), verb("failed")]}}
    journey = began(
        "start>any>done",
        steps={
            "any": {"kind": "checklist", "required": 1, "items": {"a": {"condition": verb("a")}, "b": never}}
        },
    )
    coverage = covered(journey)
    assert walked(coverage) == ["start>any>done completed"]
    assert [each.part for each in coverage.items.missing] == ["b"]


def test_somebody_leaves_by_every_exit_rule_and_its_outcomes_run() -> None:
    rule: Part = {
        "id": "left",
        "trigger": {"on": "event", "condition": verb("left")},
        "outcomes": ["goodbye"],
    }
    journey = began(
        "start>quiz>done",
        steps={"quiz": waypoint("passed"), "goodbye": callback()},
        exit_rules=[rule, {**rule, "id": "off", "active": False, "outcomes": []}],
    )
    coverage = covered(journey)
    assert walked(coverage) == ["start>quiz>done completed", "start>quiz>goodbye exited"]
    assert coverage.is_complete
    assert coverage.rules.of == 1


def test_events_keep_clear_of_exit_rules_where_they_can() -> None:
    journey = began(
        "start>quiz>done",
        steps={"quiz": {"kind": "waypoint", "condition": {SCORE: {"$gte": 0.5}}}},
        exit_rules=[{"id": "failed", "trigger": {"on": "event", "condition": {SCORE: {"$lt": 0.6}}}}],
    )
    assert walked(covered(journey)) == ["start>quiz>done completed", "start>quiz exited"]


def test_an_exit_rule_that_always_comes_first_is_told() -> None:
    journey = began(
        "start>quiz>done",
        steps={"quiz": waypoint("passed")},
        exit_rules=[{"id": "over", "trigger": {"on": "event", "condition": verb("passed")}}],
    )
    coverage = covered(journey)
    assert walked(coverage) == ["start>quiz running", "start>quiz exited"]
    assert reasons(coverage) == ["nobody gets on from 'quiz': the exit rule 'over' comes first"]
    assert [each.part for each in coverage.transitions.missing] == [1]


def test_with_first_match_nobody_waits_at_a_step_before_its_first_event() -> None:
    journey = design(
        {"start": first_match(), "quiz": waypoint("passed"), "done": exit_(), "lost": exit_()},
        "start>quiz>done",
        "quiz>lost after 1d",
    )
    coverage = covered(journey)
    assert walked(coverage) == ["start>quiz>done completed"]
    assert reasons(coverage) == ["no attempt starts: 'quiz' leads everybody on to 'done'"]


def test_everybody_has_a_concurrency_key_and_a_persona() -> None:
    journey = began(
        "start>quiz>done",
        "quiz>lost after 1d",
        steps={"quiz": waypoint("passed", count=2)},
        track_by="persona",
        entry_rule="multiple",
        concurrency_key="statement.context.registration",
    )
    coverage = covered(journey)
    assert walked(coverage) == ["start>quiz>done completed", "start>quiz>lost gave_up"]
    assert [walk.owner for walk in coverage.walks] == [
        '{"persona":"person-1@example.org"}',
        '{"persona":"person-2@example.org"}',
    ]


def test_a_condition_on_the_account_gives_people_accounts() -> None:
    campus = {"statement.actor.account.homePage": "https://campus.example.org", **verb("passed")}
    journey = design(
        {"start": entry(campus), "quiz": {"kind": "waypoint", "condition": campus}, "done": exit_()},
        "start>quiz>done",
        "quiz>done after 1d",
    )
    coverage = covered(journey)
    assert len(coverage.walks) == 2
    assert len({walk.owner for walk in coverage.walks}) == 2
    assert all("https://campus.example.org" in walk.owner for walk in coverage.walks)


@pytest.mark.parametrize("seed", [0, 5])
def test_the_entry_may_say_whose_events_they_are(seed: int) -> None:
    campus = {"statement.actor.account.homePage": "https://campus.example.org", **verb("began")}
    journey = design(
        {"start": entry(campus), "lot": split("random"), "quiz": waypoint("passed"), "done": exit_()},
        "start>lot",
        "lot>quiz 10%",
        "lot>done 90%",
        "quiz>done",
    )
    assert walked(covered(journey, seed=seed)) == [
        "start>lot>quiz>done completed",
        "start>lot>done completed",
    ]


def test_one_certain_person_walks_one_path_only() -> None:
    anna = {"statement.actor.mbox": "mailto:anna@example.org"}
    journey = design(
        {"start": entry(anna), "quiz": waypoint("passed"), "done": exit_()},
        "start>quiz>done",
        "quiz>done after 1d",
    )
    coverage = covered(journey)
    assert [walk.owner for walk in coverage.walks] == ['{"mbox":"mailto:anna@example.org"}']
    assert reasons(coverage) == ["its conditions ask for one certain person, who walks another path already"]


# The bound


def diamonds(number: int) -> Journey:
    """So many splits one after the other, with two transitions each: two to that power paths."""
    steps: dict[str, Part] = {}
    transitions: list[str | Part] = ["start>s0"]
    for at in range(number):
        onward = f"s{at + 1}" if at + 1 < number else "done"
        steps |= {f"s{at}": split("event"), f"p{at}": delay("1h")}
        transitions += [when(f"s{at}>{onward}", verb("a")), f"s{at}>p{at} after 1d", f"p{at}>{onward}"]
    return began(*transitions, steps=steps)


def test_few_paths_take_every_transition_of_a_design_with_very_many() -> None:
    coverage = covered(diamonds(60), bound=5)
    assert coverage.cut
    assert len(coverage.walks) == 5
    assert coverage.is_complete
    assert coverage.transitions.missing == ()


def test_as_many_paths_as_the_bound_are_not_cut() -> None:
    assert not covered(diamonds(3), bound=8).cut
    assert covered(diamonds(3), bound=7).cut


def test_what_the_bound_leaves_untried_is_no_finding() -> None:
    coverage = covered(diamonds(3), bound=1)
    assert coverage.cut
    assert coverage.is_complete
    assert {each.tried for each in coverage.transitions.missing} == {False}


# Laws


@settings(max_examples=30, deadline=None)
@given(journeys(min_steps=2))
def test_whoever_is_said_to_walk_a_path_walks_it(journey: Journey) -> None:
    coverage = covered(journey, bound=12, seed=3)
    attempts = lived(journey, coverage, seed=3)
    for walk in coverage.walks:
        attempt = attempts[walk.owner]
        assert attempt.transitions == walk.transitions
        assert attempt.transitions[: len(walk.path.transitions)] == walk.path.transitions
        assert (attempt.status, attempt.exit_rule) == (walk.status, walk.path.rule)
        assert attempt.path == walk.steps


@settings(max_examples=20, deadline=None)
@given(journeys(min_steps=2))
def test_every_part_of_a_design_is_walked_or_missing_with_a_reason(journey: Journey) -> None:
    coverage = covered(journey, bound=12)
    walked = {transition for walk in coverage.walks for transition in walk.transitions}
    missing = {each.part for each in coverage.transitions.missing}
    assert walked | missing == set(range(len(journey.transitions)))
    assert not walked & missing
    assert all(each.reason for part in coverage.parts.values() for each in part.missing)
    assert all(each.reason for each in coverage.left_out)


@settings(max_examples=20, deadline=None)
@given(journeys(min_steps=2))
def test_the_same_people_are_made_up_every_time(journey: Journey) -> None:
    assert covered(journey, bound=6) == covered(journey, bound=6)


@pytest.mark.parametrize(
    ("trigger", "condition"),
    [
        ({"on": "audience", "audience": "vip"}, "trait('vip') = true"),
        ({"on": "audience", "audience": "vip"}, {"audiences": "vip"}),
        (
            {"on": "event", "condition": "event('X').count() = 1 AND trait('plan') = 'pro'"},
            "trait('plan') = 'pro'",
        ),
        (
            {"on": "event", "condition": "event('X').count() = 1 AND trait('plan') = 'pro'"},
            {"traits.plan": "pro"},
        ),
    ],
)
def test_what_started_an_attempt_may_change_before_a_data_split_asks_again(
    trigger: Part, condition: Part | str
) -> None:
    steps = {
        "in": {"kind": "entry", "trigger": trigger},
        "pause": delay("30m"),
        "choose": split("data"),
        "still": exit_(completes=False),
        "left": exit_(),
    }
    journey = design(steps, "in>pause>choose", when("choose>still", condition), "choose>left otherwise")
    assert covered(journey).is_complete


def test_why_nothing_starts_is_told_at_the_entry() -> None:
    journey = design({"in": entry({"verb.id": "a"}), "done": exit_()}, "in>done")
    missing = {each.part: each.reason for each in covered(journey).steps.missing}
    assert "no attempt starts" in missing["in"]
    assert "exit rule" not in missing["in"]


@pytest.mark.parametrize("zone", ["Europe/Lisbon", None])
def test_two_days_fit_into_few_hours_around_midnight(zone: str | None) -> None:
    journey = design(
        {
            "start": first_match(),
            "read": waypoint("read"),
            "quiz": waypoint("passed", count=2, distinct="day", **({"zone": zone} if zone else {})),
            "done": exit_(),
            "lost": exit_(completes=False),
        },
        "start>read>quiz>done",
        "quiz>lost after 6h",
    )
    coverage = covered(journey)
    assert not coverage.left_out
    assert "start>read>quiz>done completed" in walked(coverage)
    assert lived(journey, coverage)


def test_no_statement_is_made_a_call_for_an_expression() -> None:
    journey = design(
        {
            "start": entry(verb("viewed")),
            "fork": split("data"),
            "quiz": waypoint("passed"),
            "done": exit_(),
            "lost": exit_(completes=False),
        },
        "start>quiz>fork",
        when("fork>lost", "event('failed').count() >= 1"),
        {"from": "fork", "to": "done", "default": True},
    )
    coverage = covered(journey)
    assert all(not ("statement" in each and "type" in each) for each in coverage.documents)


# Counts of what only some events complete


@pytest.mark.parametrize(
    ("condition", "count"),
    [
        ("event('x').count() = 1 AND event('y').count() >= 1", 3),
        ("event('x').count() = 1 AND trait('plan') = 'pro' AND NOT (event('y').count() >= 1)", 2),
        ("event('x').count() = 1 AND trait('vip') = true AND NOT (event('y').count() >= 1)", 2),
        ("event('x').within(1 day).count() = 1", 3),
        ("event('x').sum(property('score')) = 1", 2),
        ("event('x').count() >= 2 AND event('x').count() <= 4", 3),
    ],
)
def test_a_count_on_an_expression_may_take_another_event_than_the_first_time(
    condition: str, count: int
) -> None:
    order = {"kind": "waypoint", "condition": condition, "count": count}
    items = {"kind": "checklist", "items": {"a": {"condition": condition, "count": count}}}
    steps = {"start": entry(called("Began")), "order": order, "list": items, "done": exit_()}
    assert walked(covered(design(steps, "start>order>list>done"))) == ["start>order>list>done completed"]


def test_who_tells_a_trait_need_not_have_the_value_that_differs() -> None:
    condition = "event('x').count() >= 1 AND trait('vip') = true"
    order = {"kind": "waypoint", "condition": condition, "count": 2, "distinct": "properties.course"}
    journey = design({"start": first_match(), "order": order, "done": exit_()}, "start>order>done")
    assert walked(covered(journey)) == ["start>order>done completed"]


def test_a_count_that_no_further_event_completes_is_not_walked() -> None:
    order = {"kind": "waypoint", "condition": "event('x').count() = 1 AND event('y').count() = 1", "count": 2}
    journey = design({"start": entry(called("Began")), "order": order, "done": exit_()}, "start>order>done")
    assert walked(covered(journey)) == ["start>order running"]


def test_the_event_that_starts_an_attempt_may_leave_it_at_a_checklist() -> None:
    """Somebody who leaves by the rule begins with the item that takes two events."""
    items = {"once": {"condition": verb("a")}, "twice": {"condition": verb("b"), "count": 2}}
    journey = design(
        {
            "start": first_match(),
            "any": {"kind": "checklist", "required": 1, "items": items},
            "done": exit_(),
        },
        "start>any>done",
        exit_rules=[{"id": "left", "trigger": {"on": "event", "condition": verb("left")}}],
    )
    coverage = covered(journey)
    assert coverage.is_complete
    assert "start>any exited" in walked(coverage)


def test_an_event_keeps_clear_of_exit_rules_even_where_it_starts_other_attempts() -> None:
    either = {"$or": [verb("left"), verb("passed")]}
    journey = design(
        {"start": entry(either), "quiz": {"kind": "waypoint", "condition": either}, "done": exit_()},
        "start>quiz>done",
        entry_rule="multiple",
        concurrency_key="statement.context.registration",
        exit_rules=[{"id": "left", "trigger": {"on": "event", "condition": verb("left")}}],
    )
    assert walked(covered(journey)) == ["start>quiz>done completed", "start>quiz exited"]


def test_somebody_leaves_from_a_step_at_which_only_those_wait_who_come_back() -> None:
    journey = design(
        {"start": first_match(), "which": split("event"), "done": exit_()},
        "start>which",
        when("which>which", verb("again")),
        when("which>done", verb("passed")),
        "which>done after 1d",
        exit_rules=[{"id": "left", "trigger": {"on": "event", "condition": verb("left")}}],
    )
    coverage = covered(journey)
    assert "start>which>which exited" in walked(coverage)
    assert coverage.rules.missing == ()
