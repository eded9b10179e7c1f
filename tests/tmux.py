"""A real terminal: tmux with a shell in it, keys sent to it, and what its screen shows."""

from __future__ import annotations

import asyncio
import shlex
import subprocess
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from rich.cells import cell_len

_NAMES: Final = {
    "enter": "Enter", "escape": "Escape", "tab": "Tab", "space": "Space", "up": "Up", "down": "Down",
    "left": "Left", "right": "Right", "home": "Home", "end": "End", "backspace": "BSpace", "delete": "DC",
    "slash": "/", "full_stop": ".", "comma": ",",
}  # fmt: skip
"""What tmux calls the keys that Textual calls otherwise."""

PROMPT: Final = "shell>"

PATIENCE: Final = 60.0
"""Seconds after which something that is waited for does not happen any more."""


class Terminal:
    """Its screen as text, and keys by the names that Textual has for them."""

    def __init__(self, socket: Path) -> None:
        self._socket = socket

    def run(self, *words: str) -> str:
        """A command of tmux."""
        command = ["tmux", "-f", "/dev/null", "-u", "-S", str(self._socket), *words]
        return subprocess.run(command, capture_output=True, check=True, text=True).stdout

    def screen(self) -> str:
        return self.run("capture-pane", "-p")

    async def start(self, command: Sequence[str]) -> None:
        """As people do it: type it, Enter."""
        await self.types(shlex.join(command))
        await self.press("enter")

    async def press(self, *keys: str) -> None:
        for key in keys:
            self.run("send-keys", _name(key))

    async def types(self, text: str) -> None:
        self.run("send-keys", "-l", text)

    async def clicks(
        self, text: str, *, last: bool = False, across: int = 0, down: int = 0, times: int = 1
    ) -> None:
        """Click on the first place where the screen shows a text, or the ``last``; ``across`` and ``down`` move it."""
        screen = await self.wait(lambda screen: text in screen, f"{text} never came")
        found = [
            (row, line.index(text), line) for row, line in enumerate(screen.splitlines()) if text in line
        ]
        row, column, line = found[-1 if last else 0]
        self.click_at(cell_len(line[:column]) + across, row + down, times)

    def click_at(self, x: int, y: int, times: int = 1) -> None:
        """Click on a cell, as a terminal tells its program; several ``times`` at once, as two are one double click."""
        self.run("send-keys", "-l", f"\x1b[<0;{x + 1};{y + 1}M\x1b[<0;{x + 1};{y + 1}m" * times)

    def turn_wheel(self, x: int, y: int, turns: int) -> None:
        """Turn the wheel over a cell towards the person."""
        self.run("send-keys", "-l", f"\x1b[<65;{x + 1};{y + 1}M" * turns)

    async def shows(self, *texts: str) -> None:
        """Wait until the screen shows all of these."""
        await self.wait(lambda screen: all(text in screen for text in texts), f"{texts} never came")

    async def hides(self, text: str) -> None:
        """Wait until the screen does not show this any more."""
        await self.wait(lambda screen: text not in screen, f"{text} stayed")

    async def wait(self, so: Callable[[str], bool], otherwise: str) -> str:
        """Return the screen once it is ``so``; after PATIENCE, fail and say what happened ``otherwise``."""
        try:
            async with asyncio.timeout(PATIENCE):
                while not so(screen := self.screen()):
                    await asyncio.sleep(0.05)
                return screen
        except TimeoutError:
            raise AssertionError(f"{otherwise}:\n{self.screen()}") from None


@asynccontextmanager
async def terminal(folder: Path, size: tuple[int, int]) -> AsyncIterator[Terminal]:
    """A terminal with a shell in it; the socket of its tmux is in a folder."""
    opened = Terminal(folder / "tmux.socket")
    columns, rows = map(str, size)
    shell = ["env", "-u", "COLUMNS", "-u", "LINES", f"PS1={PROMPT} ", "sh"]
    opened.run("new-session", "-d", "-x", columns, "-y", rows, *shell)
    try:
        await opened.shows(PROMPT)
        yield opened
    finally:
        opened.run("kill-server")


def _name(key: str) -> str:
    if key == "shift+tab":
        return "BTab"
    modifier, _, last = key.rpartition("+")
    return {"": "", "ctrl": "C-", "alt": "M-", "shift": "S-"}[modifier] + _NAMES.get(last, last)
