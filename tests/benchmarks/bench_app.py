"""How soon the app shows a design, and how soon a key shows on a large one.

`python tests/benchmarks/bench_app.py`. Elapsed time without a terminal: until Textual has made the characters that a
terminal would be sent. Keys wait for the next of Textual's 60 frames a second, which is in the figures.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any, Final

from msgspec.structs import replace
from textual import events
from textual.pilot import Pilot

from designer.app.app import WaypostApp
from designer.app.screens.design import DesignScreen
from designer.places import Place
from engine.duration import Duration
from engine.edit import ChangeStep
from engine.journey import Journey, to_document
from engine.steps import Delay, Entry, Exit, FirstMatch, Split, Step, Transition, Waypoint
from store.workspace import Workspace

SIZE: Final = (160, 48)
FORKED: Final = "s007"
"""A step that several transitions leave."""
GOAL: Final = 33.0
"""Milliseconds from a key to its picture."""

KEYS: Final = {
    "walk": ("right", "right", "left", "right"),
    "next transition": ("t", "t"),
    "pan": ("shift+right", "shift+left"),
    "zoom": ("minus", "plus"),
    "undo and redo": ("u", "U"),
    "type a letter": ("x", "y"),
}


class Watched(WaypostApp):
    """Tells when a picture is done."""

    painted: asyncio.Event

    def _display(self, screen: Any, renderable: Any) -> None:
        super()._display(screen, renderable)
        if hasattr(renderable, "render_segments"):
            renderable.render_segments(self.console)
        if hasattr(self, "painted"):
            self.painted.set()


def main() -> None:
    print(f"{'what':<42}{'median ms':>10}{'worst ms':>10}")
    times = [first_paint(50) for _ in range(3)]
    row("first paint of 50 steps, from the first import", times)
    asyncio.run(keys(200))


def row(what: str, times: list[float], goal: float = 0) -> None:
    verdict = "" if not goal else "  ok" if median(times) <= goal else f"  over the goal of {goal:.0f} ms"
    print(f"{what:<42}{median(times):>10.1f}{max(times):>10.1f}{verdict}")


CHILD: Final = """
from time import perf_counter
start = perf_counter()
import asyncio, sys
from pathlib import Path
from designer.app.app import WaypostApp
from store.workspace import Workspace

class Once(WaypostApp):
    def _display(self, screen, renderable):
        super()._display(screen, renderable)
        canvas = screen.query("GraphCanvas")
        if canvas and canvas.first().chart is not None and canvas.first()._rows:
            print(1000 * (perf_counter() - start), file=sys.__stdout__, flush=True)
            self.exit()

with Workspace.open(Path(sys.argv[1])) as workspace:
    Once(workspace, "big").run(headless=True, size=(160, 48))
"""


def first_paint(steps: int) -> float:
    """Milliseconds in a fresh process from its first import to the first picture of the design."""
    with tempfile.TemporaryDirectory() as folder:
        with Workspace.open(Path(folder)) as workspace:
            workspace.save("big", to_document(winding(steps)))
        command = [sys.executable, "-c", CHILD, folder]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return float(said.split()[0])


async def keys(steps: int) -> None:
    with tempfile.TemporaryDirectory() as folder, Workspace.open(Path(folder)) as workspace:
        workspace.save("big", to_document(winding(steps)))
        app = Watched(workspace, "big")
        async with app.run_test(size=SIZE) as pilot:
            await pilot.pause(1.0)
            design = app.screen
            assert isinstance(design, DesignScreen)
            design.direction = "right"
            design.edit(ChangeStep("s003", {"name": "Another name"}))
            await pilot.pause(0.5)
            for what, pressed in KEYS.items():
                if what == "next transition":
                    design.choose(Place(step=FORKED))
                    await pilot.pause(0.5)
                if what == "type a letter":
                    await design.open_inspector()
                    await pilot.pause(0.5)
                times = [await repaint(app, pilot, key) for _ in range(6) for key in pressed]
                row(f"{what}, {steps} steps", times, GOAL)


async def repaint(app: Watched, pilot: Pilot[None], key: str) -> float:
    """Milliseconds from a key to the first picture after it."""
    await pilot.pause(0.15)
    app.painted = asyncio.Event()
    start = perf_counter()
    app.post_message(events.Key(key, key if len(key) == 1 else None))
    await asyncio.wait_for(app.painted.wait(), 10)
    return 1000 * (perf_counter() - start)


def winding(count: int) -> Journey:
    """Waypoints in a row with three-way splits, joined by delays."""
    steps: dict[str, Step] = {"start": Entry(trigger=FirstMatch())}
    ways: list[Transition] = []
    at = "start"
    number = 0
    while number < count - 2:
        id = f"s{number:03}"
        ways.append(Transition(source=at, target=id))
        if number % 12 == 7 and number < count - 7:
            at = fork(steps, ways, number)
            number += 5
        else:
            steps[id] = Waypoint(name=f"Step {number}", condition=verb(number), count=1 + number % 3)
            at = id
            number += 1
    steps["done"] = Exit()
    return Journey(
        id="big", name="Big", steps=steps, transitions=(*ways, Transition(source=at, target="done"))
    )


def fork(steps: dict[str, Step], ways: list[Transition], number: int) -> str:
    """A split on events into three waypoints and a timeout; the step where they meet."""
    split, meet = f"s{number:03}", f"s{number + 4:03}"
    steps[split] = Split(on="event", name=f"Which way {number}?")
    for branch in range(number + 1, number + 4):
        id = f"s{branch:03}"
        steps[id] = Waypoint(name=f"Branch {branch}", condition=verb(branch))
        ways += [Transition(source=split, target=id, when=verb(-branch)), Transition(source=id, target=meet)]
    steps[meet] = Delay(duration=Duration("3d"))
    way = Transition(source=split, target=meet)
    ways.append(replace(way, after=Duration("14d")))
    return meet


def verb(number: int) -> dict[str, Any]:
    return {"statement.verb.id": f"http://example.org/verbs/{number}"}


if __name__ == "__main__":
    main()
