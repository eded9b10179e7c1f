"""People in groups, by whatever is known of them: a series, a table, a column of their events."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias

from msgspec import Struct

from designer.notebook.code.name_lookup import SAMPLE, cell_of, unknown_columns
from designer.notebook.code.standings import Progress
from designer.reports.number_text import count
from engine import owners
from engine.journey import Journey
from engine.progress import Progress as OwnerProgress
from store.sources import cells
from store.sources.column_mapping import named_column
from store.sources.frames import table_in_memory

By: TypeAlias = "str | Mapping[Any, Any] | Callable[[OwnerProgress], object] | Any"
"""A column of the events; the group of each owner by a name of theirs, in a mapping or a series; a table with a column
of owners and one of groups; or a function of somebody's progress.
"""


class Groups(Struct, frozen=True):
    """The progress of each group of people, by its name. ``without`` counts the owners who are in none.

    Views take groups as they take a run.
    """

    name: str
    parts: dict[str, Progress]
    without: int = 0

    @property
    def journey(self) -> Journey:
        return next(iter(self.parts.values())).journey

    @property
    def says(self) -> tuple[str, ...]:
        """Sentences about the groups."""
        sizes = ", ".join(f"{name}: {count(len(part.people), 'owner')}" for name, part in self.parts.items())
        return (sizes, *([f"{count(self.without, 'owner')} without a group"] if self.without else []))

    def __getitem__(self, group: str) -> Progress:
        """The progress of a ``group``. Raises KeyError, naming those there are."""
        if group not in self.parts:
            raise KeyError(f"there is no group {group!r}; there are {', '.join(self.parts)}")
        return self.parts[group]

    def __len__(self) -> int:
        return len(self.parts)

    def __repr__(self) -> str:
        return f"Groups by {self.name}: {'; '.join(self.says)}"


def groups_of(progress: Progress, by: By, owner: str = "", group: str = "") -> Groups:
    """The people of ``progress`` in groups ``by`` what is known of them. ``owner`` and ``group`` name the columns of a
    table. Raises TypeError, ValueError.
    """
    name, found = _group_of_each(progress, by, owner, group)
    members: dict[str, set[str]] = {}
    for whose, value in found.items():
        if (plain := cells.plain(value)) is not None:
            members.setdefault(_group_name(plain), set()).add(whose)
    if not members and isinstance(by, str):
        raise ValueError(_no_such_column(progress, by))
    if not members:
        raise ValueError(
            f"nobody of this run is in a group by {name}; owners are called by an address, an account's name or an id, "
            f"such as {next(iter(progress.names.values()), 'nobody')!r}"
        )
    parts = {each: _part(progress, each, members[each]) for each in sorted(members)}
    return Groups(name, parts, len(progress.people) - sum(map(len, members.values())))


def _no_such_column(progress: Progress, column: str) -> str:
    """A sentence about a ``column`` by which nobody is in a group."""
    documents = [event.document for event in progress.given.sample(SAMPLE)]
    return next(unknown_columns({column}, documents), f"nobody of this run has a cell in a column {column!r}")


def _part(progress: Progress, name: str, members: set[str]) -> Progress:
    return progress.where(lambda person: person.owner in members, name)


def _group_name(value: object) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _group_of_each(progress: Progress, by: By, owner: str, group: str) -> tuple[str, dict[str, object]]:
    """The name of the groups, and the group of each owner."""
    if isinstance(by, str):
        return by, _by_column(progress, by)
    if isinstance(by, Mapping):
        return "a mapping", _by_name(progress, by.items())
    if (table := table_in_memory(by)) is not None:
        whose, what = _columns(table.columns, owner, group)
        rows = [row for row in table.rows if isinstance(row, Mapping)]
        return what, _by_name(progress, ((row.get(whose), row.get(what)) for row in rows))
    if hasattr(by, "items"):  # a pandas Series
        return str(getattr(by, "name", None) or "a series"), _by_name(progress, by.items())
    if callable(by):
        return getattr(by, "__name__", "a function"), {each.owner: by(each) for each in progress.people}
    raise TypeError(
        "groups are by a column of the events, a series or mapping of owners, a table, or a function, "
        f"not by {type(by).__name__}"
    )


def _columns(columns: tuple[str, ...], owner: str, group: str) -> tuple[str, str]:
    """The columns of a table that hold owners and groups: as they are named, or the plain one and the only other."""
    whose = owner or named_column("owner", columns)
    others = [column for column in columns if column != whose]
    what = group or (others[0] if len(others) == 1 else "")
    for column in (whose, what):
        if column not in columns:
            raise ValueError(
                f"a table of groups has a column of owners and one of groups: by(table, owner=…, group=…); "
                f"it has {', '.join(columns)}"
            )
    return whose, what


def _by_name(progress: Progress, pairs: Iterable[tuple[object, object]]) -> dict[str, object]:
    """The group of each owner, from pairs of what owners are called and their groups."""
    known = {name.casefold(): owner for owner in progress.by_owner for name in owners.names(owner)}
    called = (
        (known.get(str(cells.name(cells.plain(name)) or "").casefold()), value) for name, value in pairs
    )
    return {owner: value for owner, value in called if owner is not None}


def _by_column(progress: Progress, column: str) -> dict[str, object]:
    """The group of each owner that the first of their events with a cell in the ``column`` has."""
    first: dict[str, tuple[int, object]] = {}
    for event in progress.given.events():
        whose, cell = progress.simulated.owner_of(event), cell_of(event.document, column)
        if whose in progress.by_owner and cell is not None and whose is not None:
            first[whose] = min(
                first.get(whose, (event.time, cell)), (event.time, cell), key=lambda each: each[0]
            )
    return {owner: cell for owner, (_, cell) in first.items()}
