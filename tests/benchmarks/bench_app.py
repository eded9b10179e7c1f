"""How soon the app shows a design, and how soon a key shows on a large one.

`python -m tests.benchmarks app`. All is told beside a Textual app that shows one word, measured in the same run, and in
processor time of the whole process, which other programs on the machine disturb less than the clock. The start is that
of an installed program: its bytecode is there.

Keys have no terminal: a picture is there when Textual has made the characters that a terminal would be sent. "To the
picture" is from the key to the first picture of the canvas that differs; "settled" is the processor time until nothing
moves any more: outline, form, map, findings and draft have followed. Of that, "a key waits" is the longest stretch in
which nobody looked whether there was another key.
"""

from __future__ import annotations

import asyncio
import compileall
import os
import selectors
import signal
import sys
import tempfile
import termios
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace
from textual import events
from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.widgets import Input, Static

from designer.app.app import WaypostApp
from designer.app.screens.design import DesignScreen
from designer.editing.selection import Place
from engine.duration import Duration
from engine.journey import Journey, to_document
from engine.steps import Delay, Entry, Exit, FirstMatch, Split, Step, Transition, Waypoint
from store.workspace import Workspace

ROOT: Final = Path(__file__).parent.parent.parent
SIZE: Final = (160, 48)
FORKED: Final = "s007"
"""A step that several transitions leave."""
MIDDLE: Final = "s101"
"""A waypoint in a row of them."""
GOALS: Final = {"picture": 20.0, "waits": 20.0, "settled": 120.0}
"""Milliseconds from a key to its picture, until the next one is looked at, and until nothing moves any more."""
FIRST_GOAL: Final = 1.35
"""The first picture of a design, in those of one word."""
LARGE_GOAL: Final = 1.3
"""To undo in a design of a thousand steps, in those of two hundred."""
ROUNDS: Final = 4
AWAKE: Final = 0.02
"""Seconds; a process that used a tenth of them in none of twenty in a row has settled."""


class Keys(Struct, frozen=True):
    """Keys pressed one after the other, with a step chosen before the first."""

    what: str
    pressed: tuple[str, ...]
    at: str = MIDDLE
    typed: bool = False
    """Into the first field of the form."""


UNDO: Final = "undo and redo"
KEYS: Final = (
    Keys("walk", ("right", "right", "left", "left")),
    Keys("next transition", ("t", "t"), at=FORKED),
    Keys("pan", ("shift+right", "shift+left")),
    Keys("zoom", ("minus", "plus")),
    Keys("move a step", ("alt+down", "alt+up")),
    Keys("delete", ("d",)),
    Keys(UNDO, ("u", "U")),
    Keys("type a letter", ("x", "y"), typed=True),
)
LARGE_KEYS: Final = tuple(each for each in KEYS if each.what in ("walk", "pan", "delete", UNDO))


class Took(Struct, frozen=True):
    """Milliseconds of processor time: to the picture, and until all has settled."""

    worked: float
    settled: float
    waits: float
    """The longest that another key would have had to wait after the picture, in processor time."""


class Looks(selectors.DefaultSelector):
    """Notes the longest stretch, in seconds of processor time, between two looks for keys and whatever else comes."""

    longest = looked = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        self.longest = max(self.longest, process_time() - self.looked)
        found = super().select(timeout)
        self.looked = process_time()
        return found


LOOKS: Final = Looks()


class Watched(WaypostApp):
    """Tells when there is a picture that differs from the one ``before``."""

    before: object = None
    painted: asyncio.Event
    at: float
    """The processor time when it was there."""

    def _display(self, screen: Any, renderable: Any) -> None:
        super()._display(screen, renderable)
        if hasattr(renderable, "render_segments"):
            renderable.render_segments(self.console)
        if self.before not in (None, self.seen()):
            self.at, self.before = process_time(), None
            self.painted.set()
            LOOKS.longest, LOOKS.looked = 0.0, process_time()

    def seen(self) -> object:
        design = self.screen
        if not isinstance(design, DesignScreen):
            return None
        typed = design.focused.value if isinstance(design.focused, Input) else ""
        return (
            id(design.view.canvas.chart),
            design.view.canvas.paints,
            design.view.canvas.scroll_offset,
            typed,
        )


def main() -> None:
    for package in ("designer", "engine", "store"):
        compileall.compile_dir(ROOT / package, quiet=2)
    print(f"load of the machine: {os.getloadavg()[0]:.0f} on {os.cpu_count()} cores")
    print(f"{'from the start, milliseconds':<40}{'elapsed':>10}{'processor':>11}{'in words':>10}")
    first_pictures(50)
    print()
    with asyncio.Runner(loop_factory=lambda: asyncio.SelectorEventLoop(LOOKS)) as runner:
        word = runner.run(word_pictures())
        undo = runner.run(keys(200, KEYS, word))
        large = runner.run(keys(1_000, LARGE_KEYS, word))
    print(f"undo at 1,000 steps: {large / undo:.2f} of that at 200{verdict(large / undo, LARGE_GOAL)}")


def verdict(measured: float, goal: float) -> str:
    return "  ok" if measured <= goal else f"  over the goal of {goal:g}"


PEER: Final = """
from textual.app import App
from textual.widgets import Static

class Peer(App):
    def compose(self):
        yield Static("Step 0")

Peer().run()
"""
"""The least that Textual can show."""


def first_pictures(steps: int) -> None:
    """From the start of a fresh process in a terminal to the first picture, beside the least Textual can show."""
    app = [str(Path(sys.executable).with_name("waypost"))]
    with tempfile.TemporaryDirectory() as folder:
        with Workspace.open(Path(folder)) as workspace:
            workspace.save("big", to_document(winding(steps)))
        commands = {
            "Textual showing a word": [sys.executable, "-c", PEER],
            f"waypost open, {steps} steps": [*app, "--workspace", folder, "open", "big"],
            "waypost, the start screen": [*app, "--workspace", folder],
        }
        times = [
            {what: first_picture(command, "Step 0") for what, command in commands.items()} for _ in range(5)
        ]
    peer = median(each["Textual showing a word"][1] for each in times)
    for what in commands:
        elapsed, worked = (median(each) for each in zip(*(each[what] for each in times), strict=True))
        goal = verdict(worked / peer, FIRST_GOAL) if what.startswith("waypost open") else ""
        print(f"{what:<40}{elapsed:>10.0f}{worked:>11.0f}{worked / peer:>10.2f}{goal}")


def first_picture(command: Sequence[str], shows: str) -> tuple[float, float]:
    """Milliseconds until a program in a terminal of its own shows a text: elapsed, processor."""
    ours, its = os.openpty()
    termios.tcsetwinsize(its, SIZE[::-1])
    start = perf_counter()
    pid = os.posix_spawn(
        command[0], command, os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, its, n) for n in range(3)]
    )
    seen = b""
    while shows.encode() not in seen:
        seen += os.read(ours, 65_536)
    elapsed = perf_counter() - start
    os.kill(pid, signal.SIGKILL)
    used = os.wait4(pid, 0)[2]
    os.close(ours)
    os.close(its)
    return 1000 * elapsed, 1000 * (used.ru_utime + used.ru_stime)


class OneWord(App[None]):
    """Another word for each key."""

    painted: asyncio.Event

    def compose(self) -> ComposeResult:
        yield Static("Step 0")

    def on_key(self, event: events.Key) -> None:
        self.query_one(Static).update(f"Step {event.key}")

    def _display(self, screen: Any, renderable: Any) -> None:
        super()._display(screen, renderable)
        if hasattr(renderable, "render_segments"):
            renderable.render_segments(self.console)
            self.painted.set()


async def word_pictures() -> float:
    """Milliseconds of processor time from a key to the picture of another word."""
    app, times = OneWord(), []
    app.painted = asyncio.Event()
    async with app.run_test(size=SIZE) as pilot:
        for key in "abcdefghij":
            await settled(pilot)
            app.painted.clear()
            start = process_time()
            app.post_message(events.Key(key, key))
            await asyncio.wait_for(app.painted.wait(), 10)
            times.append(1000 * (process_time() - start))
    print(f"{'from a key to another word, milliseconds':<46}{median(times):>10.1f}")
    return median(times)


async def keys(steps: int, wanted: Sequence[Keys], word: float) -> float:
    """Press keys in a design of a number of steps, and print how long each took, also in those of one word; what it
    took to undo.
    """
    took = {}
    print(
        f"{f'from a key, {steps:,} steps, milliseconds':<46}{'picture':>10}{'in words':>10}{'worst':>8}",
        end="",
    )
    print(f"{'a key waits':>13}{'settled':>9}")
    with tempfile.TemporaryDirectory() as folder, Workspace.open(Path(folder)) as workspace:
        workspace.save("big", to_document(winding(steps)))
        app = Watched(workspace, "big")
        async with app.run_test(size=SIZE) as pilot:
            await settled(pilot)
            if isinstance(app.screen, DesignScreen) and app.screen.view.direction == "down":
                app.screen.view.turn()
            for each in wanted:
                took[each.what] = row(each.what, await pressed(app, pilot, each), word)
    print()
    return took[UNDO]


async def pressed(app: Watched, pilot: Pilot[None], keys: Keys) -> list[Took]:
    design = app.screen
    assert isinstance(design, DesignScreen)
    design.choose(Place(step=keys.at))
    if keys.typed:
        await design.panels.open_form()
    await settled(pilot)
    return [await repaint(app, pilot, key) for _ in range(ROUNDS) for key in keys.pressed]


def row(what: str, times: Sequence[Took], word: float) -> float:
    """Print the medians of ``times``, and which of them are over their goals; that to the picture."""
    picture, waits, settled = (
        median(each)
        for each in zip(*((each.worked, each.waits, each.settled) for each in times), strict=True)
    )
    worst = max(each.worked for each in times)
    measured = {"picture": picture, "waits": waits, "settled": settled}
    over = [name for name, goal in GOALS.items() if measured[name] > goal]
    said = f"  over: {', '.join(over)}" if over else "  ok"
    print(
        f"{what:<46}{picture:>10.1f}{picture / word:>10.1f}{worst:>8.1f}{waits:>13.1f}{settled:>9.1f}{said}"
    )
    return picture


async def repaint(app: Watched, pilot: Pilot[None], key: str) -> Took:
    """From a key to the first picture after it, and until nothing follows."""
    app.painted, app.before = asyncio.Event(), app.seen()
    idle = process_time()
    app.post_message(events.Key(key, key if len(key) == 1 else None))
    await asyncio.wait_for(app.painted.wait(), 10)
    worked = app.at - idle
    rest = await settled(pilot) - idle
    return Took(1000 * worked, 1000 * rest, 1000 * LOOKS.longest)


async def settled(pilot: Pilot[Any]) -> float:
    """Wait until nothing follows any more; the processor time then, without the waiting."""
    calm, last = 0, process_time()
    busy = last
    while calm < 20:
        await asyncio.sleep(AWAKE)
        now = process_time()
        calm = 0 if now - last > AWAKE / 10 else calm + 1
        busy = busy if calm else now
        last = now
    return busy


def winding(count: int) -> Journey:
    """Waypoints in a row with three-way splits, joined by delays."""
    steps: dict[str, Step] = {"start": Entry(trigger=FirstMatch())}
    transitions: list[Transition] = []
    at = "start"
    number = 0
    while number < count - 2:
        id = f"s{number:03}"
        transitions.append(Transition(source=at, target=id))
        if number % 12 == 7 and number < count - 7:
            at = fork(steps, transitions, number)
            number += 5
        else:
            steps[id] = Waypoint(name=f"Step {number}", condition=verb(number), count=1 + number % 3)
            at = id
            number += 1
    steps["done"] = Exit()
    return Journey(
        id="big", name="Big", steps=steps, transitions=(*transitions, Transition(source=at, target="done"))
    )


def fork(steps: dict[str, Step], transitions: list[Transition], number: int) -> str:
    """A split on events into three waypoints and a timeout; the step where they meet."""
    split, meet = f"s{number:03}", f"s{number + 4:03}"
    steps[split] = Split(on="event", name=f"Which way {number}?")
    for branch in range(number + 1, number + 4):
        id = f"s{branch:03}"
        steps[id] = Waypoint(name=f"Branch {branch}", condition=verb(branch))
        transitions += [
            Transition(source=split, target=id, when=verb(-branch)),
            Transition(source=id, target=meet),
        ]
    steps[meet] = Delay(duration=Duration("3d"))
    transition = Transition(source=split, target=meet)
    transitions.append(replace(transition, after=Duration("14d")))
    return meet


def verb(number: int) -> dict[str, Any]:
    return {"statement.verb.id": f"http://example.org/verbs/{number}"}


if __name__ == "__main__":
    main()
