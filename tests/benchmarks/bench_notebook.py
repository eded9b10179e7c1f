"""How soon the page shows a large journey, and whether dragging, looking around and playing stay smooth.

``python -m tests.benchmarks notebook [1000]``. Chromium without Jupyter around it. Milliseconds are processor
time of the page's main thread, which a busy machine changes little; beside them stand the frames that came.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time
from typing import Final

from page import chromium, sent, state_of, surface
from playwright.sync_api import Browser, Page

from designer.notebook import JourneyEditor, SimulationPlayer
from engine.duration import Duration
from engine.edit import Move
from engine.journey import Journey
from engine.steps import Delay, Entry, Exit, FirstMatch, Split, Step, Transition, Waypoint

SIZES: Final = {200: 60, 1000: 30}
"""Frames a second that are wanted, by the number of steps."""
SOONEST: Final = 500
"""Milliseconds to draw 200 steps in."""

DRAWN: Final = """(given) => open_widget(...given).then(() => new Promise((done) =>
  requestAnimationFrame(() => setTimeout(done))))"""

WATCH: Final = """() => {
  window.frames = [];
  const note = (now) => { frames.push(now); window.watching = requestAnimationFrame(note); };
  requestAnimationFrame(note);
}"""


def main() -> None:
    sizes = [int(each) for each in sys.argv[1:]] or list(SIZES)
    with chromium() as browser:
        for size in sizes:
            edit(browser, size)
            play(browser, size)


def edit(browser: Browser, size: int) -> None:
    """Draw a journey of so many steps in the editor, drag a step of it, look around in it, and near and far."""
    editor = JourneyEditor(large(size))
    with surface(browser) as shown:
        page = shown.show(editor)
        given = [editor._esm, editor._css, state_of(editor)]
        times = [busy(page, lambda: page.evaluate(DRAWN, given)) for _ in range(5)]
        good = size > min(SIZES) or median(times) <= SOONEST
        row(f"draw: {size} steps, to the next frame (ms)", times, good, f"at most {SOONEST} of {min(SIZES)}")
        for seen in ("near", "all of it"):
            frames(
                page, size, f"drag, {seen}", lambda: follow(page, *middle(page, "[data-step=step-3] .box"))
            )
            assert sent(page)[-1]["do"] == "move"
            frames(page, size, f"look around, {seen}", lambda: follow(page, *ground(page)))
            page.locator(".stage").press("f")
    row(f"answer of Python to a move of {size} (ms)", [answered(editor) for _ in range(5)])


def play(browser: Browser, size: int) -> None:
    """Play a run on the exported page."""
    player = SimulationPlayer(large(size), lives(size))
    page = browser.new_page(viewport={"width": 1100, "height": 620})
    with TemporaryDirectory() as folder:
        page.goto(player.to_html(Path(folder) / "run.html").as_uri())
        page.locator(".stage").press("Home")
        page.locator("select").select_option("50")
        for seen in ("near", "all of it"):
            page.locator(".stage").press(" ")
            frames(page, size, f"play, {seen}", lambda: page.wait_for_timeout(3000))
            page.locator(".stage").press(" ")
            page.locator(".stage").press("f")
        assert int(page.locator("input[type=range]").input_value()) > 0
    page.close()


def lives(size: int) -> list[dict[str, object]]:
    """Events of people who come each to another place in a journey of ``large``, an event a day each."""
    return [
        {
            "actor": {"mbox": f"mailto:{person}@example.org"},
            "verb": {"id": f"http://example.org/{step}"},
            "timestamp": f"{2001 + step // 336}-{step // 28 % 12 + 1:02}-{step % 28 + 1:02}T00:{person:02}:00Z",
        }
        for person in range(60)
        for step in range(size * person // 60)
    ]


def frames(page: Page, size: int, what: str, act: Callable[[], object]) -> None:
    """Print the main thread's milliseconds for a frame while something is done, and the frames a second."""
    page.evaluate(WATCH)
    spent = busy(page, act)
    came: list[float] = page.evaluate("(cancelAnimationFrame(watching), frames)")
    gaps = [after - former for former, after in pairwise(came)]
    goal = 1000 / SIZES.get(size, 30)
    rate = f"{1000 * len(gaps) / sum(gaps):.0f} frames a second, longest gap {max(gaps):.0f} ms"
    figure = spent / len(came)
    row(f"{what}: {size} steps (ms a frame)", [figure], figure <= goal, f"at most {goal:.0f}; {rate}")


def busy(page: Page, act: Callable[[], object]) -> float:
    """Milliseconds of processor time that the main thread of the page takes while something is done."""
    cdp = page.context.new_cdp_session(page)
    cdp.send("Performance.enable", {"timeDomain": "threadTicks"})

    def spent() -> float:
        found = cdp.send("Performance.getMetrics")["metrics"]
        return 1000 * float(next(each["value"] for each in found if each["name"] == "TaskDuration"))

    before = spent()
    act()
    return spent() - before


def follow(page: Page, x: float, y: float) -> None:
    """Drag from a point with some 120 movements of the mouse."""
    page.mouse.move(x, y)
    page.mouse.down()
    for number in range(120):
        page.mouse.move(x - number % 40, y + number / 2)
    page.mouse.up()


def middle(page: Page, selector: str) -> tuple[float, float]:
    box = page.locator(selector).bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def ground(page: Page) -> tuple[float, float]:
    """A point of the stage where nothing is drawn."""
    box = page.locator(".stage").bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + 10


def answered(editor: JourneyEditor) -> float:
    start = process_time()
    editor.apply(Move("step-3", (40, 9)))
    return 1000 * (process_time() - start)


def row(what: str, figures: list[float], good: bool = True, goal: str = "") -> None:
    """The median and the largest, and whether that is good enough where there is a goal."""
    verdict = "" if not goal else f"ok, {goal}" if good else f"NOT {goal}"
    print(f"{what:<46}{median(figures):>10.1f}{max(figures):>10.1f}  {verdict}")


def large(number: int) -> Journey:
    """A long journey with branches back and forth, and timeouts that lead out."""
    steps: dict[str, Step] = {"start": Entry(trigger=FirstMatch())}
    transitions: list[Transition] = []
    before = "start"
    for index in range(number - 3):
        id = f"step-{index}"
        steps[id] = _step(index)
        transition = Transition(source=before, target=id)
        transitions.append(
            transition
            if index % 10 != 8
            else Transition(source=before, target=id, when={"statement.n": index})
        )
        if index % 10 == 7:
            transitions.append(Transition(source=id, target="lost", after=Duration("14d")))
        before = id
    steps |= {"lost": Exit(completes=False), "done": Exit()}
    return Journey(
        id="large",
        name="Large",
        steps=steps,
        transitions=(*transitions, Transition(source=before, target="done")),
    )


def _step(index: int) -> Step:
    if index % 10 == 7:
        return Split(on="event", name=f"Choice {index}")
    if index % 10 == 3:
        return Delay(duration=Duration("3d"))
    return Waypoint(
        name=f"Step number {index}", condition={"statement.verb.id": f"http://example.org/{index}"}
    )


if __name__ == "__main__":
    main()
