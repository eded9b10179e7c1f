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

import warnings
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from msgspec import Struct

from designer.notebook.code.arguments import Design, Events, design_of
from designer.notebook.code.claim_table import Claims
from designer.notebook.code.given_events import GivenEvents, read_events
from designer.notebook.code.groups import Groups, groups_of
from designer.notebook.code.instants import Until, instant_of
from designer.notebook.code.name_lookup import with_names_of
from designer.notebook.code.standings import Library, OwnerEvents, Progress, totals_of
from designer.reports.number_text import count, left_out
from designer.simulation.file_simulation import EventRun
from engine.claims.breach import tallies
from engine.events import Event, TrackBy
from engine.journey import Journey
from engine.plan import Plan
from engine.playback import Playback
from engine.report import report
from engine.simulate import SimulationResult
from store.garbage import no_garbage_collection
from store.sources.line import RejectedDocument
from store.sources.reasons import Reason

if TYPE_CHECKING:
    from designer.notebook.rendering.frames import DataFrame
    from store.targets import Target


class NoEvents(ValueError):
    """An input of which nothing is an event; the text says why."""


class RejectedWarning(UserWarning):
    """Some of what was given is no event; the text says how much, and why."""


class Simulated(Struct, frozen=True, dict=True):
    """A dry run: ``simulated`` is the engine's answer, ``given`` the events.

    ``rejected`` is what was no event (the first of it), ``reasons`` all reasons for that; ``notes`` tell in sentences
    how the events were read.
    """

    simulated: SimulationResult
    source: str
    given: GivenEvents
    rejected: tuple[RejectedDocument, ...] = ()
    reasons: tuple[Reason, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def journey(self) -> Journey:
        return self.simulated.plan.journey

    @property
    def events(self) -> tuple[Event, ...]:
        """All events, read once more from where they are."""
        return tuple(self.given.events())

    @cached_property
    def progress(self) -> Progress:
        """Return how everybody stands at the end."""
        return Progress(self.simulated, self.source, self.given)

    @property
    def frame(self) -> DataFrame:
        """A row for each attempt, with the instant at which it first came to each step (``code.run_tables``)."""
        return self.to_frame()

    @property
    def visits(self) -> DataFrame:
        """A row for each visit of an attempt to a step (``code.run_tables``)."""
        return self.to_visits()

    def to_frame(self, library: Library = "pandas") -> Any:
        """The table ``frame`` as ``library`` has tables: ``pandas``, ``polars`` or ``arrow``. Raises ValueError."""
        from designer.notebook.code import run_tables  # and so pandas

        return run_tables.as_table(run_tables.attempts_table(self.progress), library)

    def to_visits(self, library: Library = "pandas") -> Any:
        """The table ``visits`` as ``library`` has tables: ``pandas``, ``polars`` or ``arrow``. Raises ValueError."""
        from designer.notebook.code import run_tables  # and so pandas

        return run_tables.as_table(run_tables.visits_table(self.progress), library)

    def by(self, groups: Any, *, owner: str = "", group: str = "") -> Groups:
        """The people in groups: by a column of the events, a series or a mapping of owners, a table, or a function.

        ``owner`` and ``group`` name the columns of a table. Every view takes groups as it takes a run. Raises
        TypeError, ValueError.

        >>> from designer.notebook import Journey, verb
        >>> rows = {"user": ["ann", "bob"], "time": ["2026-01-01", "2026-01-02"], "event": ["played", "played"]}
        >>> run = simulate(Journey.new("Played").waypoint("played", verb("played")).exit(), rows)
        >>> run.by({"ann": "morning", "bob": "evening"})
        Groups by a mapping: evening: 1 owner, morning: 1 owner
        """
        return groups_of(self.progress, groups, owner, group)

    @cached_property
    @no_garbage_collection()
    def playback(self) -> Playback:
        """Every moment at which somebody moved."""
        return Playback.of(self.simulated)

    @cached_property
    def logs(self) -> OwnerEvents:
        """Everybody's events, by owner, read when they are asked for."""
        return OwnerEvents(self.progress)

    @property
    def claims(self) -> Claims:
        """Return which claims of the journey people hold, and who broke one when."""
        return Claims(tallies(self.journey, self.simulated.owners))

    def report(self, *, owners: bool = False) -> dict[str, Any]:
        """The answer of ``waypost simulate --json``, as plain values."""
        return report(self.simulated, owners=owners)

    def __repr__(self) -> str:
        read = count(self.simulated.counts.read, "event")
        if rejected := self.simulated.counts.rejected:
            read = f"{count(self.simulated.counts.read, 'document')} read, {rejected:,} of them no events"
        else:
            read += " read"
        lines = [
            f"{(self.journey.name or self.journey.id)!r}: {read}, {totals_of(self.progress)}",
            *self._said,
        ]
        return f"Simulated({lines[0]})" + "".join(f"\n{line}" for line in lines[1:])

    def _repr_html_(self) -> str:
        from designer.notebook.rendering.overview import overview

        return overview(self.progress, self._said)

    @property
    def _said(self) -> list[str]:
        omitted = left_out(self.simulated.counts)
        return [
            *self.notes,
            *([f"not counted: {', '.join(omitted)}"] if omitted else []),
            *_reject_lines(self.reasons),
        ]


Told: TypeAlias = Simulated | Progress
"""What the views show: a dry run, or the progress of some of its people."""


def standing_of(told: Told, view: str) -> Progress:
    """The progress that a ``view`` shows. Raises TypeError for what is neither a dry run nor the progress of one."""
    if isinstance(told, Simulated | Progress):
        return told.progress
    raise TypeError(
        f"{view} shows what came of a run, not a {type(told).__name__}: run = simulate(journey, events); {view}(run)"
    )


def simulate(
    journey: Design,
    events: Events | Target,
    *,
    owner: str = "",
    time: str = "",
    event: str = "",
    columns: Mapping[str, str] | None = None,
    until: Until = None,
    seed: int = 0,
    join: bool = True,
) -> Simulated:
    """Run events through a journey: files, folders, a log, documents, a table with one event a row, or a ``Target``, of
    which what is new is taken into a log beside the notebook first. Nothing is sent.

    ``owner``, ``time`` and ``event`` name the columns of a table that hold whose an event is, when it was and what it
    is called; ``columns`` those of the other roles (``verb``, ``object``, ``id``, ``document``). What is not named is
    guessed where names are plain, and told. Of a short verb such as ``verb("played")`` the one in the events is meant
    that ends so.

    The clock stands at ``until``, else at the newest event. ``seed`` decides what random splits draw. With ``join``,
    owners that ``alias`` and ``identify`` calls say are one are one. Documents stay where they are. Raises
    InvalidJourney, StoreError; ValueError for what is no time; NoEvents where nothing at all is an event; warns with
    RejectedWarning where something is none.

    >>> from designer.notebook import Journey, verb
    >>> journey = Journey.new("Played").waypoint("played", verb("played")).exit()
    >>> rows = {"who": ["ann", "bob"], "at": ["2026-01-01", "2026-01-02"], "what": ["played", "paused"]}
    >>> simulate(journey, rows, owner="who", time="at", event="what").progress.totals["completed"]
    1
    """
    given = GivenEvents(events, _columns_by_role(columns or {}, owner=owner, time=time, event=event))
    design, notes = with_names_of(design_of(journey), given)
    read = read_events(given, Plan(design), until=instant_of(until), seed=seed, join=join)
    _warn_of_rejects(read, design.track_by)
    source = given.called(read.simulated.counts.read)
    return Simulated(read.simulated, source, given, read.rejected, read.reasons, (*given.notes, *notes))


def _columns_by_role(others: Mapping[str, str], **named: str) -> dict[str, str]:
    """The columns that are named, by role. Raises TypeError for what is no name of a column."""
    if not isinstance(others, Mapping):
        raise TypeError(
            f'columns= names columns by role, as in {{"verb": "COLUMN"}}, not {type(others).__name__}'
        )
    found = {role: column for role, column in {**named, **others}.items() if column is not None}
    for role, column in found.items():
        if not isinstance(column, str | int | tuple):  # as pandas calls columns
            raise TypeError(f"{role}= is the name of a column, not {type(column).__name__}")
    return {role: str(column) for role, column in found.items() if column != ""}


def _warn_of_rejects(read: EventRun, track_by: TrackBy) -> None:
    """Warn if something of what was ``read`` is no event. Raises NoEvents if nothing is one."""
    counts = read.simulated.counts
    if read.impression and not counts.rejected:
        raise NoEvents(read.impression)
    if counts.unowned and counts.unowned + counts.duplicates + counts.rejected == counts.read:
        said = f"none of {count(counts.unowned, 'event')} says whose it is; the journey tracks people by {track_by}"
        warnings.warn(RejectedWarning(said), stacklevel=3)
    if not counts.rejected:
        return
    if counts.rejected < counts.read:
        said = f"{counts.rejected:,} of {count(counts.read, 'document')} are no events"
        warnings.warn(RejectedWarning(". ".join([said, *_reject_lines(read.reasons)])), stacklevel=3)
        return
    [first, *_] = read.rejected
    if first.unit == "file":
        raise NoEvents(str(first))
    none = read.impression or f"none of {count(counts.read, 'document')} is an event"
    raise NoEvents("\n".join([none, *_reject_lines(read.reasons)]))


_MOST_NAMED: Final = 5
"""Reasons that are told."""


def _reject_lines(reasons: Sequence[Reason]) -> list[str]:
    """Lines about what was rejected, one for each of the first ``reasons``."""
    lines = [
        f"rejected: {each.first}: {each.reason}"
        + (f" (and {each.count - 1:,} more)" if each.count > 1 else "")
        for each in reasons[:_MOST_NAMED]
    ]
    return lines + (
        [f"and {len(reasons) - _MOST_NAMED:,} other reasons"] if len(reasons) > _MOST_NAMED else []
    )
