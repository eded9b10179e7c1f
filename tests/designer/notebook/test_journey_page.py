"""The page that plays a run by itself: one file, nothing from outside, the same numbers after every move."""

from __future__ import annotations

import json
import re
from itertools import product
from pathlib import Path
from typing import Any

from cli import Terminal
from page import chromium
from playwright.sync_api import expect
from scenario import design, exit_, first_match, split, track, waypoint

from designer.diagram.chart import chart
from designer.diagram.navigation import neighbour
from designer.notebook import Journey, SimulationPlayer
from designer.notebook.journey_page import journey_page

COURSE = (
    Journey.new("Course <b>")
    .waypoint("read", "event('Read').count() = 1")
    .waypoint("quiz", "event('Passed').count() = 1", timeout="1h")
    .exit()
)
TOLD = [track(0, "Read"), track(1, "Read", "bob"), track(5, "Passed"), track(90, "Read", "cid")]


def test_the_command_writes_a_page_that_plays_offline(tmp_path: Path) -> None:
    waypost = Terminal(tmp_path)
    design, events = COURSE.save(tmp_path / "course.journey.json"), tmp_path / "events.ndjson"
    events.write_text("".join(json.dumps(each) + "\n" for each in TOLD))
    path = tmp_path / "course.html"
    assert waypost("export", design, "--to", "html", "--events", events, "--out", path).code == 0
    player = SimulationPlayer(COURSE, TOLD)
    with chromium() as browser:
        page = browser.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: asked.append(str(error)))
        page.goto(path.as_uri())
        expect(page.locator("h1")).to_have_text("Course <b>")
        for index in reversed(range(len(player.playback) + 1)):
            frame = player.playback.frame(index)
            expect(page.get_by_role("status").last).to_contain_text(f"move {index} of {len(player.playback)}")
            assert counts(page.locator(".standing").text_content()) == [
                frame.totals[each] for each in ("entered", "running", "completed", "exited", "gave_up")
            ]
            told = {
                id: [each.entered, each.waiting]
                for id, each in frame.steps.items()
                if each.entered or each.waiting
            }
            drawn = {id: page.locator(f"[data-step={id}] .entered") for id in told}
            assert {id: (each.text_content() or "").strip() for id, each in drawn.items()} == {
                id: f"{numbers[0]:,}" for id, numbers in told.items()
            }
            page.get_by_role("button", name="Back").click()
        page.locator("[data-step=read] .box").click()
        expect(page.locator("[data-step=read].chosen")).to_have_count(1)
        page.get_by_role("button", name="Play").click()
        expect(page.get_by_role("status").last).to_contain_text(f"move {len(player.playback)} of")
        assert asked == [path.as_uri()]


def test_the_keys_of_the_page_do_what_its_help_says() -> None:
    branches = {
        "start": first_match(),
        "pick": split("event"),
        "left": waypoint("passed"),
        "right": waypoint("failed"),
        "done": exit_(),
    }
    journey = design(
        branches, "start>pick", "pick>left when passed", "pick>right when failed", "left>done", "right>done"
    )
    with chromium() as browser:
        page = browser.new_page()
        page.set_content(journey_page(journey))
        stage = page.locator(".stage")
        stage.focus()
        page.keyboard.press("?")
        for key in ("← → ↑ ↓", "B", "+ − F", "V", "Esc"):
            expect(page.locator(".keys")).to_contain_text(key)
        page.keyboard.press("Escape")
        expect(page.locator(".keys")).to_be_hidden()
        for direction in ("right", "down"):
            layout = chart(journey, direction=direction).layout  # type: ignore[arg-type]
            for step, toward in product(journey.steps, ("left", "right", "up", "down")):
                page.locator(f"[data-step={step}] .box").click()
                page.keyboard.press(f"Arrow{toward.title()}")
                to = neighbour(layout, step, toward) or step  # type: ignore[arg-type]
                expect(page.locator(".step.chosen")).to_have_attribute("data-step", to)
            page.keyboard.press("v")
            page.keyboard.press("f")
        page.locator("[data-step=pick] .box").click()
        for transition in (1, 2, 1):
            page.keyboard.press("b")
            expect(page.locator("[data-transition].chosen")).to_have_attribute(
                "data-transition", str(transition)
            )
        page.keyboard.press("ArrowLeft")
        page.keyboard.press("Shift+ArrowRight")
        expect(page.locator(".step.chosen")).to_have_count(2)
        page.keyboard.press("Enter")
        page.keyboard.press("Escape")
        expect(page.locator(".chosen")).to_have_count(0)


def counts(told: Any) -> list[int]:
    return [int(number) for number in re.findall(r"· (\d+) (?:entered|running|completed|left|gave)", told)]


def test_a_page_without_events_is_the_picture_alone(tmp_path: Path) -> None:
    text = journey_page(COURSE.journey)
    assert '"run":null' in text
    assert not re.search(r"(src|href)=|@import|url\(", text)
    assert "</b>" not in text
    assert (
        SimulationPlayer(COURSE, TOLD).to_html(tmp_path / "play.html").read_text("utf-8").count('"at":"2026')
        > 3
    )
