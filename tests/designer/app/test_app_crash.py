"""The app is killed while somebody edits; started again, the draft is there and can be undone."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from scenario import design, exit_, first_match, waypoint
from sitting import sitting

from engine.edit import Rename
from engine.journey import dumps, from_document, to_document
from store.workspace import Workspace

QUIZ = design({"start": first_match(), "quiz": waypoint("passed"), "done": exit_()}, "start>quiz>done")

EDITING = """
import asyncio, os, sys
sys.path.insert(0, sys.argv[2])
from pathlib import Path
from sitting import sitting

async def edit() -> None:
    async with sitting(Path(sys.argv[1])) as person:
        await person.press("enter")
        await person.asked("DesignScreen")
        await person.sees(lambda: person.design.place.step)
        for number in range(3):
            await person.press("a")
            await person.chooses("delay")
            await person.enters("")
            await person.sees(lambda: len(person.journey.steps) == 4 + number)
        await person.sees(lambda: person.design.draft.is_idle)
        print("edited", flush=True)
        await asyncio.sleep(60)

asyncio.run(edit())
"""


@pytest.mark.asyncio
async def test_kill_9_while_editing_loses_nothing(tmp_path: Path) -> None:
    with Workspace.open(tmp_path) as workspace:
        workspace.save("quiz", to_document(QUIZ))
    tests = str(Path(__file__).parents[2])
    child = subprocess.Popen(
        [sys.executable, "-c", EDITING, str(tmp_path), tests],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    try:
        assert child.stdout is not None
        assert child.stdout.readline() == b"edited\n"
        child.send_signal(signal.SIGKILL)
    finally:
        child.kill()
        child.communicate()
    async with sitting(tmp_path) as person:
        assert "unsaved changes" in person.screen()
        await person.press("enter")
        await person.asked("DesignScreen")
        assert len(person.journey.steps) == 6
        assert any("Your unsaved work is back" in said for said in person.said)
        await person.sees(lambda: person.design.view.canvas.chart)
        for _ in range(3):
            await person.press("u")
        assert dumps(person.journey) == dumps(from_document(to_document(QUIZ)))


def test_waypost_alone_opens_the_app_in_a_terminal_and_helps_elsewhere(tmp_path: Path) -> None:
    """A real terminal: the start screen is drawn, and ctrl+q leaves it."""
    command = [sys.executable, "-m", "designer", "--workspace", str(tmp_path)]
    said = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    assert "Usage:" in said
    main, end = os.openpty()
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "100", "LINES": "30"}
    child = subprocess.Popen(
        command, stdin=end, stdout=end, stderr=end, env=environment, start_new_session=True
    )
    os.close(end)
    try:
        assert "two-minute tour" in _shown(main, "two-minute tour")
        os.write(main, b"\x11")
        _shown(main, "\x1b[?1049l")
        assert child.wait(timeout=60) == 0
    finally:
        child.kill()
        os.close(main)


def _shown(terminal: int, text: str, seconds: float = 60) -> str:
    """What a terminal was sent until a text was among it."""
    sent = ""
    end = time.monotonic() + seconds
    while text not in sent and time.monotonic() < end:
        if select.select([terminal], [], [], 0.1)[0]:
            try:
                sent += os.read(terminal, 65536).decode(errors="replace")
            except OSError:  # the other end is closed
                return sent
    return sent


FAULT = """
from designer.app.widgets.canvas import GraphCanvas
from designer.cli import launcher, main

def fault(self):
    raise LookupError("a fault that nobody expects")

GraphCanvas.action_home = fault
launcher.is_terminal = lambda: True
main.main()
"""


def test_a_fault_of_the_app_ends_in_a_sentence_a_log_and_code_3(tmp_path: Path) -> None:
    with Workspace.open(tmp_path) as workspace:
        workspace.save("quiz", to_document(QUIZ))
    command = [sys.executable, "-c", FAULT, "--workspace", str(tmp_path), "open", "quiz"]
    headless = {**os.environ, "TEXTUAL_DRIVER": "textual.drivers.headless_driver:HeadlessDriver"}
    ended = subprocess.run(command, env=headless, capture_output=True, text=True, timeout=120, check=False)
    assert ended.returncode == 3
    assert "the draft is kept" in ended.stderr
    assert str(tmp_path / "crash.log") in ended.stderr.replace("\n", "")
    assert "Traceback" not in ended.stdout + ended.stderr
    assert "a fault that nobody expects" in (tmp_path / "crash.log").read_text()


async def edit_and_fail(folder: Path) -> None:
    async with sitting(folder, QUIZ) as person:
        person.design.edit(Rename("quiz", "exam"))
        person.app._handle_exception(LookupError("a fault"))


@pytest.mark.asyncio
async def test_an_edit_just_before_a_fault_is_in_the_draft(tmp_path: Path) -> None:
    with pytest.raises(LookupError):
        await edit_and_fail(tmp_path)
    with Workspace.open(tmp_path) as workspace:
        draft = workspace.drafts.get("test")
        assert draft is not None
        assert "exam" in from_document(draft.document).steps
