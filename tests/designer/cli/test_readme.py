"""The README's example runs as it is written."""

from __future__ import annotations

from pathlib import Path
from shlex import split

import pytest
from cli import Terminal

README = Path(__file__).parents[3] / "README.md"


@pytest.fixture
def waypost(tmp_path: Path) -> Terminal:
    return Terminal(tmp_path)


def test_the_example_prints_what_the_readme_shows(waypost: Terminal) -> None:
    shown = next(each for each in README.read_text("utf-8").split("```") if "$ waypost" in each)
    for each in shown.strip().removeprefix("$ ").split("\n$ "):
        command, printed = each.split("\n", 1) if "\n" in each else (each, "")
        words = [
            str(README.parent / word) if word.startswith("designer/") else word for word in split(command)[1:]
        ]
        said = waypost(*words)
        assert (said.code, said.out.strip()) == (0, printed.strip())
