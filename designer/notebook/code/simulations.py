"""Dry runs: events through a journey on a virtual clock, and how people stand then.

>>> from designer.notebook import Journey, simulate, verb
>>> READ = "http://adlnet.gov/expapi/verbs/experienced"
>>> journey = Journey.new("Read").waypoint("read", verb(READ)).exit()
>>> run = simulate(journey, [
...     {"actor": {"mbox": "mailto:anna@example.org"}, "verb": {"id": READ}, "timestamp": "2026-01-01T12:00:00Z"},
... ])
>>> run
Simulated('Read': 1 event read, 1 attempt of 1 owner as of 2026-01-01 12:00)
>>> run.report()["totals"]["completed"]
1
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from os import PathLike
from typing import Any, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from designer.notebook.code.arguments import Design, Events, design_of, events_of
from designer.notebook.code.owner_names import names_of
from designer.reports.number_text import count, moment
from designer.reports.standing import Standing
from engine import instant
from engine.events import Event
from engine.journey import Journey
from engine.plan import Plan
from engine.playback import Playback
from engine.progress import Progress as OwnerProgress
from engine.report import report
from engine.simulate import Simulated as DryRun
from engine.simulate import Simulation
from store.sources.line import Rejected

Until: TypeAlias = str | datetime | int | None
"""A time as text or as a datetime (UTC if it has no zone), or microseconds since 1970; None: the newest event's."""


class Progress(Standing, frozen=True, dict=True):
    """The standing of everybody, for the views to show. ``events`` are all that were read, by which stays are
    explained.
    """

    events: tuple[Event, ...] = ()

    def where(self, test: Callable[[OwnerProgress], bool], name: str = "") -> Progress:
        """The progress of those people of whom the test is true, under a name of their own.

        >>> from designer.notebook import Journey
        >>> run = simulate(Journey.new("Nothing").waypoint("never", {"x": 1}).exit(), [])
        >>> run.progress.where(lambda person: len(person.attempts) > 1, "more than once").source
        'more than once'
        """
        some = tuple(progress for progress in self.people if test(progress))
        return replace(self, simulated=replace(self.simulated, owners=some), source=name or self.source)

    @property
    def progress(self) -> Progress:
        """Itself: views take a dry run or its progress alike."""
        return self

    @cached_property
    def names(self) -> dict[str, str]:
        """Return what everybody with an attempt is called, by owner."""
        return names_of(self.by_owner)

    @cached_property
    def logs(self) -> dict[str, list[Event]]:
        """Everybody's events, whether they match or not, by owner."""
        found: dict[str, list[Event]] = {}
        for event in self.events:
            if (whose := self.simulated.owner_of(event)) is not None:
                found.setdefault(whose, []).append(event)
        return found

    def __repr__(self) -> str:
        return f"Progress({_summary(self)})"

    def _repr_html_(self) -> str:
        from designer.notebook.rendering.overview import overview

        return overview(self)


class Simulated(Struct, frozen=True, dict=True):
    """A dry run: ``simulated`` is the engine's answer, ``events`` what was read, ``rejected`` what was no event."""

    simulated: DryRun
    source: str
    events: tuple[Event, ...]
    rejected: tuple[Rejected, ...] = ()

    @property
    def journey(self) -> Journey:
        return self.simulated.plan.journey

    @cached_property
    def progress(self) -> Progress:
        """Return how everybody stands at the end."""
        return Progress(self.simulated, self.source, self.events)

    @cached_property
    def playback(self) -> Playback:
        """Every moment at which somebody moved."""
        return Playback.of(self.simulated)

    def report(self, *, owners: bool = False) -> dict[str, Any]:
        """The answer of ``waypost simulate --json``, as plain values."""
        return report(self.simulated, owners=owners)

    def __repr__(self) -> str:
        read = count(self.simulated.counts.read, "event")
        journey = self.journey
        return f"Simulated({(journey.name or journey.id)!r}: {read} read, {_totals(self.progress)})"

    def _repr_html_(self) -> str:
        return self.progress._repr_html_()


Told: TypeAlias = Simulated | Progress
"""What the views show: a dry run, or the progress of some of its people."""


def simulate(
    journey: Design, events: Events, *, until: Until = None, seed: int = 0, join: bool = True
) -> Simulated:
    """Run events through a journey: files, documents, or a table with one event a row. Nothing is sent.

    The clock stands at ``until``, else at the newest event. ``seed`` decides what random splits draw. With ``join``,
    owners that ``alias`` and ``identify`` calls say are one are one. All events are held in memory. Raises
    InvalidJourney, StoreError; ValueError for what is no time.

    >>> from designer.notebook import Journey
    >>> simulate(Journey.new("Nothing").waypoint("never", {"x": 1}).exit(), [{}]).rejected[0].reason
    'neither an xAPI statement, nor a statement document, nor a track-spec call'
    """
    simulation = Simulation(Plan(design_of(journey)), seed=seed, until=_instant(until), join=join)
    read: list[Event] = []
    rejected: list[Rejected] = []
    for event in events_of(events, as_stored=simulation.as_stored):
        if isinstance(event, Event):
            simulation.add(event)
            read.append(event)
        else:
            simulation.reject()
            rejected.append(event)
    return Simulated(simulation.result(), _source(events, len(read)), tuple(read), tuple(rejected))


def _instant(until: Until) -> int | None:
    match until:
        case str():
            return instant.parse(until)
        case datetime():
            return instant.of(until)
        case _:
            return until


def _source(events: Events, number: int) -> str:
    """Return what the events are called where somebody reads of them."""
    given = events if isinstance(events, list | tuple) else [events]
    files = [str(each) for each in given if isinstance(each, str | PathLike)]
    return ", ".join(files) or count(number, "event")


def _summary(standing: Standing) -> str:
    return f"{(standing.journey.name or standing.journey.id)!r}: {_totals(standing)}"


def _totals(standing: Standing) -> str:
    totals = standing.totals
    said = f"{count(totals['entered'], 'attempt')} of {count(totals['owners'], 'owner')}"
    return f"{said} as of {moment(standing.simulated.until)}"
