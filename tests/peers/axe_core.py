"""axe-core: no violation in the editor, the player and the exported page, light and dark, wide and narrow."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from page import Surface, chromium, surface
from playwright.sync_api import Browser, Page, expect
from scenario import design, event, exit_, first_match, waypoint

from designer.notebook import JourneyEditor, SimulationPlayer
from designer.notebook.journey_page import journey_page
from tests.peers.installation import node_modules
from tests.peers.outcome import PeerOutcome, counted

NAME: Final = "axe-core"
VERSION: Final = "4.14.1"
WIDTHS: Final = (1100, 410)
GROUNDS: Final = {"light": "#fff", "dark": "#111"}
COURSE: Final = design(
    {
        "start": first_match(),
        "read": waypoint("experienced"),
        "quiz": waypoint("passed", count=2),
        "lost": exit_(completes=False),
        "alone": waypoint("passed"),
        "done": exit_(),
    },
    "start>read>quiz>done",
    "quiz>lost after 1h",
)
LOG: Final = (
    "0 experienced",
    "1 bob experienced",
    "2 passed",
    "3 bob failed",
    "4 passed",
    "90 carol experienced",
)
ASK: Final = """() => axe.run(document.querySelector("main, .waypost-widget")).then(({ violations }) =>
  violations.map(({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 120)} ${nodes[0].failureSummary}`))"""


RUN: Final = design(
    {"start": first_match(), "read": waypoint("experienced"), "quiz": waypoint("passed"), "done": exit_()},
    "start>read>quiz>done",
)


def run() -> PeerOutcome:
    """Everything that is drawn, in each theme and width."""
    script = node_modules(f"{NAME}@{VERSION}") / "node_modules" / "axe-core" / "axe.min.js"
    with chromium() as browser:
        return counted(_found(browser, script.read_text("utf-8")))


def _found(browser: Browser, script: str) -> Iterator[tuple[str, str]]:
    for theme, ground in GROUNDS.items():
        style = f"html{{color-scheme:{theme}}}body{{background:{ground}}}"
        for width in WIDTHS:
            with surface(browser, style, viewport={"width": width, "height": 900}) as shown:
                for name, page in (*_edited(shown), *_played(shown)):
                    yield f"{name}, {theme}, {width} px", _violations(page, script)
        page = browser.new_page(color_scheme=theme)  # type: ignore[arg-type]
        page.set_content(journey_page(RUN, SimulationPlayer(RUN, map(event, LOG)).playback))
        yield f"exported page, {theme}", _violations(page, script)


def _edited(shown: Surface) -> Iterator[tuple[str, Page]]:
    """The editor with a form, with the kinds to add, with a question, with the list of keys."""
    page = shown.show(JourneyEditor(COURSE, list(map(event, LOG))))
    page.locator("[data-step=quiz] .box").click()
    expect(page.get_by_text("2 of 6 events match")).to_be_visible()
    yield "editor", page
    page.locator("[data-do=add]").click()
    yield "editor, adding", page
    page.keyboard.press("Escape")
    page.locator("[data-do=delete]").focus()
    page.locator("[data-step=start] .box").click()
    page.keyboard.press("b")
    page.keyboard.press("Delete")
    expect(page.get_by_role("alertdialog")).to_be_visible()
    yield "editor, asked", page
    page.keyboard.press("Escape")
    page.locator("[data-do=help]").click()
    yield "editor, keys", page


def _played(shown: Surface) -> Iterator[tuple[str, Page]]:
    """The player with the story of somebody."""
    player = SimulationPlayer(RUN, map(event, LOG))
    player.index = 2
    player.choose("bob@example.org")
    page = shown.show(player)
    expect(page.get_by_text("What happened")).to_be_visible()
    yield "player", page


def _violations(page: Page, script: str) -> str:
    """The violations on a page in a line each; nothing if there are none."""
    page.evaluate(script)
    found: list[str] = page.evaluate(ASK)
    return "; ".join(found)
