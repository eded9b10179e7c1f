"""A workspace: designs, their versions, drafts and settings, as a person works on them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.drafts import Draft
from store.errors import DamagedFile
from store.names import BadName, NameTaken, NoSuchDesign, slug, unused_slug
from store.table import Database
from store.workspace import JOURNAL, DesignListing, NoSuchVersion, StoredVersion, Workspace

MINUTE = 60_000_000


def minutes() -> Iterator[int]:
    """A clock that says 2017-09-20T10:00, then a minute later every time."""
    return count(1505901600_000000, MINUTE)


def document(title: str = "5 comments", **more: object) -> dict[str, object]:
    return {"format": 1, "id": "59c2", "name": title, "steps": {}, "transitions": [], **more}


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace.open(tmp_path / ".waypost", clock=minutes().__next__)


def again(workspace: Workspace, tmp_path: Path) -> Workspace:
    """The same folder as another process sees it."""
    return Workspace.open(tmp_path / ".waypost")


def test_looking_creates_nothing(workspace: Workspace, tmp_path: Path) -> None:
    assert workspace.designs() == workspace.names() == workspace.removed() == workspace.drafts.names() == []
    assert workspace.settings.all() == {}
    with pytest.raises(NoSuchDesign, match="the workspace is empty"):
        workspace.load("seed")
    assert list(tmp_path.iterdir()) == []


def test_every_save_that_changes_something_is_a_version(workspace: Workspace, tmp_path: Path) -> None:
    first = workspace.save("seed", document())
    second = workspace.save("seed", document("6 comments"), note="one more")
    assert second == StoredVersion(
        name="seed",
        number=2,
        saved="2017-09-20T10:01:00.000000Z",
        note="one more",
        document=document("6 comments"),
    )
    other = again(workspace, tmp_path)
    assert other.load("seed") == other.load("seed", 2) == second
    assert other.load("seed", 1) == first
    assert other.versions("seed") == [first, second]
    assert other.designs() == [
        DesignListing(
            name="seed", id="59c2", title="6 comments", versions=2, updated="2017-09-20T10:01:00.000000Z"
        )
    ]


def test_saving_the_same_content_changes_no_byte(workspace: Workspace, tmp_path: Path) -> None:
    saved = workspace.save("seed", document())
    before = (tmp_path / ".waypost" / JOURNAL).read_bytes()
    assert workspace.save("seed", dict(document()), note="again") == saved
    assert (tmp_path / ".waypost" / JOURNAL).read_bytes() == before


@pytest.mark.parametrize("change", [{"count": 1.0}, {"count": True}, {"transitions": [2, 1]}], ids=str)
def test_what_json_tells_apart_is_a_change(workspace: Workspace, change: dict[str, object]) -> None:
    workspace.save("seed", document(count=1, transitions=[1, 2]))
    assert workspace.save("seed", document(**{"count": 1, "transitions": [1, 2], **change})).number == 2


def test_going_back_is_a_new_version(workspace: Workspace) -> None:
    for title in ("one", "two", "one"):
        workspace.save("seed", document(title))
    assert [version.document["name"] for version in workspace.versions("seed")] == ["one", "two", "one"]


def test_a_missing_design_suggests_near_names(workspace: Workspace) -> None:
    for name in ("quiz-passed", "welcome"):
        workspace.save(name, document())
    with pytest.raises(NoSuchDesign, match="did you mean 'quiz-passed'") as raised:
        workspace.load("quiz-pased")
    assert raised.value.near == ["quiz-passed"]
    with pytest.raises(NoSuchDesign, match="there are quiz-passed, welcome"):
        workspace.rename("x", "y")


@pytest.mark.parametrize("version", [0, 3, -1])
def test_a_missing_version_says_which_there_are(workspace: Workspace, version: int) -> None:
    workspace.save("seed", document("one"))
    workspace.save("seed", document("two"))
    with pytest.raises(NoSuchVersion, match=f"no version {version}; it has 1 to 2"):
        workspace.load("seed", version)


def test_new_designs_get_a_name_from_their_title(workspace: Workspace) -> None:
    assert [workspace.add(document("Été: 5 comments")).name for _ in range(3)] == [
        "ete-5-comments",
        "ete-5-comments-2",
        "ete-5-comments-3",
    ]
    assert workspace.unused_name("Été: 5 comments") == "ete-5-comments-4"
    assert workspace.add(document("")).name == "journey"


@pytest.mark.parametrize("name", ["", "Seed", "a b", "../seed", "été", "seed\n"])
def test_names_are_slugs(workspace: Workspace, name: str) -> None:
    workspace.save("seed", document())
    for use in (lambda: workspace.save(name, document()), lambda: workspace.rename("seed", name)):
        with pytest.raises(BadName, match="use a-z, 0-9 and hyphens"):
            use()
    assert workspace.names() == ["seed"]


@given(st.text(), st.sets(st.sampled_from(["journey", "a", "a-2", "journey-2"])))
def test_any_title_makes_an_unused_name(title: str, taken: set[str]) -> None:
    name = unused_slug(title, taken)
    assert name not in taken
    assert name == slug(name)
    assert name.startswith(slug(title))


def test_renaming_keeps_versions_and_draft(workspace: Workspace, tmp_path: Path) -> None:
    workspace.save("seed", document("one"))
    workspace.save("seed", document("two"))
    workspace.save("other", document())
    workspace.drafts.set("seed", document("three"))
    workspace.rename("seed", "plant")
    workspace.rename("plant", "plant")
    with pytest.raises(NameTaken, match="named 'other' already; 'other-2' would be free"):
        workspace.rename("plant", "other")
    renamed = again(workspace, tmp_path)
    assert renamed.names() == ["other", "plant"]
    assert [version.name for version in renamed.versions("plant")] == ["plant", "plant"]
    assert renamed.drafts.names() == ["plant"]


def test_a_removed_design_comes_back_with_all_it_had(workspace: Workspace, tmp_path: Path) -> None:
    workspace.save("seed", document("one"))
    workspace.save("seed", document("two"))
    draft = workspace.drafts.set("seed", document("three"), undo=[{"edit": "rename"}])
    versions = workspace.versions("seed")

    workspace.remove("seed")
    assert (workspace.names(), workspace.drafts.names()) == ([], [])
    assert [(row.name, row.title, row.versions) for row in workspace.removed()] == [("seed", "two", 2)]
    with pytest.raises(NoSuchDesign):
        workspace.remove("seed")

    assert again(workspace, tmp_path).restore("seed") == "seed"
    assert (workspace.versions("seed"), workspace.drafts.get("seed")) == (versions, draft)
    assert workspace.removed() == []


def test_the_name_of_a_removed_design_is_free(workspace: Workspace) -> None:
    for title in ("one", "two", "three"):
        assert workspace.save("seed", document(title)).number == 1
        if title != "three":
            workspace.remove("seed")
    assert [row.title for row in workspace.removed()] == ["two", "one"], "the last one removed first"
    assert [workspace.restore("seed"), workspace.restore("seed")] == ["seed-2", "seed-3"]
    assert [row.title for row in workspace.designs()] == ["three", "two", "one"]
    with pytest.raises(NoSuchDesign):
        workspace.restore("seed")


def test_a_draft_is_kept_as_it_was_left(workspace: Workspace, tmp_path: Path) -> None:
    undo = [{"edit": "add", "step": "quiz"}, {"edit": "rename"}]
    workspace.drafts.set("new-one", document("unfinished"))
    left = workspace.drafts.set("new-one", document("less unfinished"), undo)
    drafts = again(workspace, tmp_path).drafts
    assert drafts.get("new-one") == left
    assert left == Draft(
        of="new-one", document=document("less unfinished"), undo=undo, kept="2017-09-20T10:01:00.000000Z"
    )
    assert drafts.names() == ["new-one"]
    drafts.clear("new-one")
    drafts.clear("new-one")
    assert workspace.drafts.get("new-one") is None
    with pytest.raises(BadName):
        drafts.set("Not a name", {})


def test_settings_last(workspace: Workspace, tmp_path: Path) -> None:
    workspace.settings.set("theme", "dark")
    workspace.settings.set("theme", "light")
    workspace.settings.set("columns", [1, {"wide": True}])
    settings = again(workspace, tmp_path).settings
    assert settings.all() == {"theme": "light", "columns": [1, {"wide": True}]}
    assert (settings.get("theme"), settings.get("none"), settings.get("none", 3)) == ("light", None, 3)
    settings.clear("theme")
    assert workspace.settings.all() == {"columns": [1, {"wide": True}]}


def test_several_steps_are_one_in_a_transaction(workspace: Workspace, tmp_path: Path) -> None:
    def save_and_stumble() -> None:
        with workspace.transaction():
            workspace.save("seed", document())
            workspace.drafts.clear("seed")
            workspace.load("missing")

    workspace.drafts.set("seed", document())
    with pytest.raises(NoSuchDesign):
        save_and_stumble()
    seen = again(workspace, tmp_path)
    assert (seen.names(), seen.drafts.names()) == ([], ["seed"])


def test_a_version_lost_to_damage_is_told_and_the_design_goes_on(
    workspace: Workspace, tmp_path: Path
) -> None:
    workspace.save("seed", document("one"))
    workspace.save("seed", document("two"))
    with Database(tmp_path / ".waypost" / JOURNAL) as database:
        database.table("versions").remove(doc_ids=[2])
    with pytest.raises(DamagedFile, match=r"version 2 of 'seed' was lost when the workspace was repaired"):
        workspace.load("seed")
    assert workspace.load("seed", 1).document == document("one")
    assert workspace.save("seed", document("two")).number == 3


def test_a_workspace_closes(workspace: Workspace) -> None:
    with workspace:
        workspace.save("seed", document())
    with pytest.raises(ValueError, match="was closed"):
        workspace.names()
