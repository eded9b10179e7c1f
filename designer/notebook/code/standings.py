"""The standing of everybody after a dry run, for views to show, with the events that explain it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cached_property
from typing import Literal, TypeAlias

from msgspec.structs import replace

from designer.notebook.code.given_events import GivenEvents
from designer.notebook.code.owner_names import names_of
from designer.reports.number_text import count, moment
from designer.reports.standing import Standing
from engine.events import Event
from engine.progress import Progress as OwnerProgress

Library: TypeAlias = Literal["pandas", "polars", "arrow"]
"""A library of tables."""


class Progress(Standing, frozen=True, dict=True):
    """The standing of everybody, for the views to show. ``given`` are the events, by which stays are explained."""

    given: GivenEvents = GivenEvents(())

    def where(self, test: Callable[[OwnerProgress], bool], name: str = "") -> Progress:
        """The progress of those people of whom the test is true, under a name of their own.

        >>> from designer.notebook import Journey, simulate
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

    def events_of(self, owners: Collection[str]) -> dict[str, list[Event]]:
        """The events of these ``owners``, whether they match or not; read again from where they are."""
        found: dict[str, list[Event]] = {}
        for event in self.given.of_owners(self.simulated.all_names(owners), self.journey.track_by):
            if (whose := self.simulated.owner_of(event)) in owners and whose is not None:
                found.setdefault(whose, []).append(event)
        return found

    @cached_property
    def everybody(self) -> frozenset[str]:
        """Return whoever has an event, started or not."""
        found = map(self.simulated.owner_of, self.given.events())
        return frozenset(each for each in found if each is not None)

    def __repr__(self) -> str:
        return f"Progress({summary_of(self)})"

    def _repr_html_(self) -> str:
        from designer.notebook.rendering.overview import overview

        return overview(self)


class OwnerEvents(Mapping[str, tuple[Event, ...]]):
    """Everybody's events, by owner. They are read when somebody's are asked for, and kept then."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._known: dict[str, tuple[Event, ...]] = {}

    def __getitem__(self, owner: str) -> tuple[Event, ...]:
        if owner not in self._known:
            self._known[owner] = tuple(self._progress.events_of([owner]).get(owner, ()))
        return self._known[owner]

    def __iter__(self) -> Iterator[str]:
        return iter(self._progress.everybody)

    def __len__(self) -> int:
        return len(self._progress.everybody)


def summary_of(standing: Standing) -> str:
    """A ``standing`` in a line: its journey and its totals."""
    return f"{(standing.journey.name or standing.journey.id)!r}: {totals_of(standing)}"


def totals_of(standing: Standing) -> str:
    """The attempts and owners of a ``standing``, and its clock, in a few words."""
    totals = standing.totals
    said = f"{count(totals['entered'], 'attempt')} of {count(totals['owners'], 'owner')}"
    return f"{said} as of {moment(standing.simulated.until)}"
