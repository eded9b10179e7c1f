"""Verdicts on which rows of the log a plan looks at: once for each different row of columns, not for each event.

Rows are narrowed down twice: first by the columns of equality guards alone, which have few different values; what is
left is decided by all columns that the plan's filters look at. Both times it is the engine's own conditions that
decide, on small documents made of the columns.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import msgspec
from msgspec import Struct

from engine.conditions import mongo
from engine.match import MEMBERSHIP, Matcher
from engine.plan import Plan
from store.log import paths
from store.log.columns import column
from store.log.manifest import Keys
from store.log.query import name, rows, text
from store.log.small import small_document

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Document = Mapping[str, Any]
Judge = Callable[[Document], int | None]
"""The verdict on events whose columns make this document; None: they mean nothing."""

WHOLE: Final = -1
"""The verdict on rows that only their whole documents can settle."""


class RowVerdicts(Struct, frozen=True):
    """SQL of the rows that mean something, with a ``verdict``: ``WHOLE``, or a position in ``hits``."""

    rows: str
    hits: list[tuple[int, ...]]
    some_whole: bool


def verdicts(connection: DuckDBPyConnection, plan: Plan, table: str, columns: Sequence[Keys]) -> RowVerdicts:
    """Judge by ``plan`` the rows of a ``table`` that has these ``columns``, none of whose paths leads to another, by
    ``connection``.
    """
    beside = paths.of_journey(plan)
    deciding = _covering_columns(columns, paths.of_filters(plan) | beside)
    guards = [paths.guards(filter) for number, filter in enumerate(plan.filters) if number in plan.live]
    guarding = _covering_columns(columns, {path for guard in guards for path in guard} | beside)
    promising = "true" if plan.uses_profile else _promising_rows(columns, guards)
    if all(guards) and guarding != deciding:
        narrowed = _judged_rows(connection, "narrowed", table, guarding, promising, _may_match(plan, guards))
        table = f"(SELECT * EXCLUDE (verdict) FROM {narrowed})"
    hits: dict[tuple[int, ...], int] = {}
    judged = _judged_rows(connection, "judged", table, deciding, promising, _matches(plan, hits))
    whole = connection.execute(f"SELECT 1 FROM judged WHERE verdict = {WHOLE} LIMIT 1").fetchall()
    return RowVerdicts(judged, list(hits), bool(whole))


def _covering_columns(columns: Sequence[Keys], wanted: set[Keys]) -> list[Keys]:
    """The columns that have what is at the wanted paths."""
    return [path for path in columns if any(each[: len(path)] == path for each in wanted)]


def _matches(plan: Plan, hits: dict[tuple[int, ...], int]) -> Judge:
    """Return which filters hold, numbered in ``hits``."""
    matcher = Matcher([plan])
    sources = plan.journey.sources

    def judge(document: Document) -> int | None:
        found = matcher.hits(document).get(0, ())
        if plan.live.isdisjoint(found) and not _may_tell(plan, document):
            return None
        store = document.get("lrs_id")
        if sources and store is not None and store not in sources:
            return None
        return hits.setdefault(found, len(hits))

    return judge


def _may_match(plan: Plan, guards: Sequence[Mapping[Keys, frozenset[Any]]]) -> Judge:
    """Tell whether the equality guards of any filter are met."""
    conditions = [mongo.compile_query(_guard_query(guard)) for guard in guards]

    def judge(document: Document) -> int | None:
        return 0 if any(holds(document) for holds in conditions) or _may_tell(plan, document) else None

    return judge


def _promising_rows(columns: Sequence[Keys], guards: Sequence[Mapping[Keys, frozenset[Any]]]) -> str:
    """SQL: whether columns may meet the guards of any filter. Of texts it can tell, so few need to be judged."""
    alternatives = [
        [_may_be(name(column(path)), literals) for path, literals in guard.items() if path in columns]
        for guard in guards
    ]
    return " OR ".join(["shape = 'odd'", *(f"({' AND '.join(['true', *each])})" for each in alternatives)])


def _may_be(column: str, literals: frozenset[Any]) -> str:
    """The SQL of whether the JSON text in ``column`` may satisfy one of ``literals``. A text without backslash has
    one spelling.
    """
    if not literals or not all(isinstance(literal, str) for literal in literals):
        return "true"
    written = ", ".join(text(msgspec.json.encode(literal).decode()) for literal in sorted(literals))
    return f"""({column} IN ({written}) OR {column}[1] <> '"' OR contains({column}, '\\'))"""


def _guard_query(guard: Mapping[Keys, frozenset[Any]]) -> dict[str, object]:
    return {".".join(path): {"$in": _alike(literals)} for path, literals in guard.items()}


def _alike(literals: frozenset[Any]) -> list[object]:
    """A guard takes 1 and true for one literal."""
    doubled = [bool(literal) for literal in literals if literal in (0, 1)]
    return [*literals, *doubled, *map(int, doubled)]


def _may_tell(plan: Plan, document: Document) -> bool:
    """Tell whether the event may carry traits or report a membership, and the plan looks at these."""
    if not plan.uses_profile:
        return False
    kind = document.get("type")
    return kind == "identify" or (kind == "track" and document.get("event") in MEMBERSHIP)


def _judged_rows(
    connection: DuckDBPyConnection,
    judgement: str,
    table: str,
    columns: Sequence[Keys],
    promising: str,
    judge: Judge,
) -> str:
    """The SQL of the rows of a ``table`` with the verdict of ``judge`` on each, called ``judgement``, without those
    that mean nothing.

    ``columns`` are what it looks at, ``promising`` narrows them down, ``connection`` answers.
    """
    names = ["shape", *(name(column(path)) for path in columns)]
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {judgement}_kinds AS "
        f"SELECT row_number() OVER () AS kind, * FROM (SELECT DISTINCT {', '.join(names)} FROM {table})"
    )
    numbers: list[int] = []
    answers: list[int] = []
    found = connection.execute(f"SELECT * FROM {judgement}_kinds WHERE {promising}")
    for kind, shape, *values in rows(found):
        verdict = WHOLE if shape == "odd" else judge(small_document(columns, values))
        if verdict is not None:
            numbers.append(kind)
            answers.append(verdict)
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {judgement} AS SELECT * EXCLUDE (kind) FROM {judgement}_kinds "
        "JOIN (SELECT unnest($1) AS kind, unnest($2) AS verdict) USING (kind)",
        [numbers, answers],
    )
    same = " AND ".join(f"events.{each} IS NOT DISTINCT FROM {judgement}.{each}" for each in names)
    return f"(SELECT events.*, {judgement}.verdict FROM {table} events JOIN {judgement} ON {same})"
