"""Voila: a notebook as an application, with editor and player in it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from lab import ALONE, SECONDS, free_port, notebook, wait_for
from page import PATIENCE, chromium
from playwright.sync_api import Page, expect

from tests.peers.installation import packages_in_folder
from tests.peers.notebook_widgets import CELLS
from tests.peers.outcome import PeerOutcome, counted

NAME: Final = "Voila"
VERSION: Final = "0.5.13"
ROOT: Final = Path(__file__).parent.parent.parent


def run() -> PeerOutcome:
    """An edit, a form, an undo, a run that is played, and a view; nothing but the page's own is fetched."""
    with tempfile.TemporaryDirectory() as home, served(Path(home)) as address, chromium(ALONE) as browser:
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
    expect(editor.locator("[data-step=delay].chosen")).to_be_visible()
    yield "a step is added", ""
    editor.locator(".stage").focus()
    page.keyboard.press("Control+z")
    expect(editor.locator("[data-step=delay]")).to_have_count(0)
    yield "Ctrl Z takes it back", ""
    editor.locator("[data-step=quiz] .box").click()
    editor.get_by_label("condition").fill('{"statement.verb.id": "http://example.org/read"}')
    expect(editor.get_by_text("2 of 3 events match")).to_be_visible()
    yield "a form is filled in", ""
    player.get_by_role("button", name="Play (Space)").click()
    expect(player.get_by_text("move 3 of 3")).to_be_visible()
    yield "a run is played", ""
    expect(page.locator("svg[aria-label='Funnel of attempts']")).to_be_visible()
    yield "a view is seen", ""
    hidden = page.locator("[class^=waypost-offline]").evaluate_all(
        "all => all.every((each) => !each.offsetWidth)"
    )
    yield "pictures for where no widget runs are hidden", "" if hidden else "one is seen"


@contextmanager
def served(home: Path) -> Iterator[str]:
    """The notebook as an application on a free port."""
    packages = packages_in_folder(f"voila=={VERSION}", "websockets==17.4")
    cells = (*CELLS, "from designer.notebook import funnel, simulate\nfunnel(simulate(journey, log))")
    (home / "course.ipynb").write_text(json.dumps(notebook(*cells)), "utf-8")
    port = free_port()
    environment = {
        **os.environ,
        "HOME": str(home),
        "PYTHONPATH": os.pathsep.join([str(packages), str(ROOT)]),
        "JUPYTER_PATH": str(packages / "share" / "jupyter"),
    }
    options = ["--no-browser", f"--port={port}", "--Voila.ip=127.0.0.1"]
    with (home / "log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "voila", "course.ipynb", *options],
            cwd=home,
            env=environment,
            stdout=log,
            stderr=log,
        )
    try:
        address = f"http://127.0.0.1:{port}/"
        wait_for(address, server, home / "log")
        yield address
    finally:
        server.terminate()
        server.wait(SECONDS)
