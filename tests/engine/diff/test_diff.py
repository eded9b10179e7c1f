"""What changed in meaning, told on small designs."""

from __future__ import annotations

from typing import Any

import pytest
from scenario import (
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

from engine.diff import Change, diff
from engine.diff.equivalence import same_condition
from engine.journey import Journey

STEPS: dict[str, Part] = {"start": first_match(), "quiz": waypoint("passed"), "done": exit_()}
QUIZ = design(STEPS, "start>quiz>done")


def messages(before: Journey, after: Journey) -> list[str]:
    return [change.message for change in diff(before, after).changes]


def only(before: Journey, after: Journey) -> Change:
    (change,) = diff(before, after).changes
    return change


def test_a_design_does_not_differ_from_itself() -> None:
    told = diff(QUIZ, QUIZ)
    assert (told.changes, told.renamed, told.same_meaning) == ((), {}, True)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
        ({"$and": [{"a": 1}, {"b": 2}]}, {"b": 2, "a": 1}),
        ({"a": {"$eq": 1}}, {"a": 1}),
        ({"$or": [{"a": 1}, {"b": 2}]}, {"$or": [{"b": 2}, {"a": 1}]}),
        (called("Bought"), "event( 'Bought' ).count() >= 1"),
        (called("Bought"), {"type": "track", "event": "Bought"}),
    ],
)
def test_conditions_written_in_two_ways_are_one(one: Any, other: Any) -> None:
    assert same_condition(one, other)
    assert same_condition(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"a": 1}, {"a": True}),
        ({"a": 1}, {"a": 2}),
        ({"a": {"x": 1, "y": 2}}, {"a": {"y": 2, "x": 1}}),
        ({"$and": [{"a": 1}, {"b": 2}]}, {"$or": [{"a": 1}, {"b": 2}]}),
        ({"$nor": [{"a": 1}]}, {"a": 1}),
        ({"$nor": [{"$nor": [{"a": 1}, {"b": 2}]}]}, {"$nor": [{"a": 1}, {"b": 2}]}),
        (called("Bought"), called("Sold")),
        (called("Bought"), {"type": "track"}),
        ("event('Bought').count() >= 2", {"type": "track", "event": "Bought"}),
        ({"$unknown": 1}, {"a": 1}),
    ],
)
def test_conditions_that_mean_something_else_differ(one: Any, other: Any) -> None:
    assert not same_condition(one, other)


def test_fields_of_a_step_tell_before_and_after() -> None:
    after = design({**STEPS, "quiz": waypoint("passed", count=3)}, "start>quiz>done")
    change = only(QUIZ, after)
    assert (change.kind, change.part, change.id, change.field) == ("changed", "step", "quiz", "count")
    assert (change.before, change.after, change.meaning) == (1, 3, True)
    assert change.message == "the count of quiz is 3, no longer 1"


def test_words_alone_mean_nothing() -> None:
    named = {**waypoint("passed"), "name": "The quiz"}
    after = design(
        {**STEPS, "quiz": named}, "start>quiz>done", description="new", layout={"position": {"quiz": [1, 2]}}
    )
    told = diff(QUIZ, after)
    assert told.same_meaning
    assert sorted(change.field for change in told.changes) == ["description", "layout", "name"]


def test_a_condition_is_told_in_short() -> None:
    after = design({**STEPS, "quiz": waypoint("failed")}, "start>quiz>done")
    assert messages(QUIZ, after) == ["the condition of quiz is verb.id = failed, no longer verb.id = passed"]


def test_a_renamed_step_is_the_same_step() -> None:
    after = design({"start": first_match(), "test": waypoint("passed"), "done": exit_()}, "start>test>done")
    told = diff(QUIZ, after)
    assert told.renamed == {"quiz": "test"}
    assert [change.kind for change in told.changes] == ["renamed"]
    assert told.same_meaning


def test_a_whole_chain_may_be_renamed() -> None:
    steps = {"begin": first_match(), "test": waypoint("passed"), "wait": delay("1d"), "end": exit_()}
    before = design({**STEPS, "pause": delay("1d")}, "start>quiz>pause>done")
    told = diff(before, design(steps, "begin>test>wait>end"))
    assert told.renamed == {"start": "begin", "quiz": "test", "pause": "wait", "done": "end"}
    assert told.same_meaning


def test_a_step_that_says_little_is_known_by_its_neighbours() -> None:
    steps = {**STEPS, "essay": waypoint("wrote")}
    before = design({**steps, "pause": delay("1d")}, "start>pause>quiz>essay>done")
    near = design({**steps, "rest": delay("1d")}, "start>rest>quiz>essay>done")
    far = design({**steps, "rest": delay("1d")}, "start>quiz>essay>rest>done")
    assert diff(before, near).renamed == {"pause": "rest"}
    assert diff(before, far).renamed == {}


def test_a_renamed_outcome_has_other_effects() -> None:
    before = design({**STEPS, "tell": callback()}, "start>quiz>tell>done")
    after = design({**STEPS, "call": callback()}, "start>quiz>call>done")
    told = diff(before, after)
    assert (told.renamed, told.same_meaning) == ({"tell": "call"}, False)


def test_steps_come_and_go_with_their_transitions() -> None:
    after = design({**STEPS, "essay": waypoint("wrote", count=2)}, "start>quiz>essay>done")
    assert messages(QUIZ, after) == [
        "essay is new: waypoint, 2 × verb.id = wrote",
        "the transition from quiz to essay no longer leads to done",
        "the transition from essay to done is new",
    ]
    assert messages(after, QUIZ) == [
        "essay is gone: waypoint, 2 × verb.id = wrote",
        "the transition from quiz to done no longer leads to essay",
        "the transition from essay to done is gone",
    ]


def test_a_step_may_become_another_kind() -> None:
    after = design({**STEPS, "quiz": delay("3d")}, "start>quiz>done")
    change = only(QUIZ, after)
    assert (change.field, change.before, change.after) == ("kind", "waypoint", "delay")
    assert change.message == "quiz is a delay, 3d, no longer a waypoint, verb.id = passed"


def test_items_of_a_checklist_are_told_one_by_one() -> None:
    before = design({**STEPS, "quiz": checklist("read", "passed")}, "start>quiz>done")
    items = {
        "reading": {"condition": verb("read")},
        "do-passed": {"condition": verb("passed"), "count": 2},
        "do-wrote": {"condition": verb("wrote")},
    }
    after = design({**STEPS, "quiz": {"kind": "checklist", "items": items, "required": 2}}, "start>quiz>done")
    assert messages(before, after) == [
        "the required of quiz is 2, no longer empty",
        "do-read in quiz is now called reading",
        "the count of do-passed in quiz is 2, no longer 1",
        "do-wrote in quiz is new",
    ]


CHOICE: dict[str, Part] = {
    "start": first_match(),
    "which": split("event"),
    "a": exit_(),
    "b": exit_(completes=False),
}
TO_A, TO_B = when("which>a", verb("passed")), when("which>b", verb("failed"))


def test_the_order_of_branches_means_something() -> None:
    before = design(CHOICE, "start>which", TO_A, TO_B, "which>b after 1d")
    after = design(CHOICE, "start>which", TO_B, TO_A, "which>b after 1d")
    change = only(before, after)
    assert (change.kind, change.id, change.meaning) == ("reordered", "which", True)
    last = design(CHOICE, "which>b after 1d", TO_A, TO_B, "start>which")
    assert diff(before, last).changes == ()


def test_transitions_are_held_against_the_most_alike() -> None:
    before = design(CHOICE, "start>which", TO_A, TO_B, "which>b after 1d")
    other = when("which>a", verb("wrote"))
    assert messages(before, design(CHOICE, "start>which", other, TO_B, "which>b after 2d")) == [
        "the condition of the transition from which to a is verb.id = wrote, no longer verb.id = passed",
        "the timeout of the transition from which to b is 2d, no longer 1d",
    ]
    swapped = when("which>b", verb("passed"))
    assert messages(before, design(CHOICE, "start>which", swapped, TO_B, "which>b after 1d")) == [
        "the transition from which to b (verb.id = passed) no longer leads to a",
    ]


def test_durations_are_compared_by_their_length() -> None:
    before = design(CHOICE, "start>which", TO_A, "which>b after 1d")
    assert diff(before, design(CHOICE, "start>which", TO_A, "which>b after 24h")).changes == ()


def test_rules_of_the_journey_and_exit_rules() -> None:
    left = {"id": "left", "trigger": {"on": "event", "condition": verb("left")}}
    banned = {"id": "banned", "trigger": {"on": "audience", "audience": "banned"}, "same_key": False}
    before = design(STEPS, "start>quiz>done", exit_rules=[left, banned])
    after = design(
        STEPS, "start>quiz>done", exit_rules=[banned, {**left, "active": False}], entry_rule="after_exit"
    )
    assert messages(before, after) == [
        "the entry rule of the journey is after_exit, no longer once",
        "the active of the exit rule left is off, no longer on",
        "the exit rules stand in another order: the first that matches wins",
    ]
    assert messages(before, QUIZ) == ["the exit rule left is gone", "the exit rule banned is gone"]


def test_sources_are_a_set() -> None:
    before, after = (design(STEPS, "start>quiz>done", sources=each) for each in (["a", "b"], ["b", "a"]))
    assert diff(before, after).changes == ()


def test_entries_are_always_a_pair() -> None:
    after = design(
        {"begin": entry(verb("began")), **{k: v for k, v in STEPS.items() if k != "start"}}, "begin>quiz>done"
    )
    told = diff(QUIZ, after)
    assert told.renamed == {"start": "begin"}
    assert [change.field for change in told.changes] == ["", "trigger"]
