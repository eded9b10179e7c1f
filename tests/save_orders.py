"""Two apps in real terminals and ``waypost import`` on one design, in every order in which they can save it.

``python -m tests.save_orders`` prints a row for each save: the version it made, whose changes were shown before that,
and whether the version says what everybody had saved by then. Exits with 1 where a row is wrong.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import AsyncExitStack
from itertools import permutations
from pathlib import Path
from typing import Any, Final, Protocol

sys.path.insert(0, str(Path(__file__).parent))

from first_hour import IN_FORM, jump
from msgspec import Struct, json
from scenario import design, exit_, first_match, waypoint
from tmux import Terminal, terminal

from engine.journey import to_document
from store.workspace import Workspace

SIZE: Final = (120, 36)
NAME: Final = "course"
COMMAND: Final = str(Path(sys.executable).with_name("waypost"))
STEPS: Final = {"first app": "quiz", "second app": "essay", "import": "talk"}
"""Whose step is which; each changes nothing else."""

COURSE: Final = design(
    {"start": first_match(), **{step: waypoint(step) for step in STEPS.values()}, "done": exit_()},
    "start>quiz>essay>talk>done",
)


class Saver(Protocol):
    """Whoever has the design open and saves it."""

    async def begin(self) -> None:
        """Open the design as it is now."""

    async def rename(self, step: str, name: str) -> None:
        """Give a step another name, without saving it."""

    async def save(self, version: int, others: set[str]) -> str:
        """Save it as ``version``, with what ``others`` have saved; what was said of that before."""


class AppSaver:
    """Somebody at the app."""

    def __init__(self, hands: Terminal, folder: Path) -> None:
        self._hands, self._folder = hands, folder

    async def begin(self) -> None:
        await self._hands.start([COMMAND, "--workspace", str(self._folder), "open", NAME])
        await self._hands.shows("1 Design", "version 1")

    async def rename(self, step: str, name: str) -> None:
        await jump(self._hands, step)
        await self._hands.press("enter")
        await self._hands.shows(IN_FORM)
        await self._hands.press("ctrl+u")
        await self._hands.types(name)
        await self._hands.press("enter", "escape")
        await self._hands.hides(IN_FORM)

    async def save(self, version: int, others: set[str]) -> str:
        await self._hands.press("s")
        shown = ""
        if others:
            await self._hands.shows("Somebody else saved version", "Take both")
            shown = self._hands.screen()
            await self._hands.press("enter")
        await self._hands.shows(f"Saved as version {version}")
        return shown


class ImportSaver:
    """Somebody who writes the design's file elsewhere, and imports it."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._file = folder, folder.with_name("course.json")
        self._document: Any = None
        self._base = 1

    async def begin(self) -> None:
        self._document = _document(self._folder, 1)

    async def rename(self, step: str, name: str) -> None:
        self._document["steps"][step]["name"] = name
        self._file.write_bytes(json.encode(self._document))

    async def save(self, version: int, others: set[str]) -> str:
        ran = self._import()
        assert ran.returncode == (1 if others else 0), ran
        if others:
            assert self._import("--merge").returncode == 0
        self._document, self._base = _document(self._folder, version), version
        return ran.stdout + ran.stderr

    def _import(self, *options: str) -> subprocess.CompletedProcess[str]:
        given = ["--name", NAME, "--base", str(self._base), "--workspace", str(self._folder), *options]
        return subprocess.run(
            [COMMAND, "import", str(self._file), *given], capture_output=True, text=True, check=False
        )


class SaveRow(Struct, frozen=True):
    """One save: ``who`` made the ``version``; ``shown`` are those whose changes were told before, ``missed``
    those whose changes should have been; ``is_whole`` if the version says what everybody had saved by then.
    """

    who: str
    version: int
    shown: tuple[str, ...]
    missed: tuple[str, ...]
    is_whole: bool

    @property
    def is_right(self) -> bool:
        return self.is_whole and not self.missed

    def __str__(self) -> str:
        missed = f", NOT {' and '.join(self.missed)}" if self.missed else ""
        whole = "" if self.is_whole else ": CHANGES ARE MISSING"
        return f"  {self.who:<10}  version {self.version}  shown {' and '.join(self.shown) or '-'}{missed}{whole}"


def _document(folder: Path, version: int) -> Any:
    with Workspace.open(folder) as workspace:
        return workspace.load(NAME, version).document


async def save_in(order: tuple[str, ...], folder: Path) -> list[SaveRow]:
    """Let all of them begin from version 1 and save in ``order``, change it once more, and save again."""
    with Workspace.open(folder) as workspace:
        workspace.save(NAME, to_document(COURSE))
    async with AsyncExitStack() as stack:
        savers: dict[str, Saver] = {"import": ImportSaver(folder)}
        for who in ("first app", "second app"):
            place = folder.with_name(who.replace(" ", "-"))
            place.mkdir()
            savers[who] = AppSaver(await stack.enter_async_context(terminal(place, SIZE)), folder)
        for saver in savers.values():
            await saver.begin()
        return await _save_twice(savers, order, folder)


async def _save_twice(savers: dict[str, Saver], order: tuple[str, ...], folder: Path) -> list[SaveRow]:
    rows: list[SaveRow] = []
    saved: dict[str, str] = {}
    unseen: dict[str, set[str]] = {who: set() for who in savers}
    for turn in ("once", "twice"):
        for who, saver in savers.items():
            await saver.rename(STEPS[who], f"{STEPS[who]} {turn}")
        for who in order:
            shown = await savers[who].save(version := len(rows) + 2, unseen[who])
            saved[who] = f"{STEPS[who]} {turn}"
            told = {other for other in unseen[who] if saved[other] in shown}
            missed = unseen[who] - told
            steps = _document(folder, version)["steps"]
            is_whole = all(steps[STEPS[other]].get("name") == name for other, name in saved.items())
            rows.append(SaveRow(who, version, tuple(sorted(told)), tuple(sorted(missed)), is_whole))
            for other in savers.keys() - {who}:
                unseen[other].add(who)
            unseen[who] = set()
    return rows


def tables() -> Iterator[tuple[str, list[SaveRow]]]:
    """Yield each order with its rows, each in a workspace of its own."""
    for order in permutations(STEPS):
        with tempfile.TemporaryDirectory() as folder:
            yield ", ".join(order), asyncio.run(save_in(order, Path(folder) / "workspace"))


def main() -> None:
    wrong = 0
    for title, rows in tables():
        print(title, *rows, sep="\n", flush=True)
        wrong += sum(not row.is_right for row in rows)
    print(f"{wrong} rows are wrong")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
