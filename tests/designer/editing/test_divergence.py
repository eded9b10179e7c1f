"""Several people save one design: nothing of anybody is overwritten unseen."""

from __future__ import annotations

from collections.abc import Callable
from itertools import permutations
from pathlib import Path

import pytest
from scenario import design, exit_, first_match, waypoint

from designer.editing.divergence import Diverged, Divergence, save_document, save_merged
from designer.editing.session import Desk
from engine.edit import ChangeStep, apply
from engine.journey import Journey, to_document
from store.errors import WorkspaceGone
from store.names import NoSuchDesign
from store.workspace import NewerVersion, Workspace

QUIZ = design({"start": first_match(), "quiz": waypoint("passed"), "done": exit_()}, "start>quiz>done")
NAMED = ChangeStep("quiz", {"name": "Final quiz"})
COUNTED = ChangeStep("quiz", {"count": 3})
DESCRIBED = ChangeStep("quiz", {"description": "The last one."})
SAID = {"name": "Final quiz", "count": 3, "description": "The last one."}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    Workspace.open(tmp_path).save("quiz", to_document(QUIZ))
    return tmp_path


class Person:
    """One who has the design open in an app of their own."""

    def __init__(self, folder: Path, edit: ChangeStep) -> None:
        self.workspace = Workspace.open(folder)
        self.desk = Desk.open(self.workspace, "quiz")
        self.edit = edit
        self.shown: list[str] = []

    def work(self) -> Person:
        self.desk.apply(self.edit)
        self.desk.kept().write(self.workspace)
        return self

    def save(self) -> None:
        """As the app does: what somebody else changed is shown, and both are merged."""
        try:
            self.desk.save(self.workspace)
        except NewerVersion as newer:
            self.shown += self.desk.divergence(newer.newest).their_changes()
            self.desk.merge(newer.newest, self.desk.divergence(newer.newest).merge())
            self.desk.save(self.workspace)


def two(folder: Path, *edits: ChangeStep) -> list[Person]:
    """Both open the design before either has changed anything."""
    people = [Person(folder, edit) for edit in edits]
    return [person.work() for person in people]


class Script:
    """One who has made a file from the first version and imports it."""

    def __init__(self, folder: Path, edit: ChangeStep) -> None:
        self.workspace = Workspace.open(folder)
        self.journey = apply(QUIZ, edit)
        self.shown: list[str] = []

    def save(self) -> None:
        try:
            save_document(self.workspace, "quiz", self.journey, go_on="")
        except Diverged as diverged:
            self.shown += diverged.divergence.their_changes()
            save_merged(self.workspace, "quiz", self.journey, None, go_on="")


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_two_apps_and_an_import_lose_nothing_in_any_order(folder: Path, order: tuple[int, ...]) -> None:
    people = [*two(folder, NAMED, COUNTED), Script(folder, DESCRIBED)]
    for number, index in enumerate(order):
        people[index].save()
        assert len(people[index].shown) == number, "each is told of every change before theirs"
    workspace = Workspace.open(folder)
    newest = workspace.load("quiz").document
    assert SAID.items() <= newest["steps"]["quiz"].items()  # type: ignore[index]
    assert [version.number for version in workspace.versions("quiz")] == [1, 2, 3, 4]
    assert workspace.drafts.names() == []


def test_ours_as_a_new_version_keeps_theirs_in_the_list(folder: Path) -> None:
    one, other = two(folder, NAMED, COUNTED)
    other.save()
    with pytest.raises(NewerVersion) as newer:
        one.desk.save(one.workspace)
    assert one.desk.save(one.workspace, seen=newer.value.newest).number == 3
    assert count(one.workspace, 2) == 3
    assert count(one.workspace, 3) == 1


def count(workspace: Workspace, version: int) -> int:
    step: dict[str, int] = workspace.load("quiz", version).document["steps"]["quiz"]  # type: ignore[index]
    return step.get("count", 1)


def test_what_was_seen_is_not_what_came_after(folder: Path) -> None:
    one, other = two(folder, NAMED, COUNTED)
    other.save()
    seen = one.workspace.load("quiz")
    other.desk.apply(DESCRIBED)
    other.save()
    with pytest.raises(NewerVersion, match="version 3 is newer than the version 2"):
        one.desk.save(one.workspace, seen=seen)


def test_theirs_is_taken_as_an_edit_that_can_be_undone(folder: Path) -> None:
    one, other = two(folder, NAMED, COUNTED)
    other.save()
    assert one.desk.take(one.workspace.load("quiz"))
    assert not one.desk.unsaved
    assert one.desk.undo() == "take version 2"
    assert one.desk.journey.steps["quiz"].name == "Final quiz"


def test_a_draft_knows_the_version_it_began_from(folder: Path) -> None:
    one, other = two(folder, NAMED, COUNTED)
    one.desk.kept().write(one.workspace)
    other.save()
    again = Desk.open(Workspace.open(folder), "quiz")
    assert again.version is not None
    assert again.version.number == 1
    with pytest.raises(NewerVersion):
        again.save(one.workspace)


def test_drafts_of_two_do_not_overwrite_each_other(folder: Path) -> None:
    one, other = two(folder, NAMED, COUNTED)
    one.desk.kept().write(one.workspace)
    other.desk.kept().write(other.workspace)
    other.save()
    assert Desk.open(Workspace.open(folder), "quiz").journey.steps["quiz"].name == "Final quiz"


def test_the_same_content_saved_twice_is_no_quarrel(folder: Path) -> None:
    one, other = two(folder, NAMED, NAMED)
    other.save()
    assert one.desk.save(one.workspace).number == 2


def test_an_older_version_is_taken_back_as_an_edit(folder: Path) -> None:
    person = Person(folder, NAMED).work()
    person.save()
    assert person.desk.restore(person.workspace.load("quiz", 1))
    assert person.desk.undoable == "go back to version 1"
    assert person.desk.save(person.workspace).number == 3


def test_a_workspace_that_was_moved_away_is_no_new_history(folder: Path) -> None:
    person = Person(folder, NAMED).work()
    away = folder.rename(folder.with_name("away"))
    with pytest.raises(WorkspaceGone):
        person.desk.save(person.workspace)
    assert not folder.exists()
    away.rename(folder)
    assert person.desk.save(person.workspace).number == 2


def test_a_design_that_was_removed_is_not_begun_again(folder: Path) -> None:
    person = Person(folder, NAMED).work()
    Workspace.open(folder).remove("quiz")
    with pytest.raises(NoSuchDesign):
        person.desk.save(person.workspace)


def test_the_version_that_a_file_was_made_from_is_the_one_it_differs_least_from(folder: Path) -> None:
    workspace = Workspace.open(folder)
    journey: Journey = QUIZ
    made: list[Callable[[Journey], Journey]] = [
        lambda each, edit=edit: apply(each, edit) for edit in (NAMED, COUNTED)
    ]
    for make in made:
        journey = make(journey)
        workspace.save("quiz", to_document(journey))
    late = apply(apply(QUIZ, NAMED), DESCRIBED)
    with pytest.raises(Diverged) as diverged:
        save_document(workspace, "quiz", late, go_on="Go on.")
    found: Divergence = diverged.value.divergence
    assert (found.since.number, found.newest.number) == (2, 3)
    assert str(diverged.value).endswith("Go on.")
