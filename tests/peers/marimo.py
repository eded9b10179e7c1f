"""marimo: an edit on the page is a value in Python, and the cells that read it run again."""

from __future__ import annotations

import os
import re
import subprocess
import sysconfig
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from lab import SECONDS, free_port, wait_for
from page import PATIENCE, chromium
from playwright.sync_api import Page, expect

from tests.peers.installation import python_with
from tests.peers.outcome import PeerOutcome, counted

NAME: Final = "marimo"
VERSION: Final = "0.25.2"
ROOT: Final = Path(__file__).parent.parent.parent
PROGRAM: Final = Path(__file__).with_name("programs") / "marimo_notebook.py"


def run() -> PeerOutcome:
    """Edits and a run in the page that ``programs/marimo_notebook.py`` is."""
    with tempfile.TemporaryDirectory() as home, served(Path(home)) as address, chromium() as browser:
        page = browser.new_page(viewport={"width": 1300, "height": 1600})
        page.set_default_timeout(PATIENCE)
        page.goto(address)
        return counted(tried(page))


def tried(page: Page) -> Iterator[tuple[str, str]]:
    """Each thing that is done on the page; what does not happen is an AssertionError."""
    editor, player = (page.locator(".waypost-widget").nth(number) for number in (0, 1))
    expect(player).to_be_visible()
    editor.locator("[data-step=read] .box").click()
    editor.locator("[data-do=add]").click()
    editor.locator("[data-kind=delay]").click()
    expect(page.get_by_text("steps: delay done quiz read start")).to_be_visible()
    yield "an edit runs the cells below again", ""
    editor.get_by_label("name", exact=True).fill("Wait here")
    page.keyboard.press("Enter")
    expect(page.get_by_text("named: Wait here")).to_be_visible()
    yield "so does a form that is filled in", ""
    editor.locator(".stage").focus()
    for _ in range(2):
        page.keyboard.press("Control+z")
    expect(page.get_by_text("steps: done quiz read start")).to_be_visible()
    yield "so does Ctrl Z", ""
    player.get_by_role("button", name="Play (Space)").click()
    expect(page.get_by_text(re.compile("index: 3$"))).to_be_visible()
    player.get_by_role("button", name="Back to the moment before (,)").click()
    expect(page.get_by_text(re.compile("index: 2$"))).to_be_visible()
    yield "a run that is played goes on in Python", ""


@contextmanager
def served(home: Path) -> Iterator[str]:
    """The notebook as an application on a free port, with this environment's packages beside marimo's own."""
    python = python_with(f"marimo=={VERSION}")
    port = free_port()
    paths = os.pathsep.join([str(ROOT), sysconfig.get_path("purelib")])
    command = [python, "-m", "marimo", "run", PROGRAM, "--headless", "--no-token", "--port", str(port)]
    with (home / "log").open("wb") as log:
        server = subprocess.Popen(
            command,
            cwd=home,
            env={**os.environ, "HOME": str(home), "PYTHONPATH": paths},
            stdout=log,
            stderr=log,
        )
    try:
        address = f"http://127.0.0.1:{port}"
        wait_for(f"{address}/health", server, home / "log")
        yield address
    finally:
        server.terminate()
        server.wait(SECONDS)
