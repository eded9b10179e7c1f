"""Statement files through a journey: reading, counting what is no event, writing what comes out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct

from designer.cli.console import ReadingBar, narrate
from designer.errors import Exit, Refused
from engine.dialects.learninglocker import callback_body, journey_progress, owner_record
from engine.events import Event, RejectedEvent, from_line
from engine.plan import Plan
from engine.report import effects
from engine.simulate import Simulated, Simulation
from engine.skim import Skim, skim_for
from store.errors import outside
from store.garbage import without_collecting
from store.source import STDIN, Line, Portion, portions, size

if TYPE_CHECKING:
    from store.log import Rejected as RejectedLine  # whose library takes long to load

SHOWN = 1_000
"""Rejected lines that are remembered with their reasons; all are counted."""
NAMED = 10
"""Rejected lines that are narrated."""


class Rejected(Struct, frozen=True):
    """A line that is no event: where it stood and why it was rejected."""

    source: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.source}, line {self.line}: {self.reason}"


class Run(Struct, frozen=True):
    """A dry run over files, and the first ``SHOWN`` lines of them that were no events."""

    simulated: Simulated
    rejected: tuple[Rejected, ...]


@without_collecting()
def run(
    plan: Plan,
    sources: Sequence[str],
    *,
    seed: int,
    until: int | None,
    strict: bool = False,
    documents: bool = False,
    show: Callable[[Event], None] | None = None,
) -> Run:
    """Run whole files through a journey. With ``strict``, the first line that is no event ends it.

    Every event is shown to ``show`` as well, where it is given.
    """
    simulation = Simulation(plan, seed=seed, until=until, keep_documents=documents)
    rejected: list[Rejected] = []
    skim = None if documents or show else skim_for(plan)
    for line in _to_read(simulation, skim, sources):
        event = _event(line, simulation.as_stored)
        if isinstance(event, Event):
            simulation.add(event)
            if show is not None:
                show(event)
        elif strict:
            raise Refused(f"{event}; leave out --strict to pass over such lines", Exit.FINDINGS)
        else:
            simulation.reject()
            rejected += [event] if len(rejected) < SHOWN else []
    return Run(simulation.result(), tuple(rejected))


def with_rejected(
    answer: dict[str, object], rejected: Iterable[Rejected | RejectedLine]
) -> dict[str, object]:
    """An answer for programs, and in it the first ``SHOWN`` lines that were no events, if there are any."""
    told = [
        {"source": each.source, "line": each.line, "reason": each.reason} for each in islice(rejected, SHOWN)
    ]
    return answer | {"rejected": told} if told else answer


def narrate_rejected(done: Run) -> None:
    """The first few lines that were no events, each with its reason, and how many more there are."""
    for rejected in done.rejected[:NAMED]:
        narrate(f"rejected: {rejected}")
    if (more := done.simulated.counts.rejected - NAMED) > 0:
        narrate(f"rejected: {more:,} more")


def _event(line: Line, as_stored: bool) -> Event | Rejected:
    try:
        if line.raw is None:
            raise RejectedEvent("the line is too long to be a statement")
        return from_line(line.raw, as_stored=as_stored)
    except RejectedEvent as error:
        return Rejected(line.source, line.number, str(error))


def _to_read(simulation: Simulation, skim: Skim | None, sources: Sequence[str]) -> Iterator[Line]:
    """The lines that must be read whole; the others are skimmed."""
    for portion in _watched(sources):
        if isinstance(portion, Line):
            yield portion
            continue
        every = range(len(portion.rows))
        for position in every if skim is None else simulation.skim(skim, portion.rows):
            if line := portion.line(position):
                yield line


def _watched(sources: Sequence[str]) -> Iterator[Portion | Line]:
    sizes = [_size(source) for source in sources]
    total = None if None in sizes else sum(filter(None, sizes))
    with ReadingBar(total) as bar:
        for source, length in zip(sources, sizes, strict=True):
            yield from portions(source, bar.advanced)
            bar.finished(length)


def _size(source: str) -> int | None:
    if source != STDIN and not Path(source).exists():
        raise Refused(f"there is no file {source}")
    if Path(source).is_dir():
        raise Refused(f"{source} is a folder; name the files in it")
    return size(source)


def write_documents(simulated: Simulated, folder: Path) -> None:
    """Learning Locker's documents, one a line: ``journeyprogress``, ``owners`` (whose they are) and ``callbacks``."""
    plan = simulated.plan
    people = {progress.owner: progress for progress in simulated.owners}
    callbacks = (each for each in effects(simulated.owners) if each.type == "callback")
    with outside("write", folder):
        folder.mkdir(parents=True, exist_ok=True)
    _write(folder / "journeyprogress.ndjson", (journey_progress(plan, each) for each in simulated.owners))
    _write(folder / "owners.ndjson", (owner_record(plan, each) for each in simulated.owners))
    _write(folder / "callbacks.ndjson", (callback_body(plan, people[each.owner], each) for each in callbacks))


def _write(path: Path, documents: Iterable[dict[str, Any]]) -> None:
    """All of the documents or none: a file that was there before stays until the new one is whole."""
    partial = path.with_suffix(".partial")
    with outside("write", path):
        with partial.open("wb") as file:
            file.writelines(msgspec.json.encode(document) + b"\n" for document in documents)
        partial.replace(path)
