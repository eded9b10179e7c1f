"""Statement files through a journey, as fast as they can be read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Final

from msgspec import Struct

from designer.simulation.line_index import LineIndex
from engine.events import Event, from_line
from engine.simulate import Simulation, SimulationResult
from engine.skim import Skim, skim_for
from store.sources.line import Line, RejectedDocument
from store.sources.reader import Reader
from store.sources.reasons import Reason

MOST_SHOWN: Final = 1_000
"""Documents that were no events and are remembered with their reasons; all are counted."""


class EventRun(Struct, frozen=True):
    """A dry run: the first ``MOST_SHOWN`` documents that were no events, and all reasons for it.

    ``impression`` says what files seem to be, if nothing at all in them was understood.
    """

    simulated: SimulationResult
    rejected: tuple[RejectedDocument, ...] = ()
    reasons: tuple[Reason, ...] = ()
    impression: str = ""


def simulate_files(
    simulation: Simulation,
    reader: Reader,
    *,
    whole: bool = False,
    show: Callable[[Event], object] | None = None,
    reject: Callable[[RejectedDocument], object] | None = None,
    index: LineIndex | None = None,
) -> EventRun:
    """Take the events of the files of ``reader`` into a ``simulation``, and answer what came of it.

    Each event is shown to ``show`` as well, and what is no event to ``reject``, which may raise. With ``whole``, every
    document is read to its end, whether or not the plan looks at it; so it is where there is a ``show``. ``index`` is
    filled in on the way where no document need be read to its end.
    """
    skim = None if whole or show else skim_for(simulation.plan)
    make = partial(from_line, as_stored=simulation.as_stored)
    rejected: list[RejectedDocument] = []
    for line in _lines_to_read(simulation, skim, reader, index):
        for event in reader.read(line, make):
            if isinstance(event, Event):
                simulation.add(event)
                if show is not None:
                    show(event)
                continue
            if reject is not None:
                reject(event)
            simulation.reject()
            rejected += [event] if len(rejected) < MOST_SHOWN else []
    simulated = simulation.result()
    understood = simulated.counts.read - simulated.counts.rejected
    reasons = tuple(reader.rejections.all())
    return EventRun(simulated, tuple(rejected), reasons, reader.impression(understood))


def _lines_to_read(
    simulation: Simulation, skim: Skim | None, reader: Reader, index: LineIndex | None
) -> Iterator[Line]:
    """The documents of ``reader`` that ``simulation`` must read whole; ``skim`` takes the others. ``index`` is told
    whose they are, where it takes all.
    """
    for portion in reader.portions():
        if isinstance(portion, Line):
            yield portion
            continue
        owners: list[str | None] = []
        positions: Iterable[int] = range(len(portion.rows))
        if skim is not None:
            positions = simulation.skim(skim, portion.rows, None if index is None else owners.extend)
        yield from filter(None, map(portion.line, positions))
        if index is not None and len(owners) == len(portion.rows):
            index.add(portion, owners)
