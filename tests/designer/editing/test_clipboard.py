"""Steps copied and pasted: fresh ids, the same conditions, any design."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scenario import checklist, design, exit_, first_match, split, waypoint, when
from strategies import journeys

from designer.editing.clipboard import copy_text, duplicate_edit, paste_edit
from engine.edit import InvalidEdit, apply
from engine.finding import InvalidJourney
from engine.journey import decode, dumps, to_document

QUIZ = design(
    {
        "start": first_match(),
        "quiz": waypoint("passed"),
        "list": checklist("one", "two"),
        "choose": split("data"),
        "done": exit_(),
    },
    "start>quiz>list>choose",
    when("choose>done", {"steps.quiz.statement.result.success": True}),
    "choose>done otherwise",
)
OTHER = design({"start": first_match(), "essay": waypoint("wrote"), "done": exit_()}, "start>essay>done")


def test_what_is_copied_is_a_journey_document() -> None:
    assert list(decode(copy_text(QUIZ, {"quiz", "list"})).steps) == ["list", "quiz"]


def test_steps_go_into_another_design_with_their_ways_and_conditions() -> None:
    edit, ids = paste_edit(OTHER, copy_text(QUIZ, {"quiz", "list"}))
    pasted = apply(OTHER, edit)
    assert set(ids) == {"quiz", "list"}
    assert to_document(pasted)["steps"]["quiz"] == to_document(QUIZ)["steps"]["quiz"]
    assert any(
        (transition.source, transition.target) == ("quiz", "list") for transition in pasted.transitions
    )


def test_a_duplicate_has_ids_of_its_own_and_speaks_of_its_own_steps() -> None:
    edit, ids = duplicate_edit(QUIZ, {"quiz", "list", "choose", "done"})
    after = apply(QUIZ, edit)
    assert set(ids) == {"quiz-2", "list-2", "choose-2", "done-2"}
    items = to_document(after)["steps"]["list-2"]["items"]
    assert set(items) == {"do-one-2", "do-two-2"}
    branch = next(
        transition for transition in after.transitions if transition.source == "choose-2" and transition.when
    )
    assert branch.when == {"steps.quiz-2.statement.result.success": True}


def test_a_copy_of_a_copy_is_numbered_on() -> None:
    twice = QUIZ
    for copied, named in (("quiz", "quiz-2"), ("quiz-2", "quiz-3"), ("quiz", "quiz-4")):
        edit, ids = duplicate_edit(twice, {copied})
        twice = apply(twice, edit)
        assert ids == (named,)


def test_a_design_keeps_its_own_entry() -> None:
    edit, ids = paste_edit(OTHER, dumps(QUIZ))
    assert "start" not in ids
    assert "start-2" not in apply(OTHER, edit).steps


def test_nothing_to_paste_is_said() -> None:
    with pytest.raises(InvalidEdit, match="no step in what was copied"):
        paste_edit(OTHER, copy_text(QUIZ, {"start"}))
    with pytest.raises(InvalidJourney):
        paste_edit(OTHER, "just a text")


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_any_steps_can_be_pasted_into_any_design_and_clash_with_nothing(data: st.DataObject) -> None:
    source, target = data.draw(journeys()), data.draw(journeys())
    chosen = data.draw(st.sets(st.sampled_from(sorted(source.steps)), min_size=1))
    try:
        edit, ids = paste_edit(target, copy_text(source, chosen))
    except InvalidEdit:
        assert chosen == {"start"}
        return
    after = apply(target, edit)
    assert set(ids).isdisjoint(target.steps)
    assert len(after.steps) == len(target.steps) + len(ids)
    assert "duplicate-id" not in codes(after) - codes(target)


def codes(journey: object) -> set[str]:
    from engine.journey import Journey
    from engine.rules import faults

    assert isinstance(journey, Journey)
    return {fault.code for fault in faults(journey)}
