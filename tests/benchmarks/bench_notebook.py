"""How soon the page shows a large journey, and whether a drag stays smooth.

``python -m tests.benchmarks notebook``. Chromium without Jupyter around it; times are the browser's own.
"""

from __future__ import annotations

from itertools import pairwise
from statistics import median
from time import perf_counter
from typing import Final

from page import chromium, sent, state_of, surface
from playwright.sync_api import Page

from designer.notebook import JourneyEditor
from engine.duration import Duration
from engine.edit import Move
from engine.journey import Journey
from engine.steps import Delay, Entry, Exit, FirstMatch, Split, Step, Transition, Waypoint

STEPS: Final = 200
SOONEST: Final = 500
"""Milliseconds to draw them in."""
SMOOTH: Final = 30
"""Frames a second while a step is dragged."""

DRAWN: Final = """(given) => {
  const start = performance.now();
  return open_widget(...given).then(() => new Promise((done) =>
    requestAnimationFrame(() => setTimeout(() => done(performance.now() - start)))));
}"""

WATCH: Final = """() => {
  window.frames = [];
  const note = (now) => { frames.push(now); window.watching = requestAnimationFrame(note); };
  requestAnimationFrame(note);
}"""


def main() -> None:
    editor = JourneyEditor(large(STEPS))
    with chromium() as browser, surface(browser) as shown:
        page = shown.show(editor)
        given = [editor._esm, editor._css, state_of(editor)]
        times = [page.evaluate(DRAWN, given) for _ in range(7)]
        row(
            f"draw {STEPS} steps, to the next frame (ms)",
            times,
            median(times) <= SOONEST,
            f"at most {SOONEST}",
        )
        frames = dragged(page)
        gaps = [after - before for before, after in pairwise(frames)]
        rate = 1000 * len(gaps) / sum(gaps)
        row("frames a second while a step is dragged", [rate], rate >= SMOOTH, f"at least {SMOOTH}")
        row("longest gap between two frames (ms)", [max(gaps)])
        assert sent(page)[-1]["do"] == "move"
    row("answer of Python to a move (ms)", [answered(editor) for _ in range(3)])


def dragged(page: Page) -> list[float]:
    """Drag a step in the middle of things for some 120 movements of the mouse; when frames were drawn."""
    box = page.locator("[data-step=step-3] .title").bounding_box()
    assert box is not None
    x, y = box["x"] + 10, box["y"] + 5
    page.mouse.move(x, y)
    page.mouse.down()
    page.evaluate(WATCH)
    for number in range(120):
        page.mouse.move(x + number % 40, y + number)
    frames: list[float] = page.evaluate("(cancelAnimationFrame(watching), frames)")
    page.mouse.up()
    return frames


def answered(editor: JourneyEditor) -> float:
    start = perf_counter()
    editor.apply(Move("step-3", (40, 9)))
    return 1000 * (perf_counter() - start)


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
