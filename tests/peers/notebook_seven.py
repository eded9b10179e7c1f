"""Notebook 7: editor and player in it, as the tests do it in JupyterLab."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from lab import Sitting, laboratory
from playwright.sync_api import expect

from tests.peers.installation import packages_in_folder
from tests.peers.outcome import PeerOutcome, counted

NAME: Final = "Notebook"
VERSION: Final = "7.6.5"
SETUP: Final = """
from designer.notebook import Journey, JourneyEditor, SimulationPlayer, verb

def did(who, what, minute):
    actor = {"mbox": f"mailto:{who}@example.org"}
    return {"actor": actor, "verb": {"id": f"http://example.org/{what}"}, "timestamp": f"2026-01-01T10:{minute:02}:00Z"}

log = [did("anna", "read", 1), did("bob", "read", 2), did("anna", "passed", 3)]
journey = Journey.new("Course").waypoint("read", verb("http://example.org/read"))
journey = journey.waypoint("quiz", verb("http://example.org/passed")).exit("done")
editor, player = JourneyEditor(journey, log), SimulationPlayer(journey, log)
"""


def run() -> PeerOutcome:
    """An edit, keys of the notebook that do nothing in the forms, an undo, a run that is played."""
    packages = packages_in_folder(f"notebook=={VERSION}")
    with (
        tempfile.TemporaryDirectory() as home,
        laboratory(Path(home), application="notebook", packages=packages) as server,
        server.notebook(SETUP, "editor", "player") as sitting,
    ):
        return counted(tried(sitting))


def tried(sitting: Sitting) -> Iterator[tuple[str, str]]:
    """Each thing that is done in the notebook, with what went wrong."""
    page = sitting.page
    editor, player = (page.locator(".waypost-widget").nth(number) for number in (0, 1))
    expect(player).to_be_attached()
    editor.scroll_into_view_if_needed()
    editor.locator("[data-step=read] .box").click()
    editor.locator("[data-do=add]").click()
    editor.locator("[data-kind=delay]").click()
    sitting.sees("sorted(editor.journey.steps)", ["delay", "done", "quiz", "read", "start"])
    yield "an edit on the page is seen in Python", ""
    for control in (
        editor.get_by_label("Go to"),
        editor.get_by_label("active", exact=True),
        editor.locator(".stage"),
    ):
        control.focus()
        for key in ("d", "d", "z", "j"):
            page.keyboard.press(key)
    count = page.locator(".jp-Cell").count()
    yield "no key of a form is one of the notebook", "" if count == 3 else f"there are {count} cells, not 3"
    editor.locator(".stage").focus()
    page.keyboard.press("Control+z")
    sitting.sees("sorted(editor.journey.steps)", ["done", "quiz", "read", "start"])
    yield "Ctrl Z takes the edit back", ""
    player.get_by_role("button", name="Play (Space)").click()
    sitting.sees("player.index", 3)
    yield "a run is played", ""
