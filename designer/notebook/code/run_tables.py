"""A dry run as tables: a row an attempt, a row a visit. All that views show can be reckoned from these."""

from __future__ import annotations

from typing import Any

import msgspec

from designer.notebook.code.standings import Library, Progress
from designer.notebook.rendering.frames import DataFrame, durations, frame, instants, to_arrow
from engine.insight import Visit, visits
from engine.labels import title
from engine.progress import Attempt

ATTEMPT: tuple[str, ...] = ("owner", "attempt", "key", "status", "at", "path")
"""Columns of an attempt besides its instants."""


def attempts_table(progress: Progress) -> DataFrame:
    """A row for each attempt of ``progress``: owner, number, concurrency key, status, where it stands, its path, when
    it started and ended, and for each step the instant at which it first came there.
    """
    pairs = [(progress.names[person.owner], each) for person in progress.people for each in person.attempts]
    rows = [
        (name, each.number, _key(each), each.status, each.at, ">".join(each.path)) for name, each in pairs
    ]
    table = frame(ATTEMPT, rows)
    table.insert(4, "started", instants(each.started_at for _, each in pairs))
    table.insert(5, "ended", instants(each.ended_at for _, each in pairs))
    came = [dict(reversed(list(zip(each.path, each.entered, strict=True)))) for _, each in pairs]
    for id in progress.journey.steps:
        table[_column(table, id)] = instants(each.get(id) for each in came)
    return table


def visits_table(progress: Progress) -> DataFrame:
    """A row for each visit of ``progress``, in the order of the path: owner, attempt, step and its name, when it was
    entered and left, how long that was by now, and how it went: ``did``, ``timed out``, ``waiting``, ``ended`` or
    ``left by`` an exit rule.
    """
    attempts = {(person.owner, each.number): each for person in progress.people for each in person.attempts}
    found = list(visits(progress.journey, progress.people))
    rows = [
        (
            progress.names[each.owner],
            each.attempt,
            each.step,
            title(each.step, progress.journey.steps[each.step]),
            _how(each, attempts[each.owner, each.attempt]),
        )
        for each in found
    ]
    ended = {key: each.ended_at for key, each in attempts.items()}
    lefts = [each.left if each.left is not None else ended[each.owner, each.attempt] for each in found]
    table = frame(["owner", "attempt", "step", "name", "how"], rows)
    table.insert(4, "entered", instants(each.entered for each in found))
    table.insert(5, "left", instants(lefts))
    lasted = [
        (progress.until if left is None else left) - each.entered
        for each, left in zip(found, lefts, strict=True)
    ]
    table.insert(6, "lasted", durations(lasted))
    return table


def as_table(table: DataFrame, library: Library) -> Any:
    """The same ``table`` as a ``library`` has it. Raises ValueError for an unknown one, ImportError without it."""
    match library:
        case "pandas":
            return table
        case "arrow":
            return to_arrow(table)
        case "polars":
            import polars

            return polars.from_arrow(to_arrow(table))
    raise ValueError(f"a table is one of pandas, polars or arrow, not {library!r}")


def _how(visit: Visit, attempt: Attempt) -> str:
    if visit.went_on:
        return "timed out" if visit.timed_out else "did"
    if visit.left is not None:
        return f"left by {attempt.exit_rule}"
    return "waiting" if attempt.status == "running" else "ended"


def _key(attempt: Attempt) -> object:
    return None if attempt.key is None else msgspec.json.decode(attempt.key)


def _column(table: DataFrame, step: str) -> str:
    """The name of the column of a ``step``; a step may be called as another column is."""
    return f"step {step}" if step in table.columns else step
