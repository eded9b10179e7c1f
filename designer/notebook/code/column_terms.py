"""Conditions said in Python: ``col("score") >= 0.8``, ``verb("answered") & (col("score") >= 0.8)``.

>>> from designer.notebook import col, verb
>>> verb("answered") & (col("score") >= 0.8)
{'statement.verb.id': 'answered', 'properties.score': {'$gte': 0.8}}
>>> (col("score") >= 0.8) | (col("tries") > 3)
{'$or': [{'properties.score': {'$gte': 0.8}}, {'properties.tries': {'$gt': 3}}]}
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NoReturn

from designer.notebook.code.name_lookup import COLUMN
from store.sources import cells


class EventCondition(dict[str, Any]):
    """A mongo query that joins others: ``&`` for both, ``|`` for either, ``~`` for not."""

    def __and__(self, other: Mapping[str, Any]) -> EventCondition:
        if self.keys().isdisjoint(other) and not any(key.startswith("$") for key in (*self, *other)):
            return EventCondition({**self, **other})
        return EventCondition({"$and": [dict(self), dict(other)]})

    def __or__(self, other: Mapping[str, Any]) -> EventCondition:  # type: ignore[override]
        return EventCondition({"$or": [dict(self), dict(other)]})

    def __invert__(self) -> EventCondition:
        return EventCondition({"$nor": [dict(self)]})


class ColumnCondition(EventCondition):
    """A condition on one column. It is neither true nor false before there are events."""

    def __bool__(self) -> NoReturn:
        raise TypeError("join conditions with & and |, each in brackets: (0.5 <= col(…)) & (col(…) < 0.8)")


class ColumnTerm:
    """A column of the events, to be compared with a value."""

    def __init__(self, name: str) -> None:
        self.name = name

    def _compare(self, operator: str, value: object) -> ColumnCondition:
        if isinstance(value, ColumnTerm):
            raise TypeError(f"a column is compared with a value, not with the column {value.name!r}")
        return ColumnCondition({f"{COLUMN}{self.name}": {operator: cells.plain(value)}})

    def __eq__(self, value: object) -> ColumnCondition:  # type: ignore[override]
        return self._compare("$eq", value)

    def __ne__(self, value: object) -> ColumnCondition:  # type: ignore[override]
        return self._compare("$ne", value)

    def __lt__(self, value: object) -> ColumnCondition:
        return self._compare("$lt", value)

    def __le__(self, value: object) -> ColumnCondition:
        return self._compare("$lte", value)

    def __gt__(self, value: object) -> ColumnCondition:
        return self._compare("$gt", value)

    def __ge__(self, value: object) -> ColumnCondition:
        return self._compare("$gte", value)

    def isin(self, values: Iterable[object]) -> ColumnCondition:
        """The condition that a cell is one of these ``values``."""
        return self._compare("$in", list(values))

    def exists(self) -> ColumnCondition:
        """The condition that there is a cell."""
        return self._compare("$exists", True)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"col({self.name!r})"


def col(name: str) -> ColumnTerm:
    """A column of the table that the events are, for conditions; or a property of calls, or a path into statements.

    >>> col("score") >= 0.8
    {'properties.score': {'$gte': 0.8}}
    """
    return ColumnTerm(name)
