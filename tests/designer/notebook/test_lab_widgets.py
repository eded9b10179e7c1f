"""Both widgets in a real JupyterLab in Chromium: what is done on the page is seen in Python, and the other way round.

No request of the page leaves this machine.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from lab import Lab, Sitting, laboratory
from playwright.sync_api import Locator, expect

SETUP = """
from designer.notebook import Journey, JourneyEditor, SimulationPlayer, verb

READ, PASSED = verb("http://example.org/read"), verb("http://example.org/passed")
def did(who, what, minute):
    actor = {"mbox": f"mailto:{who}@example.org"}
    return {"actor": actor, "verb": {"id": f"http://example.org/{what}"}, "timestamp": f"2026-01-01T10:{minute:02}:00Z"}

log = [did("anna", "read", 1), did("bob", "read", 2), did("anna", "passed", 3), did("anna", "failed", 4)]
journey = Journey.new("Course").waypoint("read", READ).waypoint("quiz", PASSED).exit("done")
editor = JourneyEditor(journey, log)
player = SimulationPlayer(journey, log)
"""
TRANSITIONS = "[[transition.source, transition.target] for transition in editor.journey.transitions]"


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with laboratory(tmp_path_factory.mktemp("lab")) as opened:
        yield opened
    assert opened.asked_elsewhere == []


@pytest.fixture
def sitting(lab: Lab) -> Iterator[Sitting]:
    with lab.notebook(SETUP, "editor", "player") as opened:
        expect(opened.page.locator(".waypost-canvas")).to_have_count(2)
        yield opened


def canvas(sitting: Sitting, number: int) -> Locator:
    found = sitting.page.locator(".waypost-canvas").nth(number)
    found.scroll_into_view_if_needed()
    return found


def drag(sitting: Sitting, start: Locator, end: Locator, by: tuple[float, float] = (0, 0)) -> None:
    boxes = [start.bounding_box(), end.bounding_box()]
    points = [(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2) for box in boxes if box]
    sitting.page.mouse.move(*points[0])
    sitting.page.mouse.down()
    sitting.page.mouse.move(points[1][0] + by[0], points[1][1] + by[1], steps=5)
    sitting.page.mouse.up()


def test_a_journey_is_edited_on_the_page_and_in_python(sitting: Sitting) -> None:
    page, drawn = sitting.page, canvas(sitting, 0)

    drawn.locator("[data-step=read] .box").click()
    drawn.locator("[data-do=add]").click()
    drawn.locator("[data-kind=delay]").click()
    sitting.sees(TRANSITIONS, [["start", "read"], ["read", "delay"], ["quiz", "done"], ["delay", "quiz"]])

    expect(drawn.locator("[data-step=delay].chosen")).to_be_visible()
    drawn.locator("[data-do=fit]").click()
    drawn.locator("[data-step=read] .box").hover()
    drag(sitting, drawn.locator("[data-step=read] .handle"), drawn.locator("[data-step=done] .box"))
    sitting.sees(f"{TRANSITIONS}[-1]", ["read", "done"])
    expect(drawn.locator("[data-transition='4'].chosen")).to_be_visible()

    quiz = drawn.locator("[data-step=quiz] .title")
    drag(sitting, quiz, quiz, by=(0, 80))
    sitting.sees("editor.journey.layout and sorted(editor.journey.layout.position)", ["quiz"])

    condition = page.get_by_role("textbox", name="condition")
    condition.fill('{"statement.verb.id": "http://example.org/failed"}')
    sitting.sees("editor.journey.steps['quiz'].condition", {"statement.verb.id": "http://example.org/failed"})
    expect(page.get_by_text("1 of 4 events match")).to_be_visible()
    expect(drawn.locator("[data-step=quiz] .detail")).to_have_text(["verb.id = failed", "1 matched"])

    for role, name in (("combobox", "Go to"), ("checkbox", "active"), ("toolbar", "Journey")):
        form = page.locator(".waypost-widget").first.get_by_role(role, name=name)  # type: ignore[arg-type]
        form.evaluate(
            "(node) => (node.matches('input, select') ? node : node.querySelector('button')).focus()"
        )
        for key in ("d", "d", "b", "x"):  # delete the cell, insert one, cut it: not here
            page.keyboard.press(key)
    assert page.locator(".jp-Cell").count() == 3
    expect(page.locator("[class^=waypost-offline]").first).to_be_hidden()

    drawn.locator(".stage").focus()
    page.keyboard.press("Control+z")
    sitting.sees("editor.journey.steps['quiz'].condition", {"statement.verb.id": "http://example.org/passed"})
    expect(condition).to_have_value('{\n  "statement.verb.id": "http://example.org/passed"\n}')
    assert page.locator(".jp-Cell").count() == 3  # keys of the notebook did nothing

    sitting.does("from engine.edit import Rename\neditor.apply(Rename('quiz', 'exam'))")
    expect(drawn.locator("[data-step=exam]")).to_be_visible()
    expect(drawn.locator("[data-step=quiz]")).to_have_count(0)
    sitting.does("editor.journey = journey")
    expect(drawn.locator("[data-step]")).to_have_count(4)
    sitting.does("editor.undo()")
    expect(drawn.locator("[data-step=exam]")).to_be_visible()


def test_a_simulation_is_played_scrubbed_and_added_to(sitting: Sitting) -> None:
    page, drawn = sitting.page, canvas(sitting, 1)

    page.get_by_role("button", name="Play (Space)").click()
    sitting.sees("player.index", 3)
    expect(drawn.locator("[data-step=done] .entered")).to_have_text("1")

    page.get_by_role("slider", name="Moves so far").focus()
    page.keyboard.press("ArrowLeft")
    sitting.sees("player.index", 2)
    expect(drawn.locator("[data-step=quiz] .waiting")).to_have_text("2 here")

    sitting.does("player.index = 1")
    expect(drawn.locator("[data-step=quiz] .waiting")).to_have_text("1 here")
    expect(page.get_by_text("move 1 of 3")).to_be_visible()

    page.get_by_role("listbox", name="People").select_option("anna@example.org")
    expect(page.get_by_text("it waits at quiz")).to_be_visible()
    page.get_by_role("button", name="Inject").click()
    expect(drawn.locator(".said")).to_contain_text("cannot be injected")
    page.get_by_role("combobox", name="What would move them on").select_option(index=1)
    page.get_by_role("button", name="Inject").click()
    sitting.sees("len(player.playback)", 3)
    expect(drawn.locator("[data-step=done] .entered")).to_have_text("1")
