"""A journey of twelve steps, built from a blank in a real terminal: by keyboard alone, or by mouse alone.

``python -m tests.twelve_steps`` does both and compares what was saved with what was meant; with a file CAST behind it,
the one by keyboard is done and recorded there (asciinema, version 2). Clicks are sent as a terminal sends them; by
mouse, keys are typed only where a text is asked for.
"""

from __future__ import annotations

import asyncio
import codecs
import json
import re
import shlex
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from time import monotonic
from typing import Final

sys.path.insert(0, str(Path(__file__).parent))

from first_hour import add, jump
from tmux import PROMPT, Terminal, terminal

from designer.editing.transitions import GUARDS
from engine.journey import Journey, from_document
from store.workspace import Workspace

SIZE: Final = (150, 44)
LISTED: Final = re.compile("│  [▶◆≡Ψ◕@■] ")
"""A step in a list that is to be chosen from."""
OUTLINE: Final = 29
"""Columns of the outline."""

ADL: Final = "http://adlnet.gov/expapi/verbs/"
VERB: Final = "statement.verb.id"
SCORE: Final = "steps.quiz.statement.result.score.scaled"


def _verb(name: str) -> dict[str, object]:
    return {VERB: ADL + name}


MEANT: Final = {
    "format": 1,
    "id": "x",
    "name": "Safety course",
    "steps": {
        "start": {"kind": "entry", "trigger": {"on": "event", "condition": _verb("registered")}},
        "welcome": {"kind": "waypoint", "name": "Welcome", "condition": _verb("launched")},
        "basics": {
            "kind": "checklist",
            "name": "Basics",
            "required": 2,
            "items": {
                "item": {"name": "Read", "condition": _verb("experienced")},
                "item-2": {"name": "Asked", "condition": _verb("asked")},
                "item-3": {"name": "Tried", "condition": _verb("attempted")},
            },
        },
        "quiz": {"kind": "waypoint", "name": "Quiz", "condition": _verb("answered")},
        "score": {"kind": "split", "on": "data", "name": "Score"},
        "certificate": {"kind": "outcome", "type": "callback", "name": "Certificate", "callback": "https://example.org/done"},
        "rest": {"kind": "delay", "name": "Rest", "duration": "3d"},
        "coach": {"kind": "outcome", "type": "callback", "name": "Coach", "callback": "https://example.org/coach"},
        "choice": {"kind": "split", "on": "event", "name": "Choice"},
        "again": {"kind": "waypoint", "name": "Again", "condition": _verb("passed")},
        "left": {"kind": "exit", "name": "Left", "completes": False},
        "done": {"kind": "exit"},
    },
    "transitions": [
        {"from": "start", "to": "welcome"},
        {"from": "welcome", "to": "basics"},
        {"from": "welcome", "to": "left", "after": "14d"},
        {"from": "basics", "to": "quiz"},
        {"from": "basics", "to": "left", "by": {"date": "2027-06-30"}},
        {"from": "quiz", "to": "score"},
        {"from": "score", "to": "certificate", "when": {SCORE: {"$gte": 0.8}}},
        {"from": "score", "to": "rest", "default": True},
        {"from": "rest", "to": "coach"},
        {"from": "coach", "to": "choice"},
        {"from": "choice", "to": "again", "when": _verb("resumed")},
        {"from": "choice", "to": "left", "after": "30d"},
        {"from": "again", "to": "certificate"},
        {"from": "certificate", "to": "done"},
    ],
}  # fmt: skip
"""What the journey is to be, but for its id."""


def differences(saved: Journey) -> list[str]:
    """Return what is otherwise in ``saved`` than it was meant; the order of transitions counts within a step."""
    meant = from_document({**MEANT, "id": saved.id})
    found = [
        f"{id}: {saved.steps.get(id)} where {meant.steps.get(id)} was meant"
        for id in sorted({*saved.steps, *meant.steps})
        if saved.steps.get(id) != meant.steps.get(id)
    ]
    for id in meant.steps:
        out = [transition for _, transition in saved.out(id)]
        wanted = [transition for _, transition in meant.out(id)]
        if out != wanted:
            found.append(f"out of {id}: {out} where {wanted} was meant")
    return found


# By keyboard


async def by_keyboard(hands: Terminal) -> None:
    """Build it, and save it."""
    await hands.shows("Nothing is here yet")
    await hands.press("slash")
    await hands.types("blank")
    await hands.press("enter")
    await hands.shows("What is the journey called?")
    await hands.types("Safety course")
    await hands.press("enter")
    await hands.shows("1 Design", "First step")
    await start(hands)
    await waits(hands)
    await branches(hands)
    await hands.press("f", "s")
    await hands.shows("Saved as version 2")


async def start(hands: Terminal) -> None:
    """The entry, and the step that stands there at first."""
    await jump(hands, "start")
    await hands.press("enter")
    await hands.shows("What people call it.")
    await hands.press("tab", "e", "tab")
    await clause(hands, VERB, ADL + "registered")
    await hands.shows("verb.id = registered")
    await jump(hands, "first")
    await hands.press("d")
    await hands.hides("First step")


async def waits(hands: Terminal) -> None:
    """Three steps that wait, two of them not for ever."""
    await jump(hands, "start")
    await waypoint(hands, "Welcome", "launched")
    await checklist(hands)
    await waypoint(hands, "Quiz", "answered")
    await timeouts(hands)


async def checklist(hands: Terminal) -> None:
    """Two of three items will do."""
    await add(hands, "checklist", "Basics")
    await jump(hands, "item")
    await item(hands, "enter", "Read", "experienced")
    await item(hands, "I", "Asked", "asked")
    await item(hands, "I", "Tried", "attempted")
    await jump(hands, "basics")
    await hands.press("enter", "tab")
    await hands.types("2")
    await hands.press("enter", "escape")


async def item(hands: Terminal, key: str, name: str, verb: str) -> None:
    """An item, the form of which ``key`` opens."""
    await hands.press(key)
    await hands.shows("What people call it.")
    await hands.types(name)
    await hands.press("tab")
    await clause(hands, VERB, ADL + verb)
    await hands.shows(name)


async def timeouts(hands: Terminal) -> None:
    """One after some time, one on a date."""
    await jump(hands, "welcome")
    await connect(hands, "new exit", "Left")
    await hands.press("enter", "tab", "space", "escape")
    await jump(hands, "welcome")
    await hands.press("t", "t", "enter")
    await hands.shows("→ Welcome → Left")
    await hands.press("tab", "tab", "tab")
    await hands.types("14d")
    await hands.press("enter", "escape")
    await hands.shows("after 14d")
    await jump(hands, "basics")
    await connect(hands, "left")
    await hands.press("enter")
    await hands.shows("→ Basics → Left")
    await hands.press("tab", "tab", "tab", "tab", "d", "tab")
    await hands.types("2027-06-30")
    await hands.press("enter", "escape")
    await hands.shows("by 2027-06-30")


async def branches(hands: Terminal) -> None:
    """A split that looks at the score, and one that waits for what somebody does."""
    await jump(hands, "quiz")
    await add(hands, "split", "Score")
    await hands.press("enter", "tab", "d", "escape")
    await add(hands, "outcome", "Certificate")
    await callback(hands, "https://example.org/done")
    await jump(hands, "score")
    await hands.press("t", "enter")
    await hands.shows("→ Score → Certificate")
    await hands.press("tab", "tab", "tab")
    await clause(hands, SCORE, ">=0.8")
    await jump(hands, "score")
    await connect(hands, "new delay", "Rest", "default")
    await hands.press("enter", "tab")
    await hands.types("3d")
    await hands.press("enter", "escape")
    await connect(hands, "new outcome", "Coach")
    await callback(hands, "https://example.org/coach")
    await connect(hands, "new split", "Choice")
    await connect(hands, "new waypoint", "Again", "when")
    await fill_waypoint(hands, "passed")
    await connect(hands, "certificate")
    await jump(hands, "choice")
    await hands.press("t", "enter")
    await hands.shows("→ Choice → Again")
    await hands.press("tab", "tab", "tab")
    await clause(hands, VERB, ADL + "resumed")
    await jump(hands, "choice")
    await connect(hands, "left", guard="after")
    await hands.press("enter")
    await hands.shows("→ Choice → Left")
    await hands.press("tab", "tab", "tab", "tab", "tab", "tab")  # past the row of its condition
    await hands.types("30d")
    await hands.press("enter", "escape")
    await hands.shows("after 30d")


async def clause(hands: Terminal, path: str, value: str) -> None:
    """A row of the condition in which the cursor is; then back to the canvas."""
    await hands.types(path)
    await hands.press("tab")
    await hands.types(value)
    await hands.press("escape")
    await hands.shows("a Add")


async def waypoint(hands: Terminal, name: str, verb: str) -> None:
    await add(hands, "waypoint", name)
    await fill_waypoint(hands, verb)


async def fill_waypoint(hands: Terminal, verb: str) -> None:
    await hands.press("enter", "tab")
    await clause(hands, VERB, ADL + verb)
    await hands.shows(f"verb.id = {verb}")


async def callback(hands: Terminal, url: str) -> None:
    """The address of the outcome that is chosen."""
    await hands.press("enter", "tab", "tab")
    await hands.types(url)
    await hands.press("enter", "escape")


async def connect(hands: Terminal, target: str, name: str = "", guard: str = "") -> None:
    """A transition from the chosen step to another, or to a new one of that name; where it is asked, what decides."""
    await hands.press("c")
    await hands.shows("to which step?")
    await hands.types(target)
    await hands.press("enter")
    await hands.hides("to which step?")
    if name:
        await hands.shows("called?")
        await hands.types(name)
        await hands.press("enter")
        await hands.hides("called?")
    if guard:
        await hands.shows("When is it taken")
        await hands.types(guard)
        await hands.press("enter")
        await hands.hides("When is it taken")


# By mouse


async def by_mouse(hands: Terminal) -> None:
    """Build it, and save it; the keys that are typed are what fields ask for."""
    await hands.clicks("blank")
    await answer(hands, "What is the journey called?", "Safety course")
    await hands.shows("1 Design", "First step")
    await mouse_start(hands)
    await mouse_waits(hands)
    await mouse_branches(hands)
    await mouse_ends(hands)
    await hands.clicks("s Save")
    await hands.shows("Saved as version 2")


async def mouse_start(hands: Terminal) -> None:
    await choose(hands, "▶ start")
    await choose_value(hands, "trigger", "event")
    await mouse_clause(hands, "▶ start", VERB, ADL + "registered")
    await hands.shows("verb.id = registered")
    await choose(hands, "◆ First step")
    await hands.clicks("d Delete")
    await hands.hides("◆ First step")


async def mouse_waits(hands: Terminal) -> None:
    await choose(hands, "▶ start")
    await mouse_waypoint(hands, "Welcome", "launched")
    await mouse_add(hands, "≡ checklist", "Basics")
    await choose(hands, "□ item")
    for name, verb in (("Read", "experienced"), ("Asked", "asked"), ("Tried", "attempted")):
        if name != "Read":
            await does(hands, "Add an item to this checklist")
        await field(hands, "name", name)
        await mouse_clause(hands, f"□ {name}", VERB, ADL + verb)
    await choose(hands, "≡ Basics")
    await field(hands, "required", "2", times=2)
    await choose(hands, "≡ Basics")
    await mouse_waypoint(hands, "Quiz", "answered")


async def mouse_branches(hands: Terminal) -> None:
    await mouse_add(hands, "Ψ split", "Score")
    await choose_value(hands, "on", "data")
    await choose(hands, "Ψ Score")
    await mouse_add(hands, "@ outcome", "Certificate")
    await field(hands, "callback", "https://example.org/done", times=2)
    await choose(hands, "Ψ Score")
    await hands.clicks("on data ┣", across=9)
    await hands.shows("→ Score → Certificate")
    await mouse_clause(hands, "Ψ Score", SCORE, ">=0.8")
    await mouse_connect(hands, "◕ new delay", "Rest", "default")
    await field(hands, "duration", "3d", times=2)
    await choose(hands, "◕ Rest")
    await mouse_connect(hands, "@ new outcome", "Coach")
    await field(hands, "callback", "https://example.org/coach", times=2)
    await choose(hands, "@ Coach")
    await mouse_connect(hands, "Ψ new split", "Choice")
    await mouse_connect(hands, "◆ new waypoint", "Again", "when")
    await mouse_clause(hands, "◆ Again", VERB, ADL + "passed")
    await mouse_connect(hands, "@ Certificate")
    await choose(hands, "Ψ Choice")
    await hands.clicks("anything")
    await mouse_clause(hands, "Ψ Choice", VERB, ADL + "resumed")


async def mouse_ends(hands: Terminal) -> None:
    await choose(hands, "◆ Welcome")
    await mouse_connect(hands, "■ new exit", "Left")
    await hands.clicks("▌ completes")
    await choose(hands, "◆ Welcome")
    await hands.clicks("after 7d")
    await field(hands, "after", "14d", times=2)
    await choose(hands, "≡ Basics")
    await mouse_connect(hands, "■ Left")
    await choose_value(hands, "by", "date")
    await hands.shows("▏ offset")  # the field of the date stands above it now
    await field(hands, "date", "2027-06-30", times=2)
    await choose(hands, "Ψ Choice")
    await mouse_connect(hands, "■ Left", guard="after")
    await field(hands, "after", "30d", times=2)
    await choose(hands, "Ψ Choice")


async def choose(hands: Terminal, step: str) -> None:
    """Click on a step in the outline, as soon as it is there, and wait for its form."""

    def rows(screen: str) -> list[tuple[int, str]]:
        return [(y, line) for y, line in enumerate(screen.splitlines()) if step in line[:OUTLINE]]

    y, line = rows(await hands.wait(lambda screen: bool(rows(screen)), f"{step} is not in the outline"))[0]
    hands.click_at(line.index(step) + 1, y)
    await hands.shows(f"▏ {step}")  # the form has followed


async def answer(hands: Terminal, question: str, text: str) -> None:
    await hands.shows(question)
    await hands.types(text)
    await hands.shows(text)
    await hands.clicks("OK")
    await hands.hides(question)


async def mouse_add(hands: Terminal, kind: str, name: str) -> None:
    await hands.clicks("a Add")
    await hands.shows("Add which kind")
    await hands.clicks(kind, last=True)
    await answer(hands, "called?", name)


async def mouse_waypoint(hands: Terminal, name: str, verb: str) -> None:
    await mouse_add(hands, "◆ waypoint", name)
    await mouse_clause(hands, f"◆ {name}", VERB, ADL + verb)
    await hands.shows(f"verb.id = {verb}")


async def mouse_connect(hands: Terminal, target: str, name: str = "", guard: str = "") -> None:
    await hands.clicks("c Connect")
    await hands.shows("to which step?")
    await hands.clicks("type to narrow down")
    await hands.types(target.partition(" ")[2])
    await hands.wait(lambda screen: len(LISTED.findall(screen)) == 1, "more than one step is listed")
    await hands.clicks(f"│  {target}", across=4)
    await hands.hides("to which step?")
    if name:
        await answer(hands, "called?", name)
    if guard:
        await hands.shows("When is it taken")
        await hands.clicks(GUARDS[guard])
        await hands.hides("When is it taken")


async def mouse_clause(hands: Terminal, then: str, path: str, value: str) -> None:
    """The first row of the condition in the form; then a click on what is chosen leaves it."""
    await hands.clicks("    path", across=4)
    await hands.types(path)
    await hands.shows(path)
    await hands.clicks("▼ passed, 80", across=2)
    await hands.types(value.removeprefix(">="))
    if value.startswith(">="):
        await hands.shows(f"▼ {value[2:]}")
        await hands.clicks("=      ▼")
        await hands.clicks("≥        at least")
    await choose(hands, then)
    await hands.shows("a Add")


async def field(hands: Terminal, label: str, text: str, times: int = 1) -> None:
    """Type into the field below its label; two clicks choose what is there, to be typed over."""
    await hands.clicks(f"▏ {label}", last=True, across=3, down=1, times=times)
    await hands.types(text)
    await hands.shows(text)


async def choose_value(hands: Terminal, label: str, value: str) -> None:
    await hands.clicks(f"▏ {label}", across=3, down=1)
    await hands.clicks(f"▏ {value}", last=True, across=3)


async def does(hands: Terminal, title: str) -> None:
    """What the help lists, by a click on its line; the wheel leads there."""
    await hands.clicks("? Help")
    await hands.shows("What can be done here")

    def turn(screen: str) -> bool:
        if title not in screen:
            hands.turn_wheel(SIZE[0] // 2, SIZE[1] // 2, 1)
        return title in screen

    await hands.wait(turn, f"{title} is not in the help")
    await hands.clicks(title)
    await hands.hides("What can be done here")


# Recording


class Cast:
    """What a terminal shows, with the time of each piece, as asciinema plays it."""

    LONGEST: Final = 1.5
    """Seconds that a pause lasts at most when it is played."""

    def __init__(self, size: tuple[int, int]) -> None:
        header = {"version": 2, "width": size[0], "height": size[1], "idle_time_limit": self.LONGEST}
        self._lines = [json.dumps({**header, "title": "Waypost: a journey of twelve steps"})]
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._began = monotonic()

    def add(self, output: bytes) -> None:
        """Take what came just now."""
        at = round(monotonic() - self._began, 3)
        self._lines.append(json.dumps([at, "o", self._decoder.decode(output)], ensure_ascii=False))

    def write(self, file: Path) -> None:
        """Write it as one line a piece."""
        file.write_text("\n".join(self._lines) + "\n", encoding="utf-8")


async def record(hands: Terminal, pipe: Path, cast: Cast) -> asyncio.Task[None]:
    """Begin to take what ``hands`` shows; ``pipe`` is a file that it goes through."""
    pipe.touch()
    hands.run("pipe-pane", "-O", f"exec cat > {shlex.quote(str(pipe))}")

    async def follow() -> None:
        with pipe.open("rb") as output:
            while True:
                if piece := output.read():
                    cast.add(piece)
                await asyncio.sleep(0.02)

    return asyncio.create_task(follow())


# Both


async def build(
    folder: Path, way: Callable[[Terminal], Awaitable[None]], cast: Cast | None = None
) -> Journey:
    """Build it one ``way`` in an empty workspace in ``folder``; the journey that was saved."""
    async with terminal(folder, SIZE) as hands:
        await hands.types(f"cd {folder} && PATH={Path(sys.executable).parent}:$PATH && clear")
        await hands.press("enter")
        await hands.hides("clear")
        recording = await record(hands, folder / "output", cast) if cast is not None else None
        await hands.start(["waypost"])
        await way(hands)
        await hands.press("ctrl+q")
        await hands.shows(PROMPT)
        if recording is not None:
            recording.cancel()
    with Workspace.open(folder / ".waypost") as opened:
        return from_document(opened.load("safety-course").document)


def main(file: str = "") -> None:
    """Exits with 1 where something else was built than was meant."""
    wrong: list[str] = []
    for way in (by_keyboard,) if file else (by_keyboard, by_mouse):
        cast = Cast(SIZE) if way is by_keyboard and file else None
        with tempfile.TemporaryDirectory() as folder:
            saved = asyncio.run(build(Path(folder), way, cast))
        found = differences(saved)
        print(f"{way.__name__}: {len(saved.steps)} steps, {len(found)} differences", *found, sep="\n  ")
        wrong += found
        if cast is not None:
            cast.write(Path(file))
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main(*sys.argv[1:])
