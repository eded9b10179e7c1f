"""A sitting typed without a look at the screen, in a real terminal, while both cores are busy: at any speed the same.

python -m tests.fuzz.typing [MILLISECONDS A KEY …]

Each dialog gets the word Second, full of letters that are commands on the canvas: s saves, e exports, c connects,
o hides the outline, n goes to a finding, d deletes.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).parents[1]))

from scenario import design, exit_, first_match, waypoint
from tmux import PROMPT, terminal

from engine.journey import dumps, from_document, to_document
from store.workspace import Workspace

QUIZ: Final = design({"start": first_match(), "quiz": waypoint("passed"), "done": exit_()}, "start>quiz>done")
WORD: Final = (*"Second",)

DIALOGS: Final = (
    ("Add which kind of step?, What is the waypoint called?", ("a", *"way", "enter", *WORD, "enter")),
    ("A new id", ("r", "ctrl+u", *WORD, "enter")),
    ("Jump to what?", ("/", *"quiz", "enter")),
    ("Find what?", ("ctrl+p", *WORD, "escape")),
    (
        "Find what in the conditions?, Put what in its place?",
        ("F", *"passed", "enter", "ctrl+u", *WORD, "enter", "enter"),
    ),
    ("Connect to which step?", ("/", *WORD, "enter", "c", *WORD, "escape")),
    ("The form of a step", ("/", *WORD, "enter", "enter", *WORD, "escape")),
    ("Which version?", ("V", *WORD, "escape")),
    ("Export as what?, Into which file?", ("e", *"yaml", "enter", "ctrl+u", *WORD, "enter")),
    ("Which events?", ("L", *WORD, "escape")),
    ("The form of an exit rule", ("x", *WORD, "escape")),
    ("What is the delay called?", ("/", *"quiz", "enter", "a", *"delay", "enter", *WORD, "enter")),
)
"""Dialogs, and the keys that lead there, fill them in and leave them."""

SLOW: Final = 300
"""Milliseconds a key at which nobody types ahead: what comes out then is right."""
BUSY: Final = 2


@contextmanager
def busy(processes: int) -> Iterator[None]:
    """Keep so many cores busy meanwhile."""
    children = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(processes)]
    try:
        yield
    finally:
        for child in children:
            child.kill()
            child.wait()


async def sitting(folder: Path, milliseconds: float) -> str:
    """Type it all, save and leave; the document that is saved, and the one that was exported."""
    workspace = folder / "workspace"
    with Workspace.open(workspace) as opened:
        opened.save("quiz", to_document(QUIZ))
    async with terminal(folder, (120, 34)) as hands:
        await hands.types(f"cd {folder}")
        await hands.press("enter")
        await hands.start([sys.executable, "-m", "designer", "--workspace", str(workspace), "open", "quiz"])
        await hands.shows("1 Design", "quiz", "no findings")
        for _, keys in DIALOGS:
            for key in keys:
                await hands.press(key)
                await asyncio.sleep(milliseconds / 1000)
        await hands.press("s")
        await hands.shows("Saved as version 2")
        await hands.press("ctrl+q")
        await hands.shows(PROMPT)
    with Workspace.open(workspace) as opened:
        saved = dumps(from_document(opened.load("quiz").document))
    return saved + (folder / "Second").read_text(encoding="utf-8")


def typed(milliseconds: float, processes: int) -> str:
    """One sitting in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder, busy(processes):
        return asyncio.run(sitting(Path(folder), milliseconds))


def main(speeds: tuple[float, ...]) -> None:
    """Type at all ``speeds`` and compare; exits with 1 where anything else came out than at a slow one."""
    right = typed(SLOW, 0)
    wrong = 0
    for speed in speeds:
        same = typed(speed, BUSY) == right
        wrong += not same
        print(
            f"{len(DIALOGS)} dialogs at {speed:g} ms a key, {BUSY} cores busy: {'the same' if same else 'OTHERWISE'}",
            flush=True,
        )
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main(tuple(map(float, sys.argv[1:])) or (5, 20, 60))
