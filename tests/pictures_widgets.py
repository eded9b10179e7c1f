"""Pictures of the notebook's widgets as they are in JupyterLab: ``python -m tests.pictures_widgets [FOLDER]``.

The editor and the player, in the light and the dark theme, as PNG.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Final

from designer import examples

sys.path.insert(0, str(Path(__file__).parent))

from lab import Lab, Sitting, laboratory
from playwright.sync_api import expect

ROOT: Final = Path(__file__).parent.parent
THEMES: Final = {"light": "JupyterLab Light", "dark": "JupyterLab Dark"}
LOG: Final = str(examples.path(examples.VIDEO))

SETUP: Final = f"""
import sys
sys.path[:0] = [{str(ROOT)!r}, {str(ROOT / "tests")!r}]
from designer.notebook import Journey, JourneyEditor, SimulationPlayer, after, verb
from tests.screenshots import example

VIDEO = "https://w3id.org/xapi/video/verbs/"
PLAYED, PAUSED = verb(VIDEO + "played"), verb(VIDEO + "paused")
SOUGHT, COMPLETED = verb(VIDEO + "seeked"), verb("http://adlnet.gov/expapi/verbs/completed")
watching = (
    Journey.new("Watching videos", on=PLAYED)
    .waypoint("Plays five times", PLAYED, count=5)
    .checklist("Looks closely", {{"Pauses": PAUSED, "Seeks": SOUGHT}})
    .waypoint("Watches to the end", COMPLETED)
    .exit("Done")
)
editor = JourneyEditor(example(), {LOG!r})
player = SimulationPlayer(watching, {LOG!r})
"""


def edited(sitting: Sitting) -> None:
    sitting.does("from engine.edit import Add\nfrom engine.steps import Waypoint")
    sitting.does("editor.apply(Add('essay', Waypoint(name='Essay', condition={})))")
    sitting.does("editor.choose('safety')")
    expect(sitting.page.locator("[data-step=essay] .mark")).to_be_visible()
    expect(sitting.page.locator("[data-step=safety].chosen")).to_be_visible()
    sitting.page.locator(".stage").first.focus()


def played(sitting: Sitting) -> None:
    sitting.does("player.index = len(player.playback) // 2")
    sitting.does("player.choose(next(iter(player.playback.histories)))")
    expect(sitting.page.get_by_text("What happened")).to_be_visible()
    sitting.does("player.send({'tokens': [[0], [1], [2]], 'milliseconds': 3000})")
    expect(sitting.page.locator(".token")).to_have_count(3)
    sitting.page.wait_for_timeout(1400)  # let them run half their path


def main(folder: str = "") -> None:
    target = Path(folder or ROOT / "build" / "screenshots").absolute()
    target.mkdir(parents=True, exist_ok=True)
    for theme, name in THEMES.items():
        with tempfile.TemporaryDirectory() as home, laboratory(Path(home), name) as lab:
            take(lab, target, theme)


def take(lab: Lab, target: Path, theme: str) -> None:
    with lab.notebook(SETUP, "editor", "player", width=1760) as sitting:
        for number, (shown, ready) in enumerate({"editor": edited, "player": played}.items()):
            widget = sitting.page.locator(".waypost-widget")
            output = sitting.page.locator(".jp-OutputArea-output", has=widget).nth(number)
            output.scroll_into_view_if_needed()
            ready(sitting)
            picture = target / f"notebook-{shown}-{theme}.png"
            output.screenshot(path=picture)
            print(picture)


if __name__ == "__main__":
    main(*sys.argv[1:])
