"""Recalculating a log gives what simulating its files gives, however it is done and however often."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import lives
from strategies.world import Document

from engine.events import RejectedEvent, from_line
from engine.journey import Journey
from engine.plan import Plan
from engine.report import report
from engine.simulate import Simulated, Simulation
from store.log.importing import import_files
from store.recalculate import Recalculated, recalculate
from store.workspace import Workspace

law = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))

Life = tuple[Journey, list[Document]]


def canonical(simulated: Simulated) -> bytes:
    return msgspec.json.encode(report(simulated, owners=True), order="sorted")


def line(document: Document) -> bytes:
    return json.dumps(document).encode() + b"\n"


def simulated(journey: Journey, lines: Iterable[bytes], until: int | None = None, seed: int = 0) -> bytes:
    simulation = Simulation(Plan(journey), seed=seed, until=until)
    for each in lines:
        try:
            simulation.add(from_line(each, escape=simulation.escape))
        except RejectedEvent:
            simulation.reject()
    return canonical(simulation.result())


class Desk:
    """A workspace and a log, in a folder of their own."""

    def __init__(self, folder: Path, partitions: int = 3) -> None:
        self.folder = folder
        self.log = folder / "log"
        self.workspace = Workspace.open(folder / "workspace")
        self._partitions = partitions
        self._files = 0
        self.take([])

    def take(self, lines: Sequence[bytes]) -> None:
        """Import a file more."""
        self._files += 1
        path = self.folder / f"{self._files}.ndjson"
        path.write_bytes(b"".join(lines))
        import_files(self.log, [str(path)], partitions=self._partitions)

    def recalculate(self, journey: Journey, **how: object) -> Recalculated:
        return recalculate(self.workspace, Plan(journey), self.log, **how)  # type: ignore[arg-type]

    def answer(self, journey: Journey, **how: object) -> bytes:
        return canonical(self.recalculate(journey, **how).simulated())


@law
@given(lives(), st.integers(0, 2), st.none() | st.integers(0, 143))
def test_it_answers_as_simulate(life: Life, seed: int, half_hour: int | None) -> None:
    journey, history = life
    until = None if half_hour is None else 1772409600_000000 + half_hour * 1_800_000_000
    lines = [*map(line, history), b"nonsense\n"]
    with TemporaryDirectory() as folder:
        desk = Desk(Path(folder))
        desk.take(lines)
        expected = simulated(journey, lines, until, seed)
        assert desk.answer(journey, until=until, seed=seed) == expected
        again = desk.recalculate(journey, until=until, seed=seed)
        assert (canonical(again.simulated()), again.folded) == (expected, 0)
        assert again.status.skipped_count == again.status.total_count


@law
@given(lives(), st.lists(st.integers(1, 8), max_size=4), st.randoms(use_true_random=False))
def test_portions_come_to_the_same(life: Life, portions: list[int], random: Random) -> None:
    """Late events, duplicates, statements that are taken back later: after each portion as if all were new."""
    journey, history = life
    random.shuffle(history)
    lines = list(map(line, history))
    with TemporaryDirectory() as folder:
        desk, start = Desk(Path(folder)), 0
        for size in [*portions, len(lines)]:
            desk.take(lines[start : start + size])
            start += size
            assert desk.answer(journey) == simulated(journey, lines[:start])
