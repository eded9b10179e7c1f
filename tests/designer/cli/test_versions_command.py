"""Files that were made from an older version, and the versions of a design."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from cli import Terminal
from scenario import document, exit_, first_match, waypoint

STEPS: dict[str, Any] = {"start": first_match(), "quiz": waypoint("passed"), "done": exit_()}
QUIZ = document(STEPS, "start>quiz>done")


@pytest.fixture
def waypost(tmp_path: Path) -> Terminal:
    terminal = Terminal(tmp_path)
    terminal("import", terminal.write("quiz.json", QUIZ), "--name", "quiz")
    return terminal


def changed(**fields: Any) -> dict[str, Any]:
    return {**QUIZ, "steps": {**STEPS, "quiz": {**STEPS["quiz"], **fields}}}


def imports(waypost: Terminal, content: dict[str, Any], *options: str) -> Any:
    return waypost("import", waypost.write("mine.json", content), "--name", "quiz", *options)


def quiz(waypost: Terminal, version: str = "") -> Any:
    return waypost("show", f"quiz{version}", "--json").json["steps"]["quiz"]


def test_a_file_made_from_the_newest_version_is_the_next_one(waypost: Terminal) -> None:
    for count in (2, 3, 4):
        assert imports(waypost, changed(count=count)).code == 0
    assert [row["version"] for row in waypost("versions", "quiz", "--json").json] == [4, 3, 2, 1]


def test_a_file_made_from_an_older_version_overwrites_nothing(waypost: Terminal) -> None:
    imports(waypost, changed(count=5))
    said = imports(waypost, changed(name="Quiz"))
    assert (said.code, said.out) == (1, "")
    assert "version 2, and this was made from version 1" in said.err
    assert "the count of quiz is 5, no longer 1" in said.err
    assert "the name of Quiz (quiz) is Quiz" in said.err
    assert "--merge" in said.err
    assert "--overwrite" in said.err
    assert quiz(waypost)["count"] == 5


def test_merge_takes_both(waypost: Terminal) -> None:
    imports(waypost, changed(count=5))
    assert imports(waypost, changed(name="Quiz"), "--merge").code == 0
    assert (quiz(waypost)["count"], quiz(waypost)["name"]) == (5, "Quiz")


def test_merge_names_what_both_changed_and_takes_the_side_that_is_preferred(waypost: Terminal) -> None:
    imports(waypost, changed(count=5, description="Hard."))
    said = imports(waypost, changed(count=7), "--merge")
    assert said.code == 1
    assert "the count of quiz: in this design 7, in version 2 5" in said.err
    assert quiz(waypost)["count"] == 5
    assert imports(waypost, changed(count=7), "--merge", "--prefer", "workspace").code == 0
    assert quiz(waypost)["count"] == 5
    assert imports(waypost, changed(count=9), "--merge", "--prefer", "file").code == 0
    assert quiz(waypost)["count"] == 9


def test_a_file_can_say_the_version_it_was_made_from(waypost: Terminal) -> None:
    """One field that was changed twice could have been changed from either version."""
    imports(waypost, changed(count=5))
    assert imports(waypost, changed(count=7), "--base", "1").code == 1
    said = imports(waypost, changed(count=7), "--base", "2")
    assert (said.code, "the count of quiz is 7, no longer 5" in said.err) == (0, True)
    assert imports(waypost, changed(count=9), "--base", "8").code == 2


def test_overwrite_makes_the_file_the_newest_version_and_keeps_the_others(waypost: Terminal) -> None:
    imports(waypost, changed(count=5))
    assert imports(waypost, QUIZ).code == 1
    assert imports(waypost, QUIZ, "--overwrite").code == 0
    assert "count" not in quiz(waypost)
    assert quiz(waypost, "@2")["count"] == 5


def test_another_journey_does_not_take_the_place_of_one(waypost: Terminal) -> None:
    said = imports(waypost, {**QUIZ, "id": "another"})
    assert (said.code, "is another journey" in said.err) == (1, True)
    assert imports(waypost, {**QUIZ, "id": "another"}, "--overwrite").code == 0


def test_versions_are_listed_with_what_changed(waypost: Terminal) -> None:
    imports(waypost, changed(count=5))
    said = waypost("versions", "quiz")
    assert said.code == 0
    assert "v2  " in said.out
    assert "the count of quiz is 5, no longer 1" in said.out
    assert waypost("versions", "quizz").code == 2


def test_any_version_can_be_opened_compared_and_taken_back(waypost: Terminal) -> None:
    imports(waypost, changed(count=5))
    assert "the count of quiz is 5" in waypost("diff", "quiz@1", "quiz@2").out
    assert "has no version 7" in waypost("show", "quiz@7").err
    assert waypost("restore", "quiz", "1").out == "quiz v3 is version 1 again\n"
    assert "count" not in quiz(waypost)
    assert quiz(waypost, "@2")["count"] == 5
    assert waypost("restore", "quiz", "9").code == 2
