"""Editor and player in a notebook in the browser: all that widgets there must do, in JupyterLab and in Notebook 7."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from time import monotonic, sleep
from typing import Final
from urllib.parse import urlsplit

import nbformat
from lab import SECONDS, Lab, Sitting
from nbconvert import HTMLExporter
from playwright.sync_api import Error, Locator, Page, expect

from tests.peers.outcome import PeerOutcome, counted

SETUP: Final = """
from designer.notebook import Journey, JourneyEditor, SimulationPlayer, verb

def did(who, what, minute):
    actor = {"mbox": f"mailto:{who}@example.org"}
    return {"actor": actor, "verb": {"id": f"http://example.org/{what}"}, "timestamp": f"2026-01-01T10:{minute:02}:00Z"}

log = [did("anna", "read", 1), did("bob", "read", 2), did("anna", "passed", 3)]
journey = Journey.new("Course").waypoint("read", verb("http://example.org/read"))
journey = journey.waypoint("quiz", verb("http://example.org/passed")).exit("done")
long = Journey.new("Long")
for number in range(1_000):
    long = long.waypoint(f"s{number}", verb("http://example.org/read"))
long = long.exit("done")
editor, player = JourneyEditor(journey, log), SimulationPlayer(journey, log)
"""
CELLS: Final = (SETUP, "editor", "player")
SHORTCUTS: Final = (
    *("d", "d", "a", "b", "x", "c", "v", "z", "m", "y", "j", "k", "0", "0", "i", "i"),
    *("Control+Enter", "Shift+Enter", "Alt+Enter", "Control+Shift+C", "Escape"),
)
"""Keys that delete, insert, cut, paste, run or turn cells, or restart the kernel."""

EDITOR_PARTS: Final = {
    "the list of places": "label:text-is('Go to') + select",
    "the canvas": ".stage",
    "a button of the bar": "[data-do=fit]",
    "a text field": "input[type=text]:visible",
    "a flag": "input[type=checkbox]:visible",
    "a condition": "textarea:visible",
}
PLAYER_PARTS: Final = {
    "the canvas": ".stage",
    "the slider": "input[type=range]",
    "the button that plays": ".controls button >> nth=0",
    "the speed": ".controls select",
    "the search for people": "input[type=search]",
    "the list of people": ".people select >> nth=0",
    "the event to inject": ".people textarea",
}


def tried_in(server: Lab) -> PeerOutcome:
    """All of it in a notebook on a ``server``."""
    with server.notebook(*CELLS) as sitting:
        expect(sitting.page.locator(".waypost-widget")).to_have_count(2)
        results = list(_results(server, sitting))
    away = [address for address in server.asked_elsewhere if not address.startswith("data:")]
    return counted([*results, ("nothing is asked of another machine", "; ".join(away[:3]))])


def _results(server: Lab, sitting: Sitting) -> Iterator[tuple[str, str]]:
    checks: dict[str, Callable[[], None]] = {
        "an edit on the page is seen in Python": lambda: _edit(sitting),
        "a form that is filled in is seen in Python": lambda: _fill_in(sitting),
        "Ctrl Z takes edits back": lambda: _undo(sitting),
        "connecting by mouse shows the line": lambda: _connect(sitting),
        "Escape closes the topmost thing alone": lambda: _escape(sitting),
        "a run is played and scrubbed": lambda: _play(sitting),
        "F fits a journey of 1,000 steps": lambda: _fit(sitting),
        "on 410 pixels the forms stand below the picture": lambda: _narrow(sitting),
    }
    for place, parts in (("editor", EDITOR_PARTS), ("player", PLAYER_PARTS)):
        for part, selector in parts.items():
            checks[f"no shortcut of the notebook works in {part} of the {place}"] = _Keys(
                sitting, place, selector
            )
    checks["a saved notebook made a page shows both pictures offline"] = lambda: _saved(server, sitting)
    for name, check in checks.items():
        yield name, _wrong(check)


def _wrong(check: Callable[[], None]) -> str:
    """What went wrong, in a line; nothing if nothing did."""
    try:
        check()
    except (AssertionError, Error) as error:
        return next(iter(str(error).strip().splitlines()), type(error).__name__)
    return ""


def _widget(sitting: Sitting, place: str) -> Locator:
    found = sitting.page.locator(".waypost-widget").nth(("editor", "player").index(place))
    found.scroll_into_view_if_needed()
    return found


def _anew(sitting: Sitting) -> Locator:
    """The editor with the journey of the beginning, the step ``quiz`` chosen."""
    sitting.does("editor.journey = journey")
    editor = _widget(sitting, "editor")
    expect(editor.locator("[data-step]")).to_have_count(4)
    editor.locator("[data-do=fit]").click()
    editor.locator("[data-step=quiz] .box").click()
    expect(editor.locator("[data-step=quiz].chosen")).to_be_visible()
    return editor


def _edit(sitting: Sitting) -> None:
    editor = _anew(sitting)
    editor.locator("[data-step=read] .box").click()
    editor.locator("[data-do=add]").click()
    editor.locator("[data-kind=delay]").click()
    sitting.sees("sorted(editor.journey.steps)", ["delay", "done", "quiz", "read", "start"])


def _fill_in(sitting: Sitting) -> None:
    editor = _anew(sitting)
    editor.get_by_label("condition").fill('{"statement.verb.id": "http://example.org/read"}')
    sitting.sees("editor.journey.steps['quiz'].condition", {"statement.verb.id": "http://example.org/read"})
    expect(editor.get_by_text("2 of 3 events match")).to_be_visible()
    editor.get_by_label("name", exact=True).fill("Exam")
    sitting.page.keyboard.press("Enter")
    sitting.sees("editor.journey.steps['quiz'].name", "Exam")


def _undo(sitting: Sitting) -> None:
    editor = _anew(sitting)
    editor.locator(".stage").focus()
    sitting.page.keyboard.press("i")
    sitting.page.keyboard.press("x")
    sitting.sees("len(editor.journey.exit_rules)", 1)
    sitting.page.keyboard.press("Control+z")
    sitting.sees("len(editor.journey.exit_rules)", 0)


def _connect(sitting: Sitting) -> None:
    editor, mouse = _anew(sitting), sitting.page.mouse
    editor.locator("[data-step=read] .box").hover()
    start = editor.locator("[data-step=read] .handle").bounding_box()
    end = editor.locator("[data-step=done] .box").bounding_box()
    assert start is not None
    assert end is not None
    mouse.move(start["x"] + start["width"] / 2, start["y"] + start["height"] / 2)
    mouse.down()
    mouse.move(end["x"] + end["width"] / 2, end["y"] + end["height"] / 2, steps=5)
    expect(editor.locator("path.drawn")).to_have_attribute("d", re.compile(r"^M\d"))
    mouse.up()
    expect(editor.locator("path.drawn")).to_have_count(0)
    sitting.sees(
        "[editor.journey.transitions[-1].source, editor.journey.transitions[-1].target]", ["read", "done"]
    )


def _escape(sitting: Sitting) -> None:
    editor, press = _anew(sitting), sitting.page.keyboard.press
    chosen = editor.locator("[data-step=quiz].chosen")
    for key, thing in (("?", ".keys"), ("a", ".menu"), ("r", ".naming")):
        editor.locator(".stage").focus()
        press(key)
        expect(editor.locator(thing)).to_be_visible()
        press("Escape")
        expect(editor.locator(thing)).to_be_hidden()
        expect(chosen).to_be_visible()
    editor.locator(".stage").focus()
    press("Escape")
    expect(editor.locator(".chosen")).to_have_count(0)


def _play(sitting: Sitting) -> None:
    player = _widget(sitting, "player")
    player.get_by_role("button", name="Play (Space)").click()
    sitting.sees("player.index", 3)
    player.get_by_role("slider", name="Moves so far").focus()
    sitting.page.keyboard.press("ArrowLeft")
    sitting.sees("player.index", 2)
    expect(player.get_by_text("move 2 of 3")).to_be_visible()


def _fit(sitting: Sitting) -> None:
    sitting.does("editor.journey = long")
    editor = _widget(sitting, "editor")
    expect(editor.locator("[data-step]")).to_have_count(1_002)
    stage = editor.locator(".stage")
    stage.focus()
    sitting.page.keyboard.press("f")
    within = """(stage) => {
      const room = stage.getBoundingClientRect();
      const boxes = [...stage.querySelectorAll("[data-step] .box")].map((box) => box.getBoundingClientRect());
      const isSeen = ({ left, right, top, bottom }) =>
        left >= room.left && right <= room.right && top >= room.top && bottom <= room.bottom;
      return boxes.filter(isSeen).length;
    }"""
    _wait_until(lambda: stage.evaluate(within) == 1_002, "not all steps are seen")


def _narrow(sitting: Sitting) -> None:
    for place in ("editor", "player"):
        _anew(sitting)
        widget = _widget(sitting, place)
        widget.evaluate("node => { node.parentNode.style.width = '410px'; }")
        _wait_until(partial(_is_stacked, widget), f"the {place} is not stacked")
        widget.evaluate("node => { node.parentNode.style.width = ''; }")


def _is_stacked(widget: Locator) -> bool:
    """Tell whether the forms of a ``widget`` stand below a picture as wide as all of it, and nothing is cut."""
    return bool(
        widget.evaluate(
            """(node) => {
              const parts = [".column", ".side"].map((part) => node.querySelector(part));
              const [column, side] = parts.map((part) => part.getBoundingClientRect());
              return side.top >= column.bottom - 1 && column.width > 380 && node.scrollWidth <= 410;
            }"""
        )
    )


class _Keys:
    """Press every shortcut of the notebook in a part of a widget, and look whether anything became of it there."""

    def __init__(self, sitting: Sitting, place: str, selector: str) -> None:
        self.sitting, self.place, self.selector = sitting, place, selector

    def __call__(self) -> None:
        _anew(self.sitting)
        widget, page = _widget(self.sitting, self.place), self.sitting.page
        before = _notebook(page)
        for key in SHORTCUTS:
            part = widget.locator(self.selector).first
            part.focus()
            assert widget.evaluate("node => node.contains(document.activeElement)"), "the cursor is elsewhere"
            page.keyboard.press(key)
        self.sitting.does("pass")
        assert _notebook(page) == before, f"the notebook is {_notebook(page)}, not {before}"


def _notebook(page: Page) -> list[object]:
    """The cells with their prompts, the dialogs and whether all is saved."""
    prompts = page.locator(".jp-Cell .jp-InputPrompt").all_text_contents()
    return [
        prompts,
        page.locator(".jp-Dialog").count(),
        page.locator(".jp-MarkdownCell, .jp-RawCell").count(),
    ]


def _saved(server: Lab, sitting: Sitting) -> None:
    """Save it by the menu, make a page of the file and open that without network, scripts and all."""
    _anew(sitting)
    name = urlsplit(sitting.page.url).path.rpartition("/")[2]
    path = server.folder / name
    before = path.stat().st_mtime_ns
    sitting.page.click(".lm-MenuBar-itemLabel >> text='File'")
    sitting.page.locator(".lm-Menu-itemLabel", has_text=re.compile("^Save Notebook$")).click()
    _wait_until(lambda: path.stat().st_mtime_ns != before, "it was not saved")
    written, _ = HTMLExporter().from_notebook_node(nbformat.read(path, as_version=4))
    page_of_it = server.folder / "saved.html"
    page_of_it.write_text(written, "utf-8")
    browser = sitting.page.context.browser
    assert browser is not None
    for scripts in (True, False):
        context = browser.new_context(java_script_enabled=scripts)
        opened = context.new_page()
        opened.goto(page_of_it.as_uri(), wait_until="domcontentloaded")
        pictures = opened.locator("[class^=waypost-offline] svg, img[src^='data:image/svg']")
        expect(pictures.first).to_be_visible()
        assert pictures.count() >= 2, f"there are {pictures.count()} pictures"
        context.close()


def _wait_until(holds: Callable[[], bool], otherwise: str) -> None:
    until = monotonic() + SECONDS
    while not holds():
        assert monotonic() < until, otherwise
        sleep(0.1)
