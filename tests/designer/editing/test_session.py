"""Open designs: what can be undone and redone, what a draft brings back, what is unsaved."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from limits import files_limited_to
from scenario import design, exit_, first_match, waypoint
from strategies import edits, journeys

from designer.editing.session import Desk
from engine.edit import ChangeStep, Delete, InvalidEdit, Move, Rename
from engine.journey import Journey, dumps, to_document
from store.errors import StoreError
from store.workspace import Workspace

relaxed = settings(deadline=None, max_examples=25)
QUIZ = design({"start": first_match(), "quiz": waypoint("passed"), "done": exit_()}, "start>quiz>done")


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    workspace = Workspace.open(tmp_path)
    workspace.save("quiz", to_document(QUIZ))
    return workspace


def named(name: str) -> ChangeStep:
    return ChangeStep("quiz", {"name": name})


def worked_on(data: st.DataObject, journey: Journey, edits_made: int = 5) -> tuple[Desk, list[str]]:
    """A desk after some edits, and every design on the way there."""
    desk = Desk("random", journey)
    stages = [dumps(journey)]
    for _ in range(edits_made):
        with suppress(InvalidEdit):
            if desk.apply(data.draw(edits(desk.journey))):
                stages.append(dumps(desk.journey))
    return desk, stages


@relaxed
@given(st.data())
def test_undo_goes_back_through_every_design_and_redo_forth_again(data: st.DataObject) -> None:
    desk, stages = worked_on(data, data.draw(journeys()))
    for stage in reversed(stages[:-1]):
        assert desk.undo()
        assert dumps(desk.journey) == stage
    assert desk.undo() == desk.undoable == ""
    for stage in stages[1:]:
        assert desk.redo()
        assert dumps(desk.journey) == stage
    assert desk.redo() == desk.redoable == ""


@relaxed
@given(st.data())
def test_a_draft_brings_back_everything_that_can_be_undone(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    journey = data.draw(journeys())
    with Workspace.open(tmp_path_factory.mktemp("workspace")) as workspace:
        workspace.save("random", to_document(journey))
        desk, stages = worked_on(data, journey)
        desk.kept().write(workspace)
        again = Desk.open(workspace, "random")
    assert dumps(again.journey) == stages[-1]
    for stage in reversed(stages[:-1]):
        assert again.undo()
        assert dumps(again.journey) == stage


def test_what_was_done_is_said_in_a_few_words() -> None:
    desk = Desk("quiz", QUIZ)
    for edit in (named("Final quiz"), Rename("quiz", "final"), Move("final", (3, 4)), Delete("final")):
        desk.apply(edit)
    assert [desk.undo() for _ in range(4)] == [
        "delete Final quiz",
        "move Final quiz",
        "rename quiz to final",
        "change name of quiz",
    ]


def test_keys_typed_into_one_field_are_undone_as_one() -> None:
    desk = Desk("quiz", QUIZ)
    for name in ("F", "Fi", "Final"):
        desk.apply(named(name), about="the name of quiz")
    desk.apply(ChangeStep("quiz", {"count": 2}), about="the count of quiz")
    desk.undo()
    assert desk.journey.steps["quiz"].name == "Final"
    desk.undo()
    assert desk.journey == QUIZ


def test_typing_something_and_taking_it_back_leaves_nothing_to_undo() -> None:
    desk = Desk("quiz", QUIZ)
    desk.apply(named("F"), about="the name of quiz")
    assert not desk.apply(named(""), about="the name of quiz")
    assert desk.undoable == ""


def test_an_edit_after_undoing_forgets_what_was_undone() -> None:
    desk = Desk("quiz", QUIZ)
    desk.apply(named("One"))
    desk.undo()
    desk.apply(named("Two"))
    assert desk.redo() == ""
    assert desk.journey.steps["quiz"].name == "Two"


def test_an_edit_that_makes_no_sense_changes_nothing() -> None:
    desk = Desk("quiz", QUIZ)
    with pytest.raises(InvalidEdit, match="there is no step 'essay'"):
        desk.apply(Delete("essay"))
    assert (desk.journey, desk.undoable, desk.changes) == (QUIZ, "", 0)


def test_unsaved_until_it_is_a_version_or_undone(workspace: Workspace) -> None:
    desk = Desk.open(workspace, "quiz")
    assert not desk.unsaved
    desk.apply(named("Final"))
    assert desk.unsaved
    desk.undo()
    assert not desk.unsaved
    desk.redo()
    desk.kept().write(workspace)
    assert desk.save(workspace).number == 2
    assert not desk.unsaved
    assert workspace.drafts.names() == []
    assert desk.undo() == "change name of quiz"


def test_what_could_not_be_saved_is_no_version(workspace: Workspace) -> None:
    desk = Desk.open(workspace, "quiz")
    desk.apply(named("Final"))
    room = (workspace.folder / "workspace.journal").stat().st_size + 40
    with files_limited_to(room), pytest.raises(StoreError, match="cannot write"):
        desk.save(workspace)
    assert desk.version == workspace.load("quiz")
    assert desk.unsaved
    assert desk.save(workspace).number == 2


def test_a_history_that_cannot_be_read_is_left_behind_and_the_draft_is_not(workspace: Workspace) -> None:
    desk = Desk.open(workspace, "quiz")
    desk.apply(named("One"))
    desk.apply(named("Two"))
    kept = desk.kept()
    for broken in ("nonsense", {"said": "?", "back": {"edit": "delete", "step": "quiz"}}):
        workspace.drafts.set("quiz", kept.document, [broken, kept.undo[1]])
        again = Desk.open(workspace, "quiz")
        assert again.journey.steps["quiz"].name == "Two"
        assert (again.undo(), again.undo()) == ("change name of One", "")
