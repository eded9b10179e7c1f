"""A real terminal: tmux, with a program in it, keys sent to it and its screen read."""

from __future__ import annotations

import asyncio
import shlex
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Final

_NAMES: Final = {
    "enter": "Enter", "escape": "Escape", "tab": "Tab", "space": "Space", "up": "Up", "down": "Down",
    "left": "Left", "right": "Right", "home": "Home", "end": "End", "backspace": "BSpace",
    "slash": "/", "full_stop": ".", "comma": ",",
}  # fmt: skip
PATIENCE: Final = 60.0
"""Seconds after which something that is waited for does not happen any more."""


class Terminal:
    """``command`` runs in a terminal of a server of its own, with its socket in a folder."""

    def __init__(self, folder: Path, command: Sequence[str], size: tuple[int, int] = (160, 44)) -> None:
        self._socket = str(folder / "tmux.socket")
        columns, rows = map(str, size)
        self._tmux(
            "new-session",
            "-d",
            "-x",
            columns,
            "-y",
            rows,
            shlex.join(["env", "-u", "COLUMNS", "-u", "LINES", *command]),
        )

    def _tmux(self, *words: str) -> str:
        command = ["tmux", "-f", "/dev/null", "-u", "-S", self._socket, *words]
        return subprocess.run(command, capture_output=True, check=True, text=True).stdout

    def screen(self) -> str:
        return self._tmux("capture-pane", "-p")

    async def press(self, *keys: str) -> None:
        for key in keys:
            self._tmux("send-keys", _name(key))
            await asyncio.sleep(0)

    async def types(self, text: str) -> None:
        self._tmux("send-keys", "-l", text)

    async def shows(self, *texts: str) -> None:
        await self._waits(lambda screen: all(text in screen for text in texts), f"{texts} to come")

    async def hides(self, text: str) -> None:
        await self._waits(lambda screen: text not in screen, f"{text} to go")

    async def _waits(self, so: object, what: str) -> None:
        screen = ""
        try:
            async with asyncio.timeout(PATIENCE):
                while not so(screen := self.screen()):  # type: ignore[operator]
                    await asyncio.sleep(0.05)
        except TimeoutError:
            raise AssertionError(f"waited for {what}:\n{screen}") from None

    def close(self) -> None:
        subprocess.run(["tmux", "-S", self._socket, "kill-server"], capture_output=True, check=False)


def _name(key: str) -> str:
    modifier, _, last = key.rpartition("+")
    return {"": "", "ctrl": "C-", "alt": "M-"}[modifier] + _NAMES.get(last, last)
