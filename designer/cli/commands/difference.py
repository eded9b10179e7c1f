"""Differences between two designs, and who moves differently."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Final

import msgspec
import typer

from designer.cli.commands.options import AsJson, Columns, Join, Seed, Until, folder_of, workspace_of
from designer.cli.console import emit, emit_json
from designer.cli.event_files import run, stop_if_nothing
from designer.cli.log_argument import open_log
from designer.editing.design_argument import as_it_stands
from designer.reports.migration_text import lines as migration_lines
from engine import owners
from engine.diff import Difference, answer
from engine.diff import diff as difference
from engine.insight import (
    AttemptEnd,
    OutcomeGroup,
    SimulationComparison,
    SimulationTotals,
    compare,
    outcome_changes,
)
from engine.migration import preview
from engine.plan import Plan
from engine.simulate import Simulated, Simulation
from store.log.simulation import simulate_log
from store.log_folders import is_log
from store.sources.column_mapping import ColumnMapping

app = typer.Typer()

_SHOWN: Final = 20
"""People who are shown; --json has all of them."""
_REASONS: Final = 5
"""Reasons that are shown for a change of the outcome."""
_HOW: Final = {
    "path": "goes elsewhere",
    "time": "goes the same way at another time",
    "only_a": "starts in the first alone",
    "only_b": "starts in the second alone",
}


@app.command()
def diff(
    context: typer.Context,
    first: Annotated[str, typer.Argument(metavar="A", help="A journey file, or a design in the workspace.")],
    second: Annotated[str, typer.Argument(metavar="B", help="The same, to hold against it.")],
    history: Annotated[
        list[str] | None,
        typer.Argument(metavar="[EVENTS…]", help="Events, as with --events; with --progress also a log."),
    ] = None,
    events: Annotated[
        list[str] | None,
        typer.Option(help="Run these events through both, and tell who moves differently; - for stdin."),
    ] = None,
    progress: Annotated[
        bool,
        typer.Option(
            "--progress",
            help="What going from A to B does to everybody in flight, by these events, else by the workspace's log.",
        ),
    ] = False,
    columns: Columns = None,
    until: Until = None,
    seed: Seed = 0,
    join: Join = True,
    as_json: AsJson = False,
) -> None:
    """Tell what changed in meaning from one design to another. A difference is an answer: the exit code is 0."""
    workspace = workspace_of(context)
    before, after = as_it_stands(first, workspace), as_it_stands(second, workspace)
    told = difference(before, after)
    moves: SimulationComparison | None = None
    outcomes: Sequence[OutcomeGroup] = ()
    events = [*(history or ()), *(events or ())]
    if progress:
        one, other = _in_flight(context, (Plan(before), Plan(after)), events, columns, until, seed, join)
        seen = preview(one, other)
        if as_json:
            emit_json(answer(told) | {"progress": msgspec.to_builtins(seen)})
            return
        for line in (*_lines(told), *migration_lines(seen, before, after)):
            emit(line)
        return
    if events:
        one, other = _both(Plan(before), Plan(after), events, columns, until, seed, join)
        moves = compare(one.owners, other.owners, told.renamed)
        outcomes = outcome_changes(one, other, told.renamed)
    if as_json:
        emit_json(answer(told, moves, outcomes))
        return
    for line in _lines(told, moves, outcomes):
        emit(line)


def _in_flight(
    context: typer.Context,
    plans: tuple[Plan, Plan],
    events: list[str],
    columns: ColumnMapping | None,
    until: int | None,
    seed: int,
    join: bool,
) -> tuple[Simulated, Simulated]:
    """Everybody's progress by both ``plans``: by the log that is meant by ``events``, or the events of files."""
    if events and not (len(events) == 1 and is_log(Path(events[0]))):
        return _both(*plans, events, columns, until, seed, join)
    folder = open_log(events[0] if events else None, folder_of(context))
    one, other = (simulate_log(folder, plan, until=until, seed=seed, join=join) for plan in plans)
    return one, other


def _both(
    first: Plan,
    second: Plan,
    events: list[str],
    columns: ColumnMapping | None,
    until: int | None,
    seed: int,
    join: bool,
) -> tuple[Simulated, Simulated]:
    """One pass over the events through both; read as the plan needs it that looks at more of them."""
    if second.sees_storage and not first.sees_storage:
        other, one = _both(second, first, events, columns, until, seed, join)
        return one, other
    beside = Simulation(second, seed=seed, until=until, join=join)
    done = run(first, events, seed=seed, until=until, columns=columns, join=join, show=beside.add)
    stop_if_nothing(done.impression, done.reasons)
    return done.simulated, beside.result()


def _lines(
    told: Difference, moves: SimulationComparison | None = None, outcomes: Sequence[OutcomeGroup] = ()
) -> Iterator[str]:
    yield from (change.message for change in told.changes if change.meaning)
    words = [change.message for change in told.changes if not change.meaning]
    if told.same_meaning:
        yield "nothing changed in meaning"
    yield from (f"only in words: {message}" for message in words)
    if moves is not None:
        yield from _moves(moves, outcomes)


def _moves(moves: SimulationComparison, outcomes: Sequence[OutcomeGroup]) -> Iterator[str]:
    number = len(moves.different)
    yield f"{number:,} {'owner moves' if number == 1 else 'owners move'} differently, {moves.same:,} the same"
    for group in outcomes:
        named = ", ".join(map(owners.name, group.examples)) + (
            ", …" if group.count > len(group.examples) else ""
        )
        yield f"  {_end(group.before)} → {_end(group.after)}: {group.count:,} ({named})"
        yield from (f"    {number:,} {reason}" for reason, number in list(group.reasons.items())[:_REASONS])
    for different in moves.different[:_SHOWN]:
        yield f"  {owners.name(different.owner)} {_HOW[different.how]}"
        yield from (f"    first:  {_outline(each)}" for each in different.a)
        yield from (f"    second: {_outline(each)}" for each in different.b)
    if number > _SHOWN:
        yield f"  … and {number - _SHOWN:,} more; --json has them all"


def _end(end: AttemptEnd) -> str:
    if end.status is None:
        return "not started"
    said = "waiting" if end.status == "running" else end.status.replace("_", " ")
    return f"{said} at {end.step}"


def _outline(outline: SimulationTotals) -> str:
    return f"{'>'.join(outline.path)} {outline.status.replace('_', ' ')}"
