"""``waypost`` and ``waypost open NAME`` in a terminal, which are read without the command line."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from cli import Terminal

from designer.cli.launcher import parse_app_call, with_workspace_first


@pytest.mark.parametrize(
    ("words", "folder", "design"),
    [
        ("", ".waypost", None),
        ("open quiz", ".waypost", "quiz"),
        ("--workspace mine", "mine", None),
        ("--workspace mine open quiz", "mine", "quiz"),
        ("--workspace open open open", "open", "open"),
    ],
)
def test_the_app_is_asked_for(
    words: str, folder: str, design: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("WAYPOST_WORKSPACE", raising=False)
    assert parse_app_call(words.split()) == (Path(folder), design)


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("list --workspace mine", "--workspace mine list"),
        ("list --workspace=mine --json", "--workspace mine list --json"),
        ("open quiz --workspace mine", "--workspace mine open quiz"),
        ("--workspace mine list", "--workspace mine list"),
        ("show -- --workspace", "show -- --workspace"),
        ("list --workspace", "--workspace list"),
        ("list", "list"),
    ],
)
def test_the_workspace_is_named_in_any_place(words: str, first: str) -> None:
    assert with_workspace_first(words.split()) == first.split()


@pytest.mark.parametrize("named", ["theirs", ""])
def test_the_environment_names_the_workspace_unless_an_option_does(
    named: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WAYPOST_WORKSPACE", named)
    assert parse_app_call(["open", "quiz"]) == (Path(named or ".waypost"), "quiz")
    assert parse_app_call(["--workspace", "mine"]) == (Path("mine"), None)


@pytest.mark.parametrize(
    "words", ["list", "open", "open -h", "--help", "open quiz more", "--workspace", "--workspace=mine"]
)
def test_the_command_line_reads_everything_else(words: str) -> None:
    assert parse_app_call(words.split()) is None


def test_a_design_that_is_not_there_is_told_as_ever(tmp_path: Path) -> None:
    """The same words and exit code as from any command."""
    Terminal(tmp_path)("new", "Quiz", "--template", "seed")
    code, said = in_a_terminal("--workspace", str(tmp_path / "workspace"), "open", "quizz")
    assert (code, said.count("\n")) == (2, 1)
    assert said.startswith("waypost: there is no design named 'quizz'")


def in_a_terminal(*words: str) -> tuple[int, str]:
    """What ``waypost`` answers in a terminal of its own: exit code, everything it wrote."""
    ours, its = os.openpty()
    process = subprocess.Popen([sys.executable, "-m", "designer", *words], stdin=its, stdout=its, stderr=its)
    os.close(its)
    said = b""
    try:
        while piece := os.read(ours, 65_536):
            said += piece
    except OSError:  # how a terminal says on Linux that nobody writes to it any more
        pass
    os.close(ours)
    return process.wait(60), said.decode()


def test_the_list_of_designs_takes_what_it_needs_alone(tmp_path: Path) -> None:
    asked = "import sys; from designer.cli.main import main; main()\nprint(*sys.modules, file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", asked, "list", "--json", "--workspace", str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "[]\n"
    assert not {"typer", "rich", "networkx", "engine.conditions", "store.outbox"} & set(done.stderr.split())
