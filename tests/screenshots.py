"""Pictures of the app's screens as PNG: ``make screenshots``, or ``python -m tests.screenshots FOLDER [NAME…]``.

Textual draws each screen as SVG; Debian's ``chromium`` with ``fonts-firacode`` makes an exact PNG of it. Without
Chromium the SVG is what there is.
"""

from __future__ import annotations

import asyncio
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from msgspec import Struct

sys.path.insert(0, str(Path(__file__).parent))

import crowd
from sitting import Sitting, sitting

from designer.editing.templates import from_template
from engine.duration import Duration
from engine.edit import Add, Compound, Connect, Insert, apply
from engine.journey import Journey
from engine.steps import Exit, Outcome, Transition, Waypoint

ROOT: Final = Path(__file__).parent.parent
SIZES: Final = {"60x15": (60, 15), "80x24": (80, 24), "160x48": (160, 48)}
THEMES: Final = ("dark", "light", "contrast")
CHROMIUM: Final = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
)


class Shot(Struct, frozen=True):
    """A name, the tab, and the keys that lead there; without a tab, from the start screen."""

    name: str
    tab: str = "design"
    keys: str = ""


SHOTS: Final = (
    Shot("start", tab=""),
    Shot("design", keys="{on} {on}"),
    Shot("inspector", keys="{on} {on} {on} enter"),
    Shot("condition", keys="{on} {on} enter tab ctrl+o s c o"),
    Shot("operator", keys="{on} {on} enter tab tab"),
    Shot("outline", keys="o"),
    Shot("line", keys="minus {on} {on}"),
    Shot("glyph", keys="minus minus {on} {on} t"),
    Shot("turned", keys="v"),
    Shot("add", keys="{on} a"),
    Shot("delete", keys="t d"),
    Shot("help", keys="question_mark"),
    Shot("broken", keys="{on} t d y n"),
    Shot("simulate", "simulate"),
    Shot("made-up", "simulate", "c down enter"),
    Shot("progress", "progress", "down down"),
    Shot("funnel", "progress", "f down down down"),
    Shot("times", "progress", "t"),
    Shot("stuck", "progress", "w"),
    Shot("cohorts", "progress", "c down"),
    Shot("people", "progress", "p"),
    Shot("publish", "publish"),
    Shot("document", "publish", "d"),
    Shot("tour", tab="", keys="t enter"),
    Shot("lesson", keys="f4 {on}"),
    Shot("palette", keys="slash q u i z"),
    Shot("kinds", keys="{on} c"),
    Shot("versions", keys="V"),
    Shot("replace", keys="F a d l enter x enter"),
    Shot("notices", keys="y ctrl+n"),
    Shot("theme", keys="ctrl+t"),
    Shot("events", keys="L"),
    Shot("play", "simulate", "c"),
    Shot("outbox", "simulate", "o"),
    Shot("person", "simulate", "p tab y"),
    Shot("servers", "publish", "n"),
    Shot("secrets", "publish", "n enter p r o d enter"),
)


def example() -> Journey:
    """Twelve steps with branches: the onboarding template, with a reminder and somebody who never starts."""
    journey = from_template("onboarding", id="59c23527bdf9ac67b2ab5ee6")
    first = next(
        index for index, transition in enumerate(journey.transitions) if transition.source == journey.entry
    )
    seen = Waypoint(
        name="Opened the app", condition={"statement.verb.id": "http://adlnet.gov/expapi/verbs/launched"}
    )
    remind = Outcome(name="Remind", type="callback", callback="https://example.org/remind")
    timeout = Transition(source="opened", target="remind", after=Duration("3d"))
    edit = Compound((
        Insert("opened", seen, first),
        Add("remind", remind),
        Connect(timeout),
        Add("silent", Exit(name="Never started", completes=False)),
        Connect(Transition(source="remind", target="silent")),
    ))  # fmt: skip
    return apply(journey, edit)


async def take(shot: Shot, size: tuple[int, int]) -> dict[str, str]:
    """The screen as SVG, by theme."""
    with tempfile.TemporaryDirectory() as folder:
        async with sitting(Path(folder), example() if shot.tab else None, size) as person:
            if shot.tab:
                await look(person, shot.tab, crowd.write(Path(folder) / "onboarding.ndjson"))
            on = person.onward if shot.tab else ""
            for key in shot.keys.format(on=on).split():
                await person.press(key)
                await person.pilot.pause(0.3)
            await person.pilot.pause(0.7)
            return {theme: await drawn(person, theme) for theme in THEMES}


async def drawn(person: Sitting, theme: str) -> str:
    """The screen as SVG in a theme."""
    person.app.theme = f"waypost-{theme}"
    await person.pilot.pause(0.3)
    return person.app.export_screenshot(title="Waypost")


async def look(person: Sitting, tab: str, events: Path) -> None:
    """At a tab, when the events are there and everything is drawn."""
    person.opened.attach(events)
    await person.sees(lambda: person.opened.evidence)
    person.opened.show(tab)
    await person.pilot.pause(1.5)


def to_png(svg: Path) -> Path | None:
    """The picture that a browser makes of an SVG, if there is a browser."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    size = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg.read_text("utf-8"))
    if browser is None or size is None:
        return None
    png = svg.with_suffix(".png")
    width, height = (int(float(side)) + 1 for side in size.groups())
    window = [f"--window-size={width},{height}", f"--screenshot={png}", svg.as_uri()]
    subprocess.run([browser, *CHROMIUM, *window], capture_output=True, check=True)
    return png


def main(folder: str = "", *names: str) -> None:
    target = Path(folder or ROOT / "build" / "screenshots").absolute()
    target.mkdir(parents=True, exist_ok=True)
    for shot in SHOTS:
        if names and shot.name not in names:
            continue
        for label, size in SIZES.items():
            for theme, picture in asyncio.run(take(shot, size)).items():
                svg = target / f"{shot.name}-{label}-{theme}.svg"
                svg.write_text(picture, "utf-8")
                print(to_png(svg) or svg, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
