"""Views of groups: tables with a column of groups, charts below each other, differences with the name of the test."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import wraps
from typing import Concatenate, Final, ParamSpec

import altair as alt
import pandas
from msgspec import Struct

from designer.notebook.code.groups import Groups
from designer.notebook.code.simulations import Told
from designer.notebook.rendering.frames import DataFrame, frame
from designer.notebook.views.view import View
from engine.insight.shares import ChiSquared, chi_squared, wilson

P = ParamSpec("P")

OneView = Callable[Concatenate[Told, P], View]
GroupView = Callable[Concatenate[Told | Groups, P], View]
Differences = Callable[[Groups], DataFrame]
"""Make the table of how groups differ, with the name of the test."""

PEARSON: Final = "Pearson's chi-squared"
LOG_RANK: Final = "log-rank"
COLUMNS: Final = ("test", "statistic", "degrees", "p")
INTERVALS: Final = (
    "low and high: 95 % intervals by Wilson; differences: Pearson's chi-squared test, each row by itself"
)


class ShareColumns(Struct, frozen=True):
    """The columns of a table in which each row, called by ``key``, counts some (``count``) of all.

    All are what the first row has in the column ``of``. Rows that are called as one of ``no_shares`` count others.
    """

    key: str
    count: str
    of: str
    no_shares: tuple[str, ...] = ()


def by_group(
    share: ShareColumns | None = None, differences: Differences | None = None
) -> Callable[[OneView[P]], GroupView[P]]:
    """Let a view take groups, too; a ``share`` in its table gets intervals and tests, ``differences`` adds a table."""

    def grouping(view: OneView[P]) -> GroupView[P]:
        @wraps(view)
        def of_groups(told: Told | Groups, *args: P.args, **kwargs: P.kwargs) -> View:
            if not isinstance(told, Groups):
                return view(told, *args, **kwargs)
            parts = {name: view(part, *args, **kwargs) for name, part in told.parts.items()}
            return _beside(told, parts, share, differences)

        return of_groups  # type: ignore[return-value]

    return grouping


def _beside(
    groups: Groups, parts: Mapping[str, View], share: ShareColumns | None, differences: Differences | None
) -> View:
    """One view of the views of all ``groups``."""
    first = next(iter(parts.values()))
    tables = {
        name: pandas.concat(
            [part.tables[name].assign(group=group) for group, part in parts.items()], ignore_index=True
        )
        for name in first.tables
    }
    tables = {name: _group_first(table) for name, table in tables.items()}
    says = [*groups.says, *(first.says if share is None else [INTERVALS])]
    if share is not None:
        name = next(iter(tables))
        tables[name] = _with_intervals(tables[name], share)
        tables["Differences"] = _share_differences(tables[name], share)
    if differences is not None:
        tables["Differences"] = differences(groups)
        says.append(f"differences: {LOG_RANK} test, each step by itself")
    charts = [part.chart.properties(title=group) for group, part in parts.items()]
    return View(f"{first.title}, by {groups.name}", tables, alt.vconcat(*charts), tuple(says))


def _group_first(table: DataFrame) -> DataFrame:
    return table[["group", *(column for column in table.columns if column != "group")]]


def _with_intervals(table: DataFrame, share: ShareColumns) -> DataFrame:
    """The ``table`` with the share of all in each group, and the interval that it lies in."""
    everybody = table.groupby("group", sort=False)[share.of].transform("first")
    everybody = everybody.where((everybody > 0) & ~table[share.key].isin(share.no_shares))
    counts = zip(table[share.count], everybody, strict=True)
    bounds = [wilson(int(one), int(of)) if 0 <= one <= of else None for one, of in counts]
    return table.assign(
        share=(table[share.count] / everybody).astype(float),
        low=[None if each is None else each.low for each in bounds],
        high=[None if each is None else each.high for each in bounds],
    ).astype({"low": float, "high": float})


def _share_differences(table: DataFrame, share: ShareColumns) -> DataFrame:
    everybody = table.groupby("group", sort=False)[share.of].first().to_dict()
    rows = []
    for key, part in table[~table[share.key].isin(share.no_shares)].groupby(share.key, sort=False):
        pairs = zip(part["group"], part[share.count], strict=True)
        counts = [(int(count), int(everybody[group])) for group, count in pairs]
        if all(count <= of for count, of in counts):
            found = chi_squared([(count, of - count) for count, of in counts])
            rows.append((key, *cells_of(PEARSON, found)))
    return frame([share.key, *COLUMNS], rows).astype({"statistic": float, "p": float, "degrees": "Int64"})


def cells_of(name: str, found: ChiSquared | None) -> Iterator[object]:
    """Cells of ``COLUMNS``: the ``name`` of a test and what it ``found``, if there was something to compare."""
    yield name
    yield from (None,) * 3 if found is None else (found.statistic, found.degrees, found.p)
