"""Statement files through a journey, as fast as they can be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from engine.events import Event, from_line
from engine.simulate import Simulation
from engine.skim import Skim, skim_for
from store.sources.line import Line, Rejected
from store.sources.reader import Reader


def simulate_files(simulation: Simulation, reader: Reader, reject: Callable[[Rejected], object]) -> None:
    """Take the events of files into a ``simulation``; what is no event is counted there, and ``reject`` is told."""
    skim = skim_for(simulation.plan)
    make = partial(from_line, as_stored=simulation.as_stored)
    for line in lines_to_read(simulation, skim, reader):
        for event in reader.read(line, make):
            if isinstance(event, Event):
                simulation.add(event)
            else:
                simulation.reject()
                reject(event)


def lines_to_read(simulation: Simulation, skim: Skim | None, reader: Reader) -> Iterator[Line]:
    """The documents of ``reader`` that ``simulation`` must read whole; ``skim`` takes the others."""
    for portion in reader.portions():
        if isinstance(portion, Line):
            yield portion
            continue
        every = range(len(portion.rows))
        for position in every if skim is None else simulation.skim(skim, portion.rows):
            if line := portion.line(position):
                yield line
