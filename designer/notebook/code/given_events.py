"""Events as somebody gave them to a notebook. They stay where they are and are read again when a view asks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from functools import cached_property
from itertools import islice
from os import PathLike
from pathlib import Path
from typing import Any, Final

from designer.reports.number_text import count
from designer.simulation.event_heads import EventName, events_of_owners, names_in
from designer.simulation.file_simulation import MOST_SHOWN, EventRun, simulate_files
from designer.simulation.line_index import LineIndex
from engine.events import Event, TrackBy, owner_of
from engine.plan import Plan
from engine.simulate import Simulation
from store.garbage import no_garbage_collection
from store.log_folders import is_log
from store.sources.column_mapping import ROLES, NamedColumns
from store.sources.line import RejectedDocument
from store.sources.python_values import content_of, events_in, file_name, is_single
from store.sources.reader import Reader
from store.sources.reasons import Reasons
from store.sources.tables import IN_PYTHON
from store.targets import Target

ONCE: Final = ("RecordBatchReader", "DuckDBPyConnection", "DuckDBPyRelation")
"""Tables that can be gone through once alone."""


class GivenEvents:
    """Whatever has events in it: it may be read as often as one likes.

    What can be gone through once, such as a generator, is held in memory; files, logs, frames and lists are not copied.
    Of a server, what is new is taken into a log.
    ``notes`` tells in sentences what files are and what was guessed of columns; ``index`` knows whose their lines are.
    """

    def __init__(self, given: Any, columns: Mapping[str, str] | None = None) -> None:
        """``columns`` names the columns of a table in what is ``given`` by their role. Raises ValueError for a role
        that there is none of.
        """
        self.columns: Final = _columns_by_role(columns or {})
        self.notes: Final[list[str]] = []
        self.index: Final = LineIndex()
        self._source: Final = self._pulled(given) if isinstance(given, Target) else _repeatable(given)

    @cached_property
    def files(self) -> list[str]:
        """The names of files, if they are all that was given."""
        each = self._source if isinstance(self._source, list | tuple) else [self._source]
        return (
            [file_name(name) for name in each] if all(isinstance(one, str | PathLike) for one in each) else []
        )

    @cached_property
    def log(self) -> Path | None:
        """The folder of the log, if that is what was given."""
        match self.files:
            case [folder] if is_log(Path(folder)):
                return Path(folder)
        return None

    def read(self, *, as_stored: bool = True) -> Iterator[Event | RejectedDocument]:
        """The events, in their order, and what is none. Raises StoreError, TypeError.

        ``as_stored`` is as in ``engine.events.from_document``.
        """
        if self.log is None:
            yield from events_in(self._source, columns=self.columns, as_stored=as_stored, tell=self.note)
            return
        from store.log import events_of  # and so DuckDB

        yield from events_of(self.log)

    def events(self) -> Iterator[Event]:
        """The events alone. Raises StoreError."""
        return (each for each in self.read() if isinstance(each, Event))

    def sample(self, most: int) -> list[Event]:
        """The first events, ``most`` of them at the most. Raises StoreError."""
        return list(islice(self.events(), most))

    def of_owners(self, owners: Collection[str], track_by: TrackBy) -> Iterator[Event]:
        """The events of these ``owners`` by what journeys ``track_by``. Raises StoreError."""
        if self.log is not None:
            from store.log import events_of_owners as of_log

            return of_log(self.log, owners, track_by)
        if self.files:
            return events_of_owners(self.reader(), owners, track_by, index=self.index)
        return (each for each in self.events() if owner_of(each, track_by) in owners)

    def names(self) -> Counter[EventName]:
        """The verbs of statements and the names of track calls, each with how often it comes. Raises StoreError."""
        if self.log is not None:
            from store.log import info

            told = info(self.log)
            verbs = {EventName("verb", name): number for name, number in told.verbs.items()}
            return Counter(verbs | {EventName("event", name): number for name, number in told.events.items()})
        if self.files:
            return names_in(self.reader())
        return Counter(name for each in self.events() if (name := EventName.of(each)) is not None)

    def reader(self) -> Reader:
        """A reader of the files."""
        return Reader(self.files, columns=self.columns, tell=self.note, wording=IN_PYTHON)

    def called(self, number: int) -> str:
        """The events as they are called where somebody reads of them; there are this ``number``."""
        return ", ".join(self.files) or count(number, "event")

    def _pulled(self, target: Target) -> Any:
        from designer.notebook.code.target_log import statements_of  # and so an HTTP client

        return statements_of(target, self.note)

    def note(self, sentence: str) -> None:
        """Keep a sentence, once."""
        if sentence not in self.notes:
            self.notes.append(sentence)


@no_garbage_collection()
def read_events(given: GivenEvents, plan: Plan, *, until: int | None, seed: int, join: bool) -> EventRun:
    """Run what was ``given`` through the journey of ``plan``. ``until``, ``seed`` and ``join`` are as in
    ``engine.simulate``. Raises StoreError, TypeError.
    """
    if given.log is not None:
        from store.log import simulate_log

        return EventRun(simulate_log(given.log, plan, until=until, seed=seed, join=join))
    simulation = Simulation(plan, seed=seed, until=until, join=join)
    if given.files:
        return simulate_files(simulation, given.reader(), index=given.index)
    rejected: list[RejectedDocument] = []
    reasons = Reasons()
    for each in given.read(as_stored=simulation.as_stored):
        if isinstance(each, Event):
            simulation.add(each)
            continue
        simulation.reject()
        reasons.add(each)
        if len(rejected) < MOST_SHOWN:
            rejected.append(each)
    return EventRun(simulation.result(), tuple(rejected), tuple(reasons.all()))


def _columns_by_role(by_role: Mapping[str, str]) -> NamedColumns | None:
    if unknown := [role for role in by_role if role not in ROLES]:
        raise ValueError(f"a column holds one of {', '.join(ROLES)}, not {', '.join(unknown)}")
    return NamedColumns({role: str(column) for role, column in by_role.items()}) if by_role else None


def _repeatable(given: Any) -> Any:
    """The same, so that it can be gone through again."""
    if hasattr(given, "read") and is_single(given):
        return content_of(given)
    if type(given).__name__ in ONCE:
        if getattr(given, "description", ()) is None:  # a connection
            raise TypeError(
                "the DuckDB connection has no rows to read: give a query, as in connection.sql(…)"
            )
        ways = ("read_all", "to_arrow_table", "fetch_arrow_table")  # the last: DuckDB before 1.4
        return next(getattr(given, name) for name in ways if hasattr(given, name))()
    return list(given) if isinstance(given, Iterator) else given
