"""A person's own keys: what their file may say, and what is refused in which sentence."""

from __future__ import annotations

from pathlib import Path

import pytest
from scenario import design, exit_, first_match, waypoint
from sitting import sitting

from designer.app.key_table import markdown_table
from designer.app.keymap import VARIABLE, read_keymap
from designer.errors import Refused

QUIZ = design({"start": first_match(), "quiz": waypoint("passed"), "done": exit_()}, "start>quiz>done")


def written(folder: Path, text: str) -> Path:
    """A keymap file with this text."""
    path = folder / "keys.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_keys_are_written_as_people_write_them(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        '[edit]\ndelete = "Ctrl+X"\nundo = ["u", "Ctrl+Z", "F9"]\n'
        '[walk]\nhome = ["Home", "z z"]\n[look]\nout = "Esc"\n',
    )
    assert read_keymap(path) == {
        "edit.delete": "ctrl+x",
        "edit.undo": "u,ctrl+z,f9",
        "walk.home": "home,z z",
        "look.out": "escape",
    }


def test_without_a_file_nothing_is_changed(tmp_path: Path) -> None:
    assert read_keymap(tmp_path / "keys.toml") == {}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[edit", "is no TOML"),
        ('[edits]\ndelete = "D"', "there is no group [edits] of keys"),
        ('[edit]\nremove = "D"', "[edit] has no 'remove'; it has add"),
        ('[edit]\ndelete = "cntrl+d"', "edit.delete: there is no key 'cntrl+d'"),
        ("[edit]\ndelete = 4", "edit.delete needs a key"),
        ('[edit]\ndelete = "a"', "edit.delete cannot be a: on Design that is edit.add"),
        ('[edit]\ndelete = "D"\nundo = "D"', "cannot be D"),
        ('[edit]\ndelete = "d d"', "is one key after the other"),
        ('[waypost]\nhelp = "q"', "waypost.help cannot be q"),
    ],
)
def test_a_wrong_file_is_refused_in_a_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(Refused, match=r"keys\.toml") as refused:
        read_keymap(written(tmp_path, text))
    assert sentence in str(refused.value)


def test_two_actions_may_change_places(tmp_path: Path) -> None:
    path = written(tmp_path, '[edit]\nadd = "c"\nconnect = "a"\n')
    assert read_keymap(path) == {"edit.add": "c", "edit.connect": "a"}


@pytest.mark.driving
@pytest.mark.asyncio
async def test_the_app_follows_the_file_and_its_help_shows_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = written(tmp_path, '[edit]\nadd = "n"\n[look]\nnext_finding = "a"\n[walk]\nhome = "z z"\n')
    monkeypatch.setenv(VARIABLE, str(file))
    async with sitting(tmp_path / "workspace", QUIZ) as person:
        await person.press(person.onward, "n")
        await person.chooses("delay")
        await person.enters("Pause")
        assert "pause" in person.journey.steps
        await person.press("z", "z")
        assert person.design.place.step == "start"
        await person.press("question_mark")
        await person.shows("n                 Add a step after this one")


@pytest.mark.driving
@pytest.mark.asyncio
async def test_the_app_starts_with_its_own_keys_where_the_file_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, str(written(tmp_path, '[edit]\nadd = "d"\n')))
    async with sitting(tmp_path / "workspace", QUIZ) as person:
        await person.sees(lambda: any("edit.add cannot be d" in said for said in person.said))
        await person.press("a")
        await person.asked("Choose")


def test_the_page_of_keys_is_the_table_of_the_app() -> None:
    page = Path(__file__).parents[3] / "docs" / "keys.md"
    assert page.read_text(encoding="utf-8") == markdown_table()
