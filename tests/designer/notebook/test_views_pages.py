"""Pictures and pages stand by themselves: nothing from outside, no script, the same numbers, for everybody."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import get_args
from xml.etree import ElementTree

import pandas
import pytest
from page import chromium
from pixels import assert_painted, pixels_of
from playwright.sync_api import Page
from scenario import statement, verb
from watched import watched

from designer.diagram.vector.colours import COLOURS, Theme
from designer.notebook import (
    Findings,
    Journey,
    View,
    check,
    cohorts,
    compare,
    conformance,
    explain,
    flow,
    funnel,
    simulate,
    stuck,
    time_in_step,
    timeline,
    totals,
)
from designer.notebook.rendering.html import format_value, table

WILD = '<script>alert(1)</script> & "quoted" \x07 ]]> 测验'
VIEWS: dict[str, Callable[[], View]] = {
    "totals": lambda: totals(watched()),
    "funnel": lambda: funnel(watched()),
    "flow": lambda: flow(watched()),
    "time_in_step": lambda: time_in_step(watched()),
    "stuck": lambda: stuck(watched(), explained=2),
    "timeline": lambda: timeline(watched(), watched().progress.people[0].owner),
    "cohorts": lambda: cohorts(watched()),
    "compare": lambda: compare(watched(), watched(2), ("five", "two")),
    "conformance": lambda: conformance(watched()),
}
views = pytest.mark.parametrize("name", VIEWS)


class Outside(HTMLParser):
    """Collects whatever a page would fetch or run."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "link", "img", "iframe", "object", "embed", "image", "use", "foreignobject"):
            self.found.append(tag)
        for key, value in attrs:
            fetches = key in ("src", "href", "xlink:href", "srcset", "data") or "url(" in (value or "")
            if fetches or key.startswith("on"):
                self.found.append(f"{key}={value}")


@views
def test_a_picture_is_svg_of_its_own_in_light_and_dark(name: str) -> None:
    view = VIEWS[name]()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        root = ElementTree.fromstring(view.svg)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert root.get("aria-label") == view.title or name == "flow"
    assert root.get("class") == "waypost"
    assert "prefers-color-scheme:dark" in view.svg
    assert not Outside(view.svg).found
    assert not re.search(r"@import|@font-face|url\(", view.svg)


@views
def test_a_page_needs_nothing_from_outside(name: str, tmp_path: Path) -> None:
    text = VIEWS[name]().to_html(tmp_path / "view.html").read_text("utf-8")
    assert not Outside(text).found
    assert "default-src 'none'" in text
    assert "\n    at " not in text


@views
def test_a_picture_in_pixels_has_no_colour_without_a_value(name: str, tmp_path: Path) -> None:
    view = VIEWS[name]()
    for theme in ("light", "dark"):
        path = view.to_png(tmp_path / f"{theme}.png", theme, scale=1)  # type: ignore[arg-type]
        assert path.read_bytes().startswith(b"\x89PNG")
    assert "var(" not in view.to_svg(tmp_path / "view.svg").read_text("utf-8")


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Page, Path, list[str]]]:
    """A browser page that is let through to files alone, and what it asked for beside them."""
    with chromium() as browser:
        page = browser.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: asked.append(str(error)))
        yield page, tmp_path_factory.mktemp("pages"), asked


@views
def test_a_page_opens_offline_and_shows_the_numbers_of_its_table(
    pages: tuple[Page, Path, list[str]], name: str
) -> None:
    page, folder, asked = pages
    view = VIEWS[name]()
    path = view.to_html(folder / f"{name}.html")
    asked.clear()
    page.goto(path.as_uri())
    assert asked == [path.as_uri()]
    assert page.title() == view.title
    assert page.locator("svg").bounding_box()["width"] > 200  # type: ignore[index]
    first = page.locator("table").first.locator("tbody tr")
    assert first.count() == len(view.frame)
    shown = first.evaluate_all("rows => rows.map(row => [...row.cells].map(cell => cell.textContent))")
    assert [_numbers(row) for row in shown] == [
        _numbers(_as_shown(row)) for row in view.frame.itertuples(index=False)
    ]


def test_a_page_has_the_colours_that_its_reader_prefers(pages: tuple[Page, Path, list[str]]) -> None:
    page, folder, _ = pages
    page.goto(VIEWS["totals"]().to_html(folder / "totals.html").as_uri())
    for theme in get_args(Theme):
        page.emulate_media(color_scheme=theme)
        page.locator("svg").screenshot(path=folder / "page.png")
        assert_painted(pixels_of(folder / "page.png"), theme)


def _as_shown(row: tuple[object, ...]) -> list[str]:
    values = [None if pandas.isna(value) else value for value in row]  # type: ignore[call-overload]
    return [format_value(value.item() if hasattr(value, "item") else value) for value in values]


def _numbers(row: list[str]) -> list[str]:
    return [" ".join(cell.split()) for cell in row]


def test_numbers_in_the_pictures_are_those_of_the_tables() -> None:
    says = "".join(ElementTree.fromstring(VIEWS["totals"]().svg).itertext())
    table = totals(watched()).frame.set_index("figure")["number"]
    assert all(f"{table[status]:,} · " in says for status in ("running", "completed", "exited", "gave_up"))
    flowing = "".join(ElementTree.fromstring(VIEWS["flow"]().svg).itertext())
    for step, count in watched().progress.steps.items():
        assert f"{count['entered']:,} entered" in flowing, step
        assert not count["waiting"] or f"{count['waiting']:,} waiting" in flowing


def test_small_numbers_are_counted_in_whole_ones_and_labels_name_their_font() -> None:
    journey = Journey.new("Quiz").waypoint("quiz", verb("passed"), timeout="1d").exit()
    run = simulate(
        journey, [statement(0, "passed"), statement(1, "passed", actor={"mbox": "mailto:b@x.org"})]
    )
    for view in (totals(run), funnel(run), conformance(run), time_in_step(run)):
        labels = [each.text for each in ElementTree.fromstring(view.svg).iter() if each.tag.endswith("}text")]
        assert [each for each in labels if each in ("0", "1", "2")] == ["0", "1", "2"], view.title
    assert all(view.chart.to_json().count("system-ui") == 1 for view in (totals(run), funnel(run)))


def test_whatever_people_call_things_is_text_and_nothing_else(tmp_path: Path) -> None:
    journey = Journey.new(WILD).waypoint(WILD, {"statement.verb.id": WILD}, timeout="1d").exit()
    run = simulate(journey, [statement(0, "x", actor={"mbox": f"mailto:{WILD}"}, verb={"id": WILD})])
    person = run.progress.people[0].owner
    shown = [
        totals(run),
        funnel(run),
        flow(run),
        time_in_step(run),
        timeline(run, person),
        conformance(run),
        compare(run, run, (WILD, "b")),
    ]
    texts = [
        journey._repr_svg_(),
        run._repr_html_(),
        check(journey)._repr_html_(),
        explain(run, person)._repr_html_(),
    ]
    texts += [view.to_html(tmp_path / "view.html").read_text("utf-8") for view in shown]
    assert not [found for text in texts for found in Outside(text).found]
    for svg in (journey._repr_svg_(), *(view.svg for view in shown)):
        ElementTree.fromstring(svg)


def test_a_journey_is_read_out_step_by_step() -> None:
    journey = Journey.new("Quiz").waypoint("quiz", verb("passed"), count=2, timeout="3d").exit()
    root = ElementTree.fromstring(journey._repr_svg_())
    labels = [each.get("aria-label") for each in root.iter() if each.get("aria-label")]
    assert labels == [
        "Journey Quiz: 3 steps",
        "entry start, first match; leads to quiz",
        "waypoint quiz, 2 × verb.id = passed; leads to done, done (after 3d)",
        "exit done",
    ]


def test_findings_are_a_table_with_what_to_do() -> None:
    findings = check(Journey.new("Quiz").waypoint("quiz", verb("passed")))
    assert isinstance(findings, Findings)
    assert "✖ error" in findings._repr_html_()
    assert "Nothing found" in Findings([])._repr_html_()
    assert check(Journey.template("ab-split"), "learninglocker").errors


def test_text_can_be_read_on_its_background_in_both_themes() -> None:
    for theme in (0, 1):
        paper = _luminance(COLOURS["paper"][theme])
        for name in ("ink", "soft", "drop", "other"):
            light, dark = sorted((paper, _luminance(COLOURS[name][theme])), reverse=True)
            assert (light + 0.05) / (dark + 0.05) > (3 if name == "other" else 4.5), (name, theme)


def _luminance(hue: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    parts = [int(hue[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_cells_are_written_for_people() -> None:
    row = [1234567, 0.5, None, True, pandas.Timedelta("1D 3h 2min"), pandas.Timestamp("2026-01-01T12:00Z")]
    assert [format_value(value) for value in row] == [
        "1,234,567",
        "50.0%",
        "–",
        "yes",
        "1 d 3 h",
        "2026-01-01 12:00:00",
    ]
    assert '<td class="number">1</td>' in table(("n",), [(1,)])
