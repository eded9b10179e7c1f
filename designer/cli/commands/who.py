"""A list of who waits: at which step, and what for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Annotated, Any, Final

import msgspec
import typer

from designer.cli.commands.options import AsJson, Columns, Design, Join, Seed, Until, folder_of, workspace_of
from designer.cli.console import emit, emit_json, narrate_findings
from designer.cli.event_history import EventHistory
from designer.editing.design_argument import check_step, open_design
from designer.reports.number_text import count, moment
from engine import instant, owners
from engine.events import Event
from engine.insight.waiting_groups import NearestMiss, WaitingGroup, nearest_misses, waiting_groups
from engine.labels import title
from engine.plan import Plan
from engine.report import owner_document
from engine.simulate import SimulationResult
from store.sources.byte_streams import is_stream

app = typer.Typer()

MOST_NAMED: Final = 3
"""People of a group who are named; --json has all."""
MOST_EXPLAINED: Final = 50
"""People of a group whose nearest misses are looked for: those who wait longest."""
MISSES: Final = 3
"""Nearest misses that are shown."""


@app.command()
def who(
    context: typer.Context,
    design: Design,
    events: Annotated[
        list[str] | None,
        typer.Argument(metavar="[EVENTS…]", help="Events, or a log; the workspace's if left out."),
    ] = None,
    step: Annotated[str | None, typer.Option(help="Only those at this step.")] = None,
    columns: Columns = None,
    until: Until = None,
    seed: Seed = 0,
    join: Join = True,
    as_json: AsJson = False,
) -> None:
    """Show who waits: at which step, what for, since when, and what came nearest to moving them on."""
    plan = Plan(open_design(design, workspace_of(context), narrate_findings))
    check_step(plan.journey, step)
    past = EventHistory(events or [], folder_of(context), columns=columns, until=until, seed=seed, join=join)
    streamed: list[Event] | None = [] if any(map(is_stream, past.sources)) else None
    simulated = past.simulate(plan) if streamed is None else past.run(plan, streamed.append)
    groups = waiting_groups(simulated, step)
    asked = {owner for group in groups for owner in group.owners[:MOST_EXPLAINED]}
    theirs = _by_owner(simulated, past.events(simulated, asked) if streamed is None else streamed, asked)
    misses = [_misses(simulated, group, theirs) for group in groups]
    if as_json:
        emit_json({"waiting": [_answer(*pair) for pair in zip(groups, misses, strict=True)]})
        return
    emit(f"{count(sum(group.count for group in groups), 'attempt')} waiting")
    for group, missed in zip(groups, misses, strict=True):
        for line in _lines(plan, group, missed):
            emit(line)


def _by_owner(
    simulated: SimulationResult, events: Iterable[Event], asked: Collection[str]
) -> dict[str, list[Event]]:
    """Those of ``events`` that are of the people ``asked``, by person."""
    theirs: dict[str, list[Event]] = {owner: [] for owner in asked}
    for event in events:
        if (whose := simulated.owner_of(event)) in theirs:
            theirs[str(whose)].append(event)
    return theirs


def _misses(
    simulated: SimulationResult, group: WaitingGroup, theirs: Mapping[str, Sequence[Event]]
) -> list[NearestMiss]:
    """Return what came nearest to moving the people of a ``group`` on, by ``theirs``, their events."""
    asked = set(group.owners[:MOST_EXPLAINED])
    people = ((each, theirs[each.owner]) for each in simulated.owners if each.owner in asked)
    return nearest_misses(simulated.plan, people, simulated.until or 0, simulated.seed)


def _lines(plan: Plan, group: WaitingGroup, misses: list[NearestMiss]) -> Iterator[str]:
    since = moment(group.oldest)
    until = f" to {moment(group.newest)}" if group.newest != group.oldest else ""
    named = ", ".join(owners.name(owner) for owner in group.owners[:MOST_NAMED])
    more = ", …" if group.count > MOST_NAMED else ""
    what = f" for {group.awaited}" if group.awaited else ""
    yield f"{title(group.step, plan.journey.steps[group.step])}: {group.count:,}{what}"
    yield f"  since {since}{until}: {named}{more}"
    if group.due is not None:
        yield f"  the first goes on by the clock on {moment(group.due)}"
    for miss in misses[:MISSES]:
        yield f"  nearest miss: {miss.text}: {miss.count:,} of {min(group.count, MOST_EXPLAINED):,} looked at"


def _answer(group: WaitingGroup, misses: list[NearestMiss]) -> dict[str, Any]:
    return {
        "step": group.step,
        "awaited": group.awaited,
        "count": group.count,
        "since": {"oldest": instant.text(group.oldest), "newest": instant.text(group.newest)},
        "due": None if group.due is None else instant.text(group.due),
        "nearest_misses": msgspec.to_builtins(misses),
        "owners": [owner_document(owner) for owner in group.owners],
    }
