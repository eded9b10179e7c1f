"""A list of who waits: at which step, and what for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any, Final

import msgspec
import typer

from designer.cli.commands.options import AsJson, Columns, Design, Join, Seed, Until, folder_of, workspace_of
from designer.cli.console import emit, emit_json, narrate_findings
from designer.cli.event_files import run, stop_if_nothing
from designer.cli.log_argument import open_log
from designer.editing.design_argument import open_design
from designer.errors import Refused
from designer.reports.number_text import count, moment
from engine import instant, owners
from engine.events import Event
from engine.insight.waiting_groups import NearestMiss, WaitingGroup, nearest_misses, waiting
from engine.labels import title
from engine.plan import Plan
from engine.report import owner_document
from engine.simulate import Simulated
from store.log.events import events_of_owners
from store.log.simulation import simulate_log
from store.log_folders import is_log
from store.sources.byte_streams import STDIN
from store.sources.column_mapping import ColumnMapping
from store.sources.reader import untold

app = typer.Typer()

NAMED: Final = 5
"""People of a group who are named; --json has all."""
ASKED: Final = 50
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
    if step is not None and step not in plan.journey.steps:
        raise Refused(f"the design has no step {step!r}; it has {', '.join(plan.journey.steps)}")
    history = _History(context, plan, events or [], columns, until, seed, join)
    groups = waiting(history.simulated, step)
    misses = [history.misses(group) for group in groups]
    if as_json:
        emit_json({"waiting": [_answer(*pair) for pair in zip(groups, misses, strict=True)]})
        return
    emit(f"{count(sum(group.count for group in groups), 'attempt')} waiting")
    for group, missed in zip(groups, misses, strict=True):
        for line in _lines(plan, group, missed):
            emit(line)


class _History:
    """A dry run over a log or files, and the events of some of its people, read once more."""

    def __init__(
        self,
        context: typer.Context,
        plan: Plan,
        sources: list[str],
        columns: ColumnMapping | None,
        until: int | None,
        seed: int,
        join: bool,
    ) -> None:
        self._plan, self._sources, self._columns = plan, sources, columns
        self._kept: list[Event] | None = [] if STDIN in sources else None
        self._folder: Path | None = None
        if not sources or (len(sources) == 1 and is_log(Path(sources[0]))):
            self._folder = open_log(sources[0] if sources else None, folder_of(context))
            self.simulated: Simulated = simulate_log(self._folder, plan, until=until, seed=seed, join=join)
            return
        show = None if self._kept is None else self._kept.append
        done = run(plan, sources, seed=seed, until=until, columns=columns, join=join, show=show)
        stop_if_nothing(done.impression, done.reasons)
        self.simulated = done.simulated

    def misses(self, group: WaitingGroup) -> list[NearestMiss]:
        """Return what came nearest to moving the people of a ``group`` on."""
        asked = set(group.owners[:ASKED])
        theirs: dict[str, list[Event]] = {owner: [] for owner in asked}
        for event in self._events(asked):
            if (whose := self.simulated.owner_of(event)) in theirs:
                theirs[str(whose)].append(event)
        people = ((each, theirs[each.owner]) for each in self.simulated.owners if each.owner in asked)
        return nearest_misses(self._plan, people, self.simulated.until or 0, self.simulated.seed)

    def _events(self, asked: set[str]) -> Sequence[Event]:
        if self._kept is not None:
            return self._kept
        if self._folder is not None:
            names = {name for name, whole in self.simulated.names.items() if whole in asked}
            return list(events_of_owners(self._folder, asked | names, self._plan.journey.track_by))
        found: list[Event] = []

        def see(event: Event) -> None:
            if self.simulated.owner_of(event) in asked:
                found.append(event)

        run(self._plan, self._sources, seed=0, until=None, columns=self._columns, show=see, tell=untold)
        return found


def _lines(plan: Plan, group: WaitingGroup, misses: list[NearestMiss]) -> Iterator[str]:
    since = moment(group.oldest)
    until = f" to {moment(group.newest)}" if group.newest != group.oldest else ""
    named = ", ".join(owners.name(owner) for owner in group.owners[:NAMED])
    more = ", …" if group.count > NAMED else ""
    what = f" for {group.awaited}" if group.awaited else ""
    yield f"{title(group.step, plan.journey.steps[group.step])}: {group.count:,}{what}"
    yield f"  since {since}{until}: {named}{more}"
    if group.due is not None:
        yield f"  the first goes on by the clock on {moment(group.due)}"
    for miss in misses[:MISSES]:
        yield f"  nearest miss: {miss.text}: {miss.count:,} of {min(group.count, ASKED):,} looked at"


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
