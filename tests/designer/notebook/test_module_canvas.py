"""The canvas's ES module in Chromium: mouse, keys, what is read out, and the same picture after every change."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from page import Surface, chromium, push, sent, surface
from playwright.sync_api import Browser, Page, expect
from scenario import design, event, exit_, first_match, waypoint

from designer.notebook import JourneyEditor, SimulationPlayer
from designer.notebook.module import module
from engine.edit import Delete
from engine.journey import Journey
from engine.steps import Waypoint

COURSE = design(
    {
        "start": first_match(),
        "read": waypoint("experienced"),
        "quiz": waypoint("passed"),
        "done": exit_(),
    },
    "start>read>quiz>done",
)


CUT = """() => {
  const parts = ["button", "input", "select", "textarea", "p", "li", "label"].map((part) => `.waypost-widget ${part}`);
  const isCut = (part) => part.scrollWidth > part.clientWidth + 1 && getComputedStyle(part).overflowX === "hidden";
  return [...document.querySelectorAll(parts)]
    .filter((part) => part.checkVisibility())
    .filter((part) => part.getBoundingClientRect().right > innerWidth || isCut(part))
    .map((part) => part.outerHTML.slice(0, 120));
}"""
"""The parts of a widget that reach beyond the page, or have more in them than is seen."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture
def editor() -> JourneyEditor:
    return JourneyEditor(COURSE)


@pytest.fixture(scope="module")
def shared(browser: Browser) -> Iterator[Surface]:
    with surface(browser) as opened:
        yield opened


@pytest.fixture
def page(shared: Surface, editor: JourneyEditor) -> Page:
    return shared.show(editor)


def middle(page: Page, selector: str) -> tuple[float, float]:
    box = page.locator(selector).bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(*end, steps=4)
    page.mouse.up()


def steps(page: Page, selector: str = "[data-step]") -> list[str]:
    return [str(node.get_attribute("data-step")) for node in page.locator(selector).all()]


def test_it_draws_every_step_and_transition(page: Page) -> None:
    assert steps(page) == ["start", "read", "quiz", "done"]
    expect(page.locator("[data-transition]")).to_have_count(3)


def test_a_click_chooses_a_step_and_a_second_with_shift_another(page: Page, editor: JourneyEditor) -> None:
    page.click("[data-step=read] .box")
    page.click("[data-step=quiz] .box", modifiers=["Shift"])
    expect(page.locator(".step.chosen")).to_have_count(2)
    assert editor.place.step == "quiz"
    page.click("[data-step=read] .box")
    expect(page.locator(".step.chosen")).to_have_count(1)


def test_a_click_on_a_line_chooses_the_transition_and_its_sign_inserts_a_step(
    page: Page, editor: JourneyEditor
) -> None:
    page.mouse.click(*middle(page, "[data-transition='1'] .plus"))
    page.click("[data-kind=delay]")
    expect(page.locator("[data-step=delay]")).to_be_visible()
    assert [transition.target for transition in editor.journey.transitions] == [
        "read",
        "delay",
        "done",
        "quiz",
    ]


def test_dragging_a_step_moves_it_and_its_lines(page: Page, editor: JourneyEditor) -> None:
    x, y = middle(page, "[data-step=quiz] .title")
    before = page.locator("[data-transition='1'] .line").get_attribute("d")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + 60, steps=3)
    expect(page.locator("[data-transition='1'].bent")).to_have_count(1)
    assert page.locator("[data-transition='1'] .line").get_attribute("d") != before
    assert page.locator("[data-transition='0'].bent").count() == 0
    page.mouse.up()
    expect(page.locator(".bent")).to_have_count(0)
    assert editor.journey.layout is not None
    assert list(editor.journey.layout.position) == ["quiz"]


def test_escape_puts_back_what_is_being_dragged(page: Page, editor: JourneyEditor) -> None:
    x, y = middle(page, "[data-step=quiz] .title")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + 60, steps=3)
    expect(page.locator(".bent")).to_have_count(2)
    page.keyboard.press("Escape")
    expect(page.locator(".bent")).to_have_count(0)
    page.mouse.up()
    assert editor.journey.layout is None


def test_an_answer_of_python_does_not_disturb_a_drag(page: Page, editor: JourneyEditor) -> None:
    x, y = middle(page, "[data-step=quiz] .title")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + 60, steps=3)
    expect(page.locator(".bent")).to_have_count(2)
    page.evaluate("model.tell('msg:custom', { say: 'here', wrong: false })")
    expect(page.locator(".said")).to_have_text("here")
    expect(page.locator(".bent")).to_have_count(2)
    page.mouse.up()
    expect(page.locator(".bent")).to_have_count(0)
    assert editor.journey.layout is not None


def test_dragging_from_the_handle_connects(page: Page, editor: JourneyEditor) -> None:
    page.hover("[data-step=read] .box")
    drag(page, middle(page, "[data-step=read] .handle"), middle(page, "[data-step=done] .box"))
    expect(page.locator("[data-transition]")).to_have_count(4)
    assert editor.journey.transitions[-1].source == "read"
    assert editor.journey.transitions[-1].target == "done"
    assert editor.journey.transitions[-1].after is not None


def test_a_line_let_go_over_nothing_connects_nothing(page: Page) -> None:
    page.hover("[data-step=read] .box")
    drag(page, middle(page, "[data-step=read] .handle"), (500, 90))
    expect(page.locator(".drawn")).to_have_count(0)
    assert {wish["do"] for wish in sent(page)} <= {"choose"}


def test_a_frame_chooses_what_it_touches(page: Page) -> None:
    left, top = middle(page, "[data-step=read] .box")
    right, _ = middle(page, "[data-step=quiz] .box")
    page.keyboard.down("Shift")
    drag(page, (left - 5, top - 120), (right + 5, top + 4))
    page.keyboard.up("Shift")
    expect(page.locator(".step.chosen")).to_have_count(2)
    expect(page.locator(".frame")).to_have_count(0)


def test_dragging_the_ground_looks_elsewhere(page: Page) -> None:
    before = middle(page, "[data-step=read] .box")
    drag(page, (500, 100), (540, 130))
    after = middle(page, "[data-step=read] .box")
    assert (round(after[0] - before[0]), round(after[1] - before[1])) == (40, 30)
    assert sent(page) == []


def test_the_picture_grows_shrinks_and_fits(page: Page) -> None:
    def width() -> float:
        box = page.locator("[data-step=read] .box").bounding_box()
        assert box is not None
        return box["width"]

    before = width()
    page.click("[data-do=larger]")
    assert width() > before
    page.mouse.move(500, 300)
    page.keyboard.down("Control")
    page.mouse.wheel(0, 600)
    page.keyboard.up("Control")
    page.wait_for_function("document.querySelector('.stage').classList.contains('far')")
    page.click("[data-do=fit]")
    expect(page.locator("[data-step=read] .detail").first).to_be_visible()


def test_the_small_map_appears_when_not_all_is_seen_and_leads_there(page: Page) -> None:
    expect(page.locator(".minimap")).to_be_hidden()
    for _ in range(5):
        page.click("[data-do=larger]")
    expect(page.locator(".minimap")).to_be_visible()
    box = page.locator(".minimap").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] - 4, box["y"] + box["height"] / 2)
    expect(page.locator("[data-step=done] .box")).to_be_in_viewport()


def test_everything_goes_by_key(page: Page, editor: JourneyEditor) -> None:
    page.focus(".stage")
    page.keyboard.press("ArrowRight")
    expect(page.locator("[data-step=read].chosen")).to_be_visible()
    page.keyboard.press("a")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("[data-step=checklist].chosen")).to_be_visible()
    page.keyboard.press("Control+z")
    expect(page.locator("[data-step=checklist]")).to_have_count(0)
    page.keyboard.press("Control+y")
    expect(page.locator("[data-step=checklist]")).to_have_count(1)
    page.keyboard.press("Control+Shift+Z")
    expect(page.locator(".said")).to_have_text("There is nothing to redo.")
    assert "checklist" in editor.journey.steps


def test_two_steps_are_connected_by_key(page: Page, editor: JourneyEditor) -> None:
    page.click("[data-step=quiz] .box")
    page.keyboard.press("c")
    expect(page.locator(".said")).to_contain_text("press Enter")
    page.keyboard.press("ArrowLeft")
    expect(page.locator("[data-step=read].chosen")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("[data-transition]")).to_have_count(4)
    assert (editor.journey.transitions[-1].source, editor.journey.transitions[-1].target) == ("quiz", "read")


def test_a_step_is_renamed_by_key(page: Page, editor: JourneyEditor) -> None:
    page.click("[data-step=quiz] .box")
    page.keyboard.press("r")
    expect(page.get_by_role("textbox", name="A new id")).to_have_value("quiz")
    page.keyboard.type("exam")
    page.keyboard.press("Enter")
    expect(page.locator("[data-step=exam].chosen")).to_be_visible()
    page.keyboard.press("r")
    page.keyboard.type("read")
    page.keyboard.press("Enter")
    expect(page.locator(".said.wrong")).to_contain_text("is taken")
    page.keyboard.press("r")
    page.keyboard.press("Escape")
    expect(page.get_by_role("textbox", name="A new id")).to_be_hidden()
    assert list(editor.journey.steps) == ["start", "read", "exam", "done"]


def test_deleting_shows_what_it_would_strand_and_asks(page: Page, editor: JourneyEditor) -> None:
    page.click("[data-step=start] .box")
    page.keyboard.press("b")
    expect(page.locator("[data-transition='0'].chosen")).to_be_visible()
    page.keyboard.press("Delete")
    expect(page.get_by_role("alertdialog")).to_contain_text("This would cut off read, quiz, done.")
    assert steps(page, ".step.asked") == ["read", "quiz", "done"]
    page.keyboard.press("Escape")
    expect(page.get_by_role("alertdialog")).to_be_hidden()
    assert editor.journey == COURSE
    page.keyboard.press("Delete")
    page.keyboard.press("Enter")
    expect(page.locator("[data-transition]")).to_have_count(2)


def test_no_key_reaches_the_notebook_around_it(page: Page) -> None:
    page.evaluate(
        "window.leaked = []; document.addEventListener('keydown', (event) => leaked.push(event.key))"
    )
    page.focus(".stage")
    for key in ("a", "Escape", "Delete", "ArrowDown", "Control+z", "x", "Enter", "d"):
        page.keyboard.press(key)
    assert page.evaluate("leaked") == []


def test_it_is_read_out(page: Page) -> None:
    stage = page.get_by_role("listbox", name="Journey Test")
    assert stage.get_attribute("aria-multiselectable") == "true"
    expect(page.get_by_role("option", name="waypoint quiz, verb.id = passed, leads to done")).to_have_count(1)
    expect(page.get_by_role("option", name="transition read → quiz")).to_have_count(1)
    expect(page.get_by_role("toolbar", name="Journey")).to_be_visible()
    page.click("[data-step=quiz] .box")
    active = stage.get_attribute("aria-activedescendant")
    assert page.locator(f"#{active}").get_attribute("data-step") == "quiz"
    assert page.locator(f"#{active}").get_attribute("aria-selected") == "true"
    nameless = (
        "[...document.querySelectorAll('button')].filter((b) => !b.ariaLabel && !b.textContent.trim()).length"
    )
    assert page.evaluate(nameless) == 0


def test_a_finding_is_seen_on_its_step_and_read_out(page: Page, editor: JourneyEditor) -> None:
    page.click("[data-do=add]")
    page.click("[data-kind=waypoint]")
    option = page.get_by_role("option", name="error: ")
    expect(option.first).to_be_visible()
    expect(option.first.locator(".mark text")).to_have_text("✗")


def test_what_python_changes_is_seen_and_nothing_else_is_drawn_anew(
    page: Page, editor: JourneyEditor
) -> None:
    page.evaluate("window.kept = document.querySelector('[data-step=start]')")
    editor.apply(Delete("quiz"))
    push(page, editor)
    assert steps(page) == ["start", "read", "done"]
    assert page.evaluate("kept === document.querySelector('[data-step=start]')")


def test_what_is_refused_is_said_and_the_picture_stays(page: Page, editor: JourneyEditor) -> None:
    page.evaluate("model.send({ do: 'connect', source: 'quiz', target: 'nowhere' })")
    expect(page.locator(".said.wrong")).to_have_text("✗ There is no step 'nowhere'.")
    assert steps(page) == ["start", "read", "quiz", "done"]


def test_it_follows_the_theme_of_the_notebook(browser: Browser, editor: JourneyEditor) -> None:
    dark = ":root{--jp-layout-color0:rgb(17,17,17);--jp-ui-font-color1:rgb(250,250,250)}"
    with surface(browser, dark) as themed:
        page = themed.show(editor)
        painted = "(name) => getComputedStyle(document.querySelector(name))"
        assert page.evaluate(f"({painted})('.step .title').fill") == "rgb(250, 250, 250)"
        assert "rgb(17, 17, 17)" in page.evaluate(f"({painted})('.stage').background")


def test_a_simulation_shows_counts_lets_tokens_run_and_is_not_edited(shared: Surface) -> None:
    player = SimulationPlayer(COURSE, map(event, ["1 experienced", "2 bob experienced", "3 passed"]))
    player.index = 2
    page = shared.show(player)
    expect(page.locator("[data-step=quiz] .waiting")).to_have_text("2 here")
    expect(page.locator("[data-do=add]")).to_be_hidden()
    expect(page.locator(".handle, .plus")).to_have_count(0)
    page.focus(".stage")
    page.keyboard.press("Delete")
    assert sent(page) == []
    page.evaluate("model.tell('msg:custom', { tokens: [[1, 2]], milliseconds: 2e6 })")
    expect(page.locator(".token")).to_have_count(1)
    page.evaluate("model.tell('msg:custom', { tokens: [[0]], milliseconds: 1 })")
    expect(page.locator(".token")).to_have_count(1)
    player.index = 3
    push(page, player)
    expect(page.locator("[data-step=done] .entered")).to_have_text("1")


def test_the_button_that_plays_says_what_it_does_next(shared: Surface) -> None:
    page = shared.show(SimulationPlayer(COURSE, map(event, ["1 experienced"])))
    expect(page.get_by_title("Play (Space)")).to_have_text("Play")
    page.evaluate(
        "model.state.playing = true; model.tell('change:totals')"
    )  # the bar is drawn, no time goes by
    expect(page.get_by_title("Pause (Space)")).to_have_text("Pause")


def test_leaving_the_page_leaves_the_model(page: Page) -> None:
    page.evaluate("leave()")
    assert page.evaluate("Object.values(model.heard).every((acts) => acts.size === 0)")


def test_the_module_is_one_text_that_asks_for_nothing() -> None:
    source = module("editor.js")
    assert "import " not in source.replace("important", "")
    assert source.count("export ") == 1
    for elsewhere in ("fetch(", "XMLHttpRequest", "https://", "cdn"):
        assert elsewhere not in source


def test_on_410_pixels_the_forms_stand_below_the_picture_and_nothing_is_cut(browser: Browser) -> None:
    editor = JourneyEditor(COURSE)
    editor.choose("quiz")
    player = SimulationPlayer(COURSE, map(event, ["1 experienced"]))
    player.choose("anna@example.org")
    with surface(browser, viewport={"width": 410, "height": 1500}) as narrow:
        for widget in (editor, player):
            page = narrow.show(widget)
            stage, side = (page.locator(each).bounding_box() for each in (".stage", ".side"))
            assert stage is not None
            assert side is not None
            assert stage["width"] > 360
            assert side["y"] >= stage["y"] + stage["height"]
            assert page.evaluate("document.documentElement.scrollWidth") <= 410
            assert page.evaluate(CUT) == []


def test_escape_closes_the_topmost_thing_alone(page: Page) -> None:
    page.locator("[data-step=read] .box").click()
    page.keyboard.press("c")
    page.keyboard.press("?")
    expect(page.locator(".keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".keys")).to_be_hidden()
    expect(page.locator("[data-step=read].source")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator(".source")).to_have_count(0)
    expect(page.locator("[data-step=read].chosen")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator("[data-step].chosen")).to_have_count(0)


def test_connecting_shows_the_line_to_the_mouse_and_ends_with_a_click(
    page: Page, editor: JourneyEditor
) -> None:
    page.locator("[data-step=read] .box").click()
    page.locator("[data-do=connect]").click()
    page.mouse.move(*middle(page, "[data-step=done] .box"))
    expect(page.locator("path.drawn")).to_have_attribute("d", re.compile(r"^M\d"))
    page.locator("[data-step=done] .box").click()
    expect(page.locator("path.drawn")).to_have_count(0)
    expect(page.locator("[data-transition='3']")).to_have_count(1)
    assert (editor.journey.transitions[-1].source, editor.journey.transitions[-1].target) == ("read", "done")


def chain(length: int) -> Journey:
    steps = {
        "start": first_match(),
        **{f"s{number}": waypoint("x") for number in range(length)},
        "done": exit_(),
    }
    return design(steps, ">".join(steps))


def test_what_is_out_of_sight_is_read_out_but_not_drawn(shared: Surface) -> None:
    player = SimulationPlayer(chain(40), [event(f"{minute} x") for minute in range(7)])
    page = shared.show(player)
    expect(page.locator("[data-step=s0] .box")).to_be_visible()
    expect(page.locator("[data-step=s39] .box")).to_be_hidden()
    expect(page.get_by_role("option", name="waypoint s39, verb.id = x")).to_have_count(1)
    player.index = len(player.playback)
    push(page, player)
    expect(page.get_by_role("option", name="waypoint s7, verb.id = x, 1, 1 here")).to_have_count(1)
    expect(page.locator("[data-step=s7] .counts")).to_have_count(0)
    page.locator(".stage").focus()
    for _ in range(9):
        page.keyboard.press("ArrowRight")
    expect(page.locator("[data-step=s7] .waiting")).to_have_text("1 here")
    expect(page.locator("[data-transition='7'] .head")).to_be_visible()


def test_a_long_journey_fits(shared: Surface) -> None:
    page = shared.show(JourneyEditor(chain(400), height=300))
    page.locator(".stage").focus()
    page.keyboard.press("f")
    room = page.locator(".stage").bounding_box()
    first, last = (page.locator(f"[data-step={id}]").bounding_box() for id in ("start", "done"))
    assert room is not None
    assert first is not None
    assert last is not None
    assert room["x"] <= first["x"]
    assert last["x"] + last["width"] <= room["x"] + room["width"]


def test_an_older_answer_takes_back_nothing_that_was_typed(page: Page, editor: JourneyEditor) -> None:
    page.locator("[data-step=quiz] .box").click()
    condition = page.get_by_label("condition", exact=True)
    expect(condition).to_be_visible()
    page.evaluate("""() => {
        const take = model.take.bind(model);
        window.answers = [];
        model.take = (answer) => answers.push(() => take(answer));
    }""")
    for number, typed in enumerate(('{"a": 1}', '{"a": 12}'), 1):
        condition.fill(typed)
        page.wait_for_function(f"answers.length === {number}")
    for at in (0, 1):
        page.evaluate(f"answers[{at}]()")
        expect(condition).to_have_value('{"a": 12}')
    assert editor.journey.steps["quiz"] == Waypoint(condition={"a": 12})
