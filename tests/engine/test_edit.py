"""Edits of a design, one by one: what they do, what they keep, when they make no sense."""

from __future__ import annotations

import pytest
from scenario import callback, delay, design, exit_, first_match, split, verb, waypoint, when

from engine import edit
from engine.duration import Duration
from engine.edit import InvalidEdit
from engine.journey import Journey
from engine.rules import faults
from engine.steps import Checklist, Delay, Entry, Exit, FirstMatch, Split, Transition, Waypoint

STEPS = {"start": first_match(), "read": waypoint("read"), "quiz": waypoint("passed"), "done": exit_()}


def row() -> Journey:
    return design(STEPS, "start>read>quiz>done")


def with_timeout() -> Journey:
    return design({**STEPS, "lost": exit_(completes=False)}, "start>read>quiz>done", "quiz>lost after 3d")


def transitions(journey: Journey) -> list[str]:
    return [f"{transition.source}>{transition.target}" for transition in journey.transitions]


def test_add_a_step_that_is_not_connected_yet() -> None:
    after = edit.apply(row(), edit.Add("pause", Delay(duration=Duration("3d")), position=(4, 2)))
    assert after.steps["pause"] == Delay(duration=Duration("3d"))
    assert after.layout is not None
    assert after.layout.position == {"pause": (4, 2)}
    assert transitions(after) == transitions(row())
    assert [fault.code for fault in faults(after)] == ["bad-transitions"]


def test_insert_a_step_on_a_transition() -> None:
    after = edit.apply(row(), edit.Insert("pause", Delay(duration=Duration("3d")), transition=1))
    assert transitions(after) == ["start>read", "read>pause", "quiz>done", "pause>quiz"]
    assert list(faults(after)) == []


def test_insert_on_a_timeout_keeps_the_timeout_in_front() -> None:
    after = edit.apply(with_timeout(), edit.Insert("pause", Delay(duration=Duration("1h")), transition=3))
    assert after.transitions[3] == Transition(source="quiz", target="pause", after=Duration("3d"))
    assert after.transitions[4] == Transition(source="pause", target="lost")


@pytest.mark.parametrize(
    ("on", "transition"),
    [
        ("data", Transition(source="choose", target="quiz", default=True)),
        ("random", Transition(source="choose", target="quiz", percent=100)),
        ("event", Transition(source="choose", target="quiz")),
    ],
)
def test_an_inserted_split_leads_on_in_its_own_way(on: str, transition: Transition) -> None:
    after = edit.apply(row(), edit.Insert("choose", Split(on=on), transition=1))  # type: ignore[arg-type]
    assert after.transitions[-1] == transition


def test_connect_and_disconnect() -> None:
    connected = edit.apply(
        row(), edit.Connect(Transition(source="quiz", target="read", after=Duration("1h")))
    )
    assert transitions(connected)[-1] == "quiz>read"
    assert edit.apply(connected, edit.Disconnect(3)) == row()


def test_redirect_a_transition() -> None:
    assert transitions(edit.apply(row(), edit.ChangeTransition(1, {"to": "done"}))) == [
        "start>read",
        "read>done",
        "quiz>done",
    ]


def test_change_fields_of_a_step_by_their_names_in_the_document() -> None:
    after = edit.apply(row(), edit.ChangeStep("quiz", {"count": 3, "name": "Quiz"}))
    assert after.steps["quiz"] == Waypoint(condition=verb("passed"), count=3, name="Quiz")


def test_change_fields_of_the_journey_and_its_exit_rules() -> None:
    rule = {"id": "left", "trigger": {"on": "event", "condition": verb("left")}}
    after = edit.apply(row(), edit.ChangeJourney({"entry_rule": "after_exit", "exit_rules": [rule]}))
    assert after.entry_rule == "after_exit"
    assert [rule.id for rule in after.exit_rules] == ["left"]


def test_move_a_step_and_move_it_back() -> None:
    moved = edit.apply(row(), edit.Move("quiz", (3, 1)))
    assert moved.layout is not None
    assert moved.layout.position == {"quiz": (3, 1)}
    assert edit.apply(moved, edit.Move("quiz")) == row()


def test_rename_a_step_wherever_it_is_spoken_of() -> None:
    passed = {"$or": [{"steps.quiz.statement.result.success": True}, {"traits.quiz": "steps.quiz"}]}
    steps = {
        **STEPS,
        "good": split("data"),
        "bye": callback(),
    }
    journey = design(
        steps,
        "start>read>quiz>good",
        when("good>done", passed),
        "good>quiz otherwise",
        exit_rules=[{"id": "left", "trigger": {"on": "audience", "audience": "gone"}, "outcomes": ["bye"]}],
        layout={"position": {"quiz": [1, 2]}},
    )
    after = edit.apply(journey, edit.Compound((edit.Rename("quiz", "exam"), edit.Rename("bye", "farewell"))))
    assert list(after.steps) == ["start", "read", "exam", "done", "good", "farewell"]
    assert transitions(after) == ["start>read", "read>exam", "exam>good", "good>done", "good>exam"]
    assert after.transitions[3].when == {
        "$or": [{"steps.exam.statement.result.success": True}, {"traits.quiz": "steps.quiz"}]
    }
    assert after.exit_rules[0].outcomes == ("farewell",)
    assert after.layout is not None
    assert after.layout.position == {"exam": (1, 2)}


def test_an_events_path_below_steps_is_not_renamed() -> None:
    """Only a data split looks at what steps took; elsewhere ``steps`` is a key of the event."""
    branch = when("choose>done", {"steps.read": 1})
    journey = design(
        {**STEPS, "choose": split("event")}, "start>read>quiz>choose", branch, "choose>done after 1d"
    )
    assert edit.apply(journey, edit.Rename("read", "book")).transitions[3].when == {"steps.read": 1}


def test_delete_a_simple_step_and_the_path_heals() -> None:
    after = edit.apply(row(), edit.Delete("quiz"))
    assert transitions(after) == ["start>read", "read>done"]
    assert list(faults(after)) == []
    assert edit.stranded_steps(row(), edit.Delete("quiz")) == frozenset()


def test_delete_a_step_that_several_ways_lead_to() -> None:
    steps = {**STEPS, "choose": split("random"), "pause": delay("1d")}
    journey = design(steps, "start>choose", "choose>pause 40%", "choose>pause 60%", "pause>read>quiz>done")
    after = edit.apply(journey, edit.Delete("pause"))
    assert transitions(after) == ["start>choose", "choose>read", "choose>read", "read>quiz", "quiz>done"]
    assert [transition.percent for transition in after.transitions[1:3]] == [40, 60]


def test_delete_a_step_that_parts_the_ways_and_some_are_stranded() -> None:
    journey = with_timeout()
    assert edit.stranded_steps(journey, edit.Delete("quiz")) == {"done", "lost"}
    assert transitions(edit.apply(journey, edit.Delete("quiz"))) == ["start>read"]


def test_delete_takes_the_step_out_of_exit_rules_and_layout() -> None:
    bye = callback()
    journey = design(
        {**STEPS, "bye": bye},
        "start>read>quiz>done",
        exit_rules=[{"id": "left", "trigger": {"on": "audience", "audience": "gone"}, "outcomes": ["bye"]}],
        layout={"position": {"bye": [1, 2]}},
    )
    after = edit.apply(journey, edit.Delete("bye"))
    assert after.exit_rules[0].outcomes == ()
    assert after.layout is None


def test_disconnecting_strands_what_lies_behind() -> None:
    assert edit.stranded_steps(row(), edit.Disconnect(1)) == {"quiz", "done"}


def test_group_waypoints_in_a_row_and_ungroup_them() -> None:
    journey = design({**STEPS, "write": waypoint("wrote", count=2)}, "start>read>quiz>write>done")
    grouped = edit.apply(journey, edit.Group(("write", "read", "quiz"), "all", name="All three"))
    checklist = grouped.steps["all"]
    assert isinstance(checklist, Checklist)
    assert [(id, item.count) for id, item in checklist.items.items()] == [
        ("read", 1),
        ("quiz", 1),
        ("write", 2),
    ]
    assert transitions(grouped) == ["start>all", "all>done"]
    assert list(faults(grouped)) == []
    ungrouped = edit.apply(grouped, edit.Ungroup("all"))
    assert ungrouped.steps == journey.steps
    assert sorted(transitions(ungrouped)) == sorted(transitions(journey))


def test_a_group_takes_the_place_of_its_first_waypoint() -> None:
    journey = edit.apply(row(), edit.Compound((edit.Move("read", (1, 1)), edit.Move("quiz", (2, 2)))))
    grouped = edit.apply(journey, edit.Group(("read", "quiz"), "both"))
    assert grouped.layout is not None
    assert grouped.layout.position == {"both": (1, 1)}


def test_reorder_branches() -> None:
    steps = {**STEPS, "choose": split("event")}
    branches = [when(f"choose>{to}", verb(to)) for to in ("read", "quiz")]
    journey = design(steps, "start>choose", *branches, "choose>done after 1d", "read>quiz>done")
    after = edit.apply(journey, edit.Reorder("choose", (2, 1, 3)))
    assert transitions(after) == [
        "start>choose",
        "choose>quiz",
        "choose>read",
        "choose>done",
        "read>quiz",
        "quiz>done",
    ]


def test_undo_of_a_delete_brings_everything_back_in_place() -> None:
    journey = edit.apply(with_timeout(), edit.Move("quiz", (1, 2)))
    back = edit.inverse(journey, edit.Delete("quiz"))
    undone = edit.apply(edit.apply(journey, edit.Delete("quiz")), back)
    assert undone == journey
    assert list(undone.steps) == list(journey.steps)


def test_undo_says_only_what_changed() -> None:
    assert edit.inverse(row(), edit.ChangeStep("quiz", {"count": 3})) == edit.Restore(
        steps={"quiz": Waypoint(condition=verb("passed"))}
    )
    assert edit.inverse(row(), edit.ChangeJourney({"name": "Other"})) == edit.Restore(fields={"name": "Test"})
    assert edit.inverse(row(), edit.Disconnect(1)) == edit.Restore(
        transitions=edit.Splice(1, 0, (Transition(source="read", target="quiz"),))
    )


def test_undo_tells_one_from_true() -> None:
    journey = edit.apply(row(), edit.ChangeStep("quiz", {"condition": {"a": 1}}))
    change = edit.ChangeStep("quiz", {"condition": {"a": True}})
    undone = edit.apply(edit.apply(journey, change), edit.inverse(journey, change))
    assert repr(undone.steps["quiz"]) == repr(journey.steps["quiz"])


NONSENSE = {
    "there is no step 'nowhere'": edit.Delete("nowhere"),
    "the id 'quiz' is taken; choose another": edit.Add("quiz", Exit()),
    "'a b' is no id; use A-Z a-z 0-9 _ - only": edit.Rename("quiz", "a b"),
    "the design has an entry": edit.Add("again", Entry(trigger=FirstMatch())),
    "a journey needs its entry": edit.Delete("start"),
    "an exit cannot stand on a transition": edit.Insert("end", Exit(), 0),
    "there is no transition 9; the design has 3": edit.Disconnect(9),
    "there is no transition -1": edit.ChangeTransition(-1, {"name": "x"}),
    "'colour' cannot be changed here; it is one of condition, count": edit.ChangeStep(
        "quiz", {"colour": "red"}
    ),
    "$.count: expected a whole number of 1 or more": edit.ChangeStep("quiz", {"count": 0}),
    "'steps' cannot be changed here": edit.ChangeJourney({"steps": {}}),
    "the transitions out of 'quiz' are [2], each once": edit.Reorder("quiz", (1,)),
    "choose two or more waypoints": edit.Group(("quiz",), "new"),
    "'done' is no waypoint": edit.Group(("quiz", "done"), "new"),
    "'quiz' is no checklist": edit.Ungroup("quiz"),
    "its transitions are not these": edit.Restore(transitions=edit.Splice(2, 4, ())),
    "its steps are not these": edit.Restore(order=("quiz",)),
}


@pytest.mark.parametrize(("sentence", "change"), NONSENSE.items())
def test_an_edit_that_makes_no_sense_says_so(sentence: str, change: edit.Edit) -> None:
    with pytest.raises(InvalidEdit) as refused:
        edit.apply(row(), change)
    assert sentence in str(refused.value)


def test_a_group_needs_one_way_through() -> None:
    with pytest.raises(InvalidEdit, match="without a timeout"):
        edit.apply(with_timeout(), edit.Group(("read", "quiz"), "both"))
    steps = {**STEPS, "choose": split("random")}
    by_side = design(steps, "start>choose", "choose>read 50%", "choose>quiz 50%", "read>quiz>done")
    with pytest.raises(InvalidEdit, match="another transition leads to 'quiz'"):
        edit.apply(by_side, edit.Group(("read", "quiz"), "both"))


@pytest.mark.parametrize(
    ("fields", "more", "sentence"),
    [
        ({"required": 1}, [], "takes 1 of 2 items"),
        ({"items": {}}, [], "has no items"),
        ({}, ["both>done after 3d"], "has a timeout"),
    ],
)
def test_a_checklist_that_means_more_than_a_row_stays(
    fields: dict[str, object], more: list[str], sentence: str
) -> None:
    items = {name: {"condition": verb(name)} for name in ("read", "quiz")}
    steps = {"start": first_match(), "both": {"kind": "checklist", "items": items, **fields}, "done": exit_()}
    with pytest.raises(InvalidEdit, match=sentence):
        edit.apply(design(steps, "start>both>done", *more), edit.Ungroup("both"))


def test_what_is_no_edit_is_refused() -> None:
    for text in ("{", "[]", '{"edit": "explode"}', '{"edit": "delete"}', "[" * 100_000):
        with pytest.raises(InvalidEdit, match="this is no edit"):
            edit.loads(text)
