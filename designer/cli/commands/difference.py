"""Differences between two designs, and who moves differently."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Final

import msgspec
import typer

from designer.cli.commands.options import AsJson, Columns, Join, Seed, Until, folder_of, workspace_of
from designer.cli.console import emit, emit_json
from designer.cli.event_history import EventHistory
from designer.editing.design_argument import as_it_stands
from designer.reports.difference_text import lines as difference_lines
from designer.reports.migration_text import lines as migration_lines
from designer.reports.number_text import count_with_names
from engine import owners
from engine.diff import answer
from engine.diff import diff as difference
from engine.insight import (
    AttemptEnd,
    OutcomeGroup,
    SimulationComparison,
    SimulationTotals,
    compare,
    outcome_changes,
)
from engine.migration import MigrationPreview, preview
from engine.plan import Plan
from engine.simulate import Simulation, SimulationResult
from store.garbage import no_garbage_collection

app = typer.Typer()

_MOST_SHOWN: Final = 20
"""People who are shown; --json has all of them."""
_EXAMPLES: Final = 3
"""Owners who are named for a way that they go at another time."""
_REASONS: Final = 5
"""Reasons that are shown for a change of the outcome."""
_HOW: Final = {
    "path": "goes elsewhere",
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
    past = EventHistory(events, folder_of(context), columns=columns, until=until, seed=seed, join=join)
    if progress:
        seen = _in_flight(past, Plan(before), Plan(after))
        if as_json:
            emit_json(answer(told) | {"progress": msgspec.to_builtins(seen)})
            return
        for line in (*difference_lines(told), *migration_lines(seen, before, after)):
            emit(line)
        return
    if events:
        one, other = _both(past, Plan(before), Plan(after))
        moves = compare(one.owners, other.owners, told.renamed)
        outcomes = outcome_changes(one, other, told.renamed)
    if as_json:
        emit_json(answer(told, moves, outcomes))
        return
    for line in (*difference_lines(told), *(_moves(moves, outcomes) if moves is not None else ())):
        emit(line)


@no_garbage_collection()
def _in_flight(past: EventHistory, first: Plan, second: Plan) -> MigrationPreview:
    """The preview of going from the plan ``first`` to the ``second`` for everybody in flight by ``past``."""
    return preview(*_runs(past, first, second))


def _runs(past: EventHistory, first: Plan, second: Plan) -> tuple[SimulationResult, SimulationResult]:
    """Everybody's progress by both plans."""
    if past.log is None:
        return _both(past, first, second)
    return past.simulate(first), past.simulate(second)


def _both(past: EventHistory, first: Plan, second: Plan) -> tuple[SimulationResult, SimulationResult]:
    """One pass over the files through both; read as the plan needs it that looks at more of them."""
    if second.sees_storage and not first.sees_storage:
        other, one = _both(past, second, first)
        return one, other
    beside = Simulation(second, seed=past.seed, until=past.until, join=past.join)
    return past.run(first, beside.add), beside.result()


def _moves(moves: SimulationComparison, outcomes: Sequence[OutcomeGroup]) -> Iterator[str]:
    number = len(moves.different)
    yield f"{number:,} {'owner moves' if number == 1 else 'owners move'} differently, {moves.same:,} the same"
    for group in outcomes:
        named = count_with_names(group.count, list(map(owners.name, group.examples)))
        yield f"  {_end(group.before)} → {_end(group.after)}: {named}"
        yield from (f"    {number:,} {reason}" for reason, number in list(group.reasons.items())[:_REASONS])
    elsewhere = [each for each in moves.different if each.how != "time"]
    later = [owners.name(each.owner) for each in moves.different if each.how == "time"]
    if later:
        yield f"  the same way at another time: {count_with_names(len(later), later[:_EXAMPLES])}"
    for different in elsewhere[:_MOST_SHOWN]:
        yield f"  {owners.name(different.owner)} {_HOW[different.how]}"
        yield from (f"    first:  {_outline(each)}" for each in different.a)
        yield from (f"    second: {_outline(each)}" for each in different.b)
    if len(elsewhere) > _MOST_SHOWN:
        yield f"  … and {len(elsewhere) - _MOST_SHOWN:,} more; --json has them all"


def _end(end: AttemptEnd) -> str:
    if end.status is None:
        return "not started"
    said = "waiting" if end.status == "running" else end.status.replace("_", " ")
    return f"{said} at {end.step}"


def _outline(outline: SimulationTotals) -> str:
    return f"{'>'.join(outline.path)} {outline.status.replace('_', ' ')}"
