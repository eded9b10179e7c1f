"""The page that plays a run by itself: one file, nothing from outside, the same numbers after every move."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from cli import Terminal
from page import chromium
from playwright.sync_api import expect
from scenario import track

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
