"""Two people went on from one design."""

from __future__ import annotations

from typing import Any

import pytest
from scenario import Part, callback, checklist, design, exit_, first_match, split, verb, waypoint, when

from engine.edit import (
    Add,
    ChangeJourney,
    ChangeStep,
    ChangeTransition,
    Connect,
    Delete,
    Edit,
    Insert,
    Move,
    Rename,
    Reorder,
    apply,
)
from engine.journey import Journey, to_document
from engine.merge import Merge, merge
from engine.rules import faults
from engine.steps import Exit, Transition, Waypoint


def named(name: str, part: Part) -> Part:
    return {**part, "name": name}


STEPS: dict[str, Part] = {
    "start": first_match(),
    "read": named("Read", waypoint("read")),
    "quiz": named("Quiz", waypoint("passed")),
    "choose": named("Choose", split("event")),
    "list": named("List", checklist("one", "two")),
    "done": exit_(),
    "late": exit_(completes=False),
}
BASE = design(
    STEPS,
    "start>read>quiz>choose",
    when("choose>list", verb("chose")),
    when("choose>done", verb("left")),
    "choose>late after 7d",
    "list>done",
)


def after(*edits: Edit, journey: Journey = BASE) -> Journey:
    for edit in edits:
        journey = apply(journey, edit)
    return journey


def both(ours: Journey, theirs: Journey, **options: Any) -> Merge:
    return merge(BASE, ours, theirs, **options)


def conflicts(done: Merge) -> list[str]:
    return [conflict.called for conflict in done.conflicts]


def transitions(journey: Journey) -> set[str]:
    return {f"{transition.source}>{transition.target}" for transition in journey.transitions}


def test_different_fields_of_one_step_come_together() -> None:
    done = both(after(ChangeStep("quiz", {"count": 3})), after(ChangeStep("quiz", {"name": "Test"})))
    quiz = done.journey.steps["quiz"]
    assert isinstance(quiz, Waypoint)
    assert (quiz.count, quiz.name, done.conflicts) == (3, "Test", ())


def test_one_field_changed_in_two_ways_is_a_conflict_with_both_values() -> None:
    done = both(after(ChangeStep("quiz", {"count": 3})), after(ChangeStep("quiz", {"count": 5})))
    (conflict,) = done.conflicts
    assert (conflict.called, conflict.ours, conflict.theirs) == ("the count of Quiz", 3, 5)
    chosen = both(
        after(ChangeStep("quiz", {"count": 3})),
        after(ChangeStep("quiz", {"count": 5})),
        prefer={conflict.key: "theirs"},
    )
    assert to_document(chosen.journey)["steps"]["quiz"]["count"] == 5


def test_the_same_change_twice_is_no_conflict() -> None:
    side = after(ChangeStep("quiz", {"count": 3}), Delete("read"))
    other = after(Delete("read"), ChangeStep("quiz", {"count": 3}), ChangeJourney({"name": "Course"}))
    assert both(side, other) == Merge(other)


def test_a_new_step_and_a_changed_one_come_together_without_a_fault() -> None:
    inserted = after(Insert("essay", Waypoint(condition=verb("wrote")), 1))
    done = both(inserted, after(ChangeStep("read", {"count": 2}), Move("read", (3, 4))))
    assert {"read>essay", "essay>quiz"} <= transitions(done.journey)
    assert (done.conflicts, list(faults(done.journey))) == ((), [])


def test_two_new_steps_of_one_id_are_both_kept() -> None:
    ours = after(
        Add("waypoint", Waypoint(condition=verb("ours"))),
        Connect(Transition(source="waypoint", target="done")),
    )
    done = both(ours, after(Add("waypoint", Waypoint(condition=verb("theirs")))))
    conditions = {
        id: to_document(done.journey)["steps"][id]["condition"] for id in ("waypoint", "waypoint-2")
    }
    assert conditions == {"waypoint": verb("theirs"), "waypoint-2": verb("ours")}
    assert "waypoint-2>done" in transitions(done.journey)


def test_a_step_deleted_here_and_left_alone_there_is_gone_and_the_ways_heal() -> None:
    done = both(after(Delete("quiz")), after(Insert("essay", Waypoint(condition=verb("wrote")), 1)))
    assert {"read>essay", "essay>choose"} <= transitions(done.journey)
    assert "quiz" not in done.journey.steps
    assert (done.conflicts, list(faults(done.journey))) == ((), [])


@pytest.mark.parametrize("party", ["ours", "theirs"])
def test_a_step_deleted_here_and_changed_there_is_a_conflict(party: Any) -> None:
    done = both(after(Delete("quiz")), after(ChangeStep("quiz", {"count": 3})), otherwise=party)
    assert conflicts(done) == ["Quiz"]
    assert ("quiz" in done.journey.steps) == (party == "theirs")
    assert list(faults(done.journey)) == []


def test_neighbours_deleted_on_both_sides_are_both_gone() -> None:
    done = both(after(Delete("read")), after(Delete("quiz")))
    assert (transitions(done.journey) >= {"start>choose"}, done.conflicts) == (True, ())


def test_a_change_follows_the_step_that_the_other_side_renamed() -> None:
    done = both(after(Rename("quiz", "exam")), after(ChangeStep("quiz", {"count": 3})))
    assert to_document(done.journey)["steps"]["exam"]["count"] == 3
    assert ("quiz" in done.journey.steps, done.conflicts) == (False, ())


def test_one_step_renamed_in_two_ways_is_a_conflict() -> None:
    done = both(after(Rename("quiz", "exam")), after(Rename("quiz", "test")))
    assert conflicts(done) == ["the id of Quiz"]
    assert "exam" in done.journey.steps
    assert "test" not in done.journey.steps


def test_two_conditions_of_one_branch_are_a_conflict() -> None:
    done = both(
        after(ChangeTransition(3, {"when": verb("a")})), after(ChangeTransition(3, {"when": verb("b")}))
    )
    assert conflicts(done) == ["when the transition from Choose to List is taken"]


def test_two_new_timeouts_of_one_step_are_a_conflict_and_not_two_timeouts() -> None:
    sides = [
        after(Connect(Transition(source="read", target="late", after=time)))
        for time in _durations("1d", "2d")
    ]
    done = both(*sides)
    assert conflicts(done) == ["when the transition from Read to late is taken"]
    assert list(faults(done.journey)) == []


def _durations(*texts: str) -> list[Any]:
    from engine.duration import Duration

    return [Duration(text) for text in texts]


def test_two_orders_of_branches_are_a_conflict() -> None:
    done = both(after(Reorder("choose", (4, 3, 5))), after(Reorder("choose", (5, 4, 3))))
    assert conflicts(done) == ["the order of the branches of Choose"]


def test_a_new_order_here_and_a_new_branch_there_come_together() -> None:
    added = Transition(source="choose", target="late", when=verb("gave-up"))
    done = both(after(Reorder("choose", (4, 3, 5))), after(Connect(added)))
    targets = [
        transition.target for _, transition in done.journey.out("choose") if transition.when is not None
    ]
    assert (targets, done.conflicts) == (["done", "list", "late"], ())


def test_items_of_a_checklist_are_merged_one_by_one() -> None:
    items = to_document(BASE)["steps"]["list"]["items"]
    ours = after(ChangeStep("list", {"items": items | {"do-one": {**items["do-one"], "count": 2}}}))
    theirs = after(ChangeStep("list", {"items": items | {"do-three": {"condition": verb("three")}}}))
    done = both(ours, theirs)
    merged = to_document(done.journey)["steps"]["list"]["items"]
    assert (list(merged), merged["do-one"]["count"], done.conflicts) == (
        ["do-one", "do-two", "do-three"],
        2,
        (),
    )


def test_a_step_of_another_kind_here_and_changed_there_is_a_conflict() -> None:
    exit_here = after(Delete("quiz"))
    exit_here = after(
        Add("quiz", Exit()), Connect(Transition(source="read", target="quiz")), journey=exit_here
    )
    done = both(exit_here, after(ChangeStep("quiz", {"count": 3})))
    assert "Quiz" in conflicts(done) or "quiz" in conflicts(done)


def test_exit_rules_of_both_sides_are_kept() -> None:
    ours = after(ChangeJourney({"exit_rules": [_rule("left")]}))
    theirs = after(ChangeJourney({"exit_rules": [_rule("banned")]}))
    assert {rule.id for rule in both(ours, theirs).journey.exit_rules} == {"left", "banned"}


def test_an_outcome_that_a_rule_newly_runs_is_not_deleted_unseen() -> None:
    base = after(Add("bye", _callback()))
    theirs = after(ChangeJourney({"exit_rules": [_rule("left", outcomes=["bye"])]}), journey=base)
    assert conflicts(merge(base, after(Delete("bye"), journey=base), theirs)) == ["bye"]


def _rule(id: str, **fields: Any) -> Part:
    return {"id": id, "trigger": {"on": "event", "condition": verb(id)}, **fields}


def _callback() -> Any:
    return design({"start": first_match(), "tell": callback(), "done": exit_()}, "start>tell>done").steps[
        "tell"
    ]
