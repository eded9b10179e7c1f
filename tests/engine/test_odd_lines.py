"""Kinds of odd lines, each on both sides of every border between the portions that are skimmed: no answer changes."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from odd_lines import KINDS, PLAIN
from scenario import VERB, design, exit_, first_match, waypoint

from designer.cli.event_files import EventRun, run
from engine.events import RejectedEvent, from_line
from engine.plan import Plan
from engine.report import report
from engine.simulate import Simulation
from engine.skim import skim_for
from store.sources import line
from store.sources.reader import Reader

PLAN = Plan(
    design(
        {
            "start": first_match(),
            "quiz": waypoint("passed"),
            "end": {
                "kind": "waypoint",
                "condition": {"statement.object.id": "x", "statement.verb.id": VERB + "ended"},
            },
            "done": exit_(),
        },
        "start>quiz>end>done",
        "quiz>done after 4m",
    )
)
SKIM = skim_for(PLAN)

BORDERS = (1, 2, 3, 5)


def answer(lines: list[bytes], portion: int) -> dict[str, Any]:
    """What comes of lines that are skimmed so many at once; 0: none is."""
    simulation = Simulation(PLAN)
    step = portion or len(lines)
    assert SKIM is not None
    for start in range(0, len(lines), step):
        some = lines[start : start + step]
        for position in simulation.skim(SKIM, some) if portion else range(len(some)):
            try:
                simulation.add(from_line(some[position], as_stored=simulation.as_stored))
            except RejectedEvent:
                simulation.reject()
    return report(simulation.result(), owners=True)


@pytest.mark.parametrize("kind", KINDS)
def test_an_odd_line_means_the_same_wherever_a_portion_ends(kind: str) -> None:
    for place in range(len(PLAIN) + 1):
        lines = [*PLAIN[:place], KINDS[kind], *PLAIN[place:]]
        expected = answer(lines, 0)
        for portion in BORDERS:
            assert answer(lines, portion) == expected, (place, portion)
    again = [KINDS[kind], *PLAIN, KINDS[kind]]
    assert answer(again, 4) == answer(again, 0)


def told(ran: EventRun) -> tuple[object, ...]:
    return report(ran.simulated, owners=True), ran.rejected, ran.reasons


@cache
def read_whole(path: Path) -> tuple[object, ...]:
    """What comes of a file whose documents are all read whole, and what of it is rejected."""
    simulation, reader, rejected = Simulation(PLAN), Reader([str(path)]), []
    for each in reader.lines():
        for event in reader.read(each, lambda raw: from_line(raw, as_stored=simulation.as_stored)):
            if isinstance(event, line.RejectedDocument):
                simulation.reject()
                rejected.append(event)
            else:
                simulation.add(event)
    return report(simulation.result(), owners=True), tuple(rejected), tuple(reader.rejections.all())


def lines_of(place: int, some: Iterable[bytes]) -> bytes:
    return b"\n".join([*PLAIN[:place], *some, *PLAIN[place:]]) + b"\n"


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_with_an_odd_line_is_rejected_where_and_why_it_is_without_skimming(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "statements.ndjson"
    file.write_bytes(lines_of(4, [KINDS[kind]]))
    expected = read_whole(file)
    for portion in (line.PORTION, 700):
        monkeypatch.setattr(line, "PORTION", portion)
        assert told(run(PLAN, [str(file)], seed=0, until=None)) == expected, portion
