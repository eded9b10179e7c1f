"""``waypost doctor``: damage is told, repaired where it can be, and never thrown away."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli import Terminal
from scenario import statement

from engine.calendar.zones import VERSION


@pytest.fixture
def waypost(tmp_path: Path) -> Terminal:
    terminal = Terminal(tmp_path)
    for title in ("One", "Two"):
        terminal("new", title)
    return terminal


def spoil(waypost: Terminal) -> Path:
    """Change a byte in the record of the first design."""
    journal = waypost.folder / "workspace" / "workspace.journal"
    journal.write_bytes(journal.read_bytes().replace(b'"name":"one"', b'"name":"0ne"', 1))
    return journal


def test_a_sound_workspace(waypost: Terminal) -> None:
    said = waypost("doctor")
    assert (said.code, said.err) == (0, "")
    assert said.out.endswith("workspace is sound\n")
    assert waypost("doctor", "--json").json == {"problems": [], "left": 0, "tzdata": VERSION}


def test_damage_is_a_finding_until_it_is_repaired(waypost: Terminal) -> None:
    journal = spoil(waypost)
    damaged = journal.read_bytes()
    assert (waypost("list").code, "waypost doctor --repair" in waypost("list").err) == (3, True)
    found = waypost("doctor", "--json")
    assert (found.code, found.json["left"]) == (1, 1)
    assert found.json["problems"][0]["code"] == "damaged-lines"
    assert journal.read_bytes() == damaged
    said = waypost("doctor", "--repair")
    assert (said.code, "Repaired: rebuilt from what could be read" in said.out) == (0, True)
    assert journal.with_name("workspace.journal.damaged").read_bytes() == damaged
    assert [design["name"] for design in waypost("list", "--json").json] == ["two"]
    assert waypost("doctor").code == 0


def test_what_cannot_be_repaired_is_said(waypost: Terminal) -> None:
    journal = spoil(waypost)
    waypost("doctor", "--repair")
    journal.unlink()
    said = waypost("doctor", "--repair")
    assert (said.code, "copy" in said.out and "missing-journal" in said.out) == (1, True)


def test_a_damaged_log_is_imported_again(waypost: Terminal) -> None:
    events = waypost.write("events.ndjson", [statement(0, "seen", "ann"), statement(1, "seen", "bob")])
    waypost("log", "import", events)
    log = waypost.folder / "workspace" / "log"
    next(log.glob("parts/*/*.columns.parquet")).write_bytes(b"PAR1")
    said = waypost("doctor")
    assert (said.code, "--repair" in said.out) == (1, False)
    assert "beyond repair: 1" in said.out
    assert f"waypost log import FILE… --into {log}" in said.out
    log.rename(log.with_name("old"))
    waypost("log", "import", events, "--into", log)
    assert waypost("log", "info").code == 0


def test_a_note_is_no_damage(waypost: Terminal) -> None:
    journal = waypost.folder / "workspace" / "workspace.journal"
    journal.write_bytes(journal.read_bytes() + b'["0000')
    said = waypost("doctor")
    assert (said.code, "torn-tail" in said.out) == (0, True)
    assert "removed" in waypost("doctor", "--repair").out
    assert waypost("doctor").out.endswith("workspace is sound\n")
