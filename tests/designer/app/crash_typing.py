"""Kill the app with SIGKILL while a condition is half typed, many times: what was typed is there again.

``python tests/designer/app/crash_typing.py [--kills 50] [--seed N]``, in a real terminal. Half a condition is typed
without a rest; once the workspace has it, more is typed and the app is killed at a random moment. What was kept before
is there, and perhaps more; that the app shows it again is a test (``test_app_unfinished``).
"""

from __future__ import annotations

import argparse
import asyncio
import os
import shlex
import signal
import sys
import tempfile
from pathlib import Path
from random import Random
from typing import Final

sys.path.insert(0, str(Path(__file__).parents[2]))

from scenario import design, exit_, first_match, waypoint
from tmux import PROMPT, Terminal, terminal

from engine.journey import to_document
from store.workspace import Workspace

QUIZ: Final = design({"start": first_match(), "quiz": waypoint("passed"), "done": exit_()}, "start>quiz>done")
QUERY: Final = (
    '{"statement.verb.id": "http://example.org/verbs/finished", "statement.result.score.raw": {"$gte'
)


async def kill(folder: Path, random: Random) -> None:
    """One life: type, wait until it is kept, type on, kill, and look what the workspace has."""
    workspace, process = folder / "workspace", folder / "pid"
    with Workspace.open(workspace) as opened:
        opened.save("quiz", to_document(QUIZ))
    half = random.randrange(8, len(QUERY) - 20)
    async with terminal(folder, (120, 34)) as hands:
        await start(hands, workspace, process)
        await hands.press("right", "down", "enter")
        await hands.shows("statement.verb.id")
        await hands.press("tab", "f2")
        await hands.shows("in rows")
        await hands.press("f7", "delete")
        for letter in QUERY[:half]:
            await hands.types(letter)
            await asyncio.sleep(random.random() / 50)
        while kept(workspace)[:half] != QUERY[:half]:
            await asyncio.sleep(0.05)
        await hands.types(QUERY[half : half + 10])
        await asyncio.sleep(random.random() / 2)
        os.kill(int(process.read_text()), signal.SIGKILL)
        await hands.shows(PROMPT)
    assert kept(workspace).startswith(QUERY[:half]), kept(workspace)


async def start(hands: Terminal, workspace: Path, process: Path) -> None:
    """The app, and its process's number in a file."""
    command = shlex.join([sys.executable, "-m", "designer", "--workspace", str(workspace), "open", "quiz"])
    await hands.start(["sh", "-c", f"echo $$ > {process}; exec {command}"])
    await hands.shows("1 Design", "quiz", "Help")


def kept(workspace: Path) -> str:
    """The text that the workspace keeps as unfinished; empty if it keeps none."""
    with Workspace.open(workspace) as opened:
        draft = opened.drafts.get("quiz")
    typed = draft.typed if draft is not None else []
    return str(typed[0]["text"]) if typed else ""  # type: ignore[index]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    for number in range(asked.kills):
        with tempfile.TemporaryDirectory() as folder:
            asyncio.run(kill(Path(folder), Random(asked.seed + number)))
    print(f"{asked.kills} kills in the middle of a condition: the text was there each time")


if __name__ == "__main__":
    main()
