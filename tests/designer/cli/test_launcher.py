"""``waypost`` and ``waypost open NAME`` in a terminal, which are read without the command line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from cli import Terminal
from scenario import design, exit_, first_match, statement, waypoint

from designer.cli.launcher import parse_app_call, with_workspace_first
from engine.journey import dumps


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


def modules_loaded(*words: str) -> set[str]:
    """The modules that are loaded when the command of the ``words`` has ended."""
    ends = "import atexit, sys; atexit.register(lambda: print(*sys.modules, file=sys.stderr))"
    asked = f"{ends}; from designer.cli.main import main; main()"
    done = subprocess.run([sys.executable, "-c", asked, *words], capture_output=True, text=True, check=True)
    return set(done.stderr.split())


def test_the_list_of_designs_takes_what_it_needs_alone(tmp_path: Path) -> None:
    loaded = modules_loaded("list", "--json", "--workspace", str(tmp_path))
    assert not {"typer", "rich", "networkx", "engine.conditions", "store.outbox"} & loaded


def test_a_simulation_takes_what_it_needs_alone(tmp_path: Path) -> None:
    journey, events = tmp_path / "quiz.journey.json", tmp_path / "events.ndjson"
    steps = {"start": first_match(), "quiz": waypoint("passed"), "done": exit_()}
    journey.write_text(dumps(design(steps, "start>quiz>done")))
    events.write_text(json.dumps(statement(0, "passed")))
    loaded = modules_loaded("simulate", str(journey), str(events), "--json")
    assert "engine.simulate" in loaded
    assert not {"pydantic", "rich", "networkx", "duckdb", "zoneinfo", "designer.diagram"} & loaded
