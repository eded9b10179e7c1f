"""Explanations of where somebody is."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from designer.cli.commands.options import AsJson, Columns, Design, Events, Join, Seed, Until, workspace_of
from designer.cli.console import emit, emit_json, narrate, narrate_findings
from designer.cli.event_files import read_again, run, stop_if_nothing
from designer.editing.design_argument import check_step, open_design
from designer.errors import Refused
from designer.reports.explanation import lines
from engine import owners
from engine.events import Event, owner_of
from engine.explain import explain as explained
from engine.explain.answer import answer
from engine.plan import Plan
from store.sources.byte_streams import is_stream

app = typer.Typer()


@app.command()
def explain(
    context: typer.Context,
    design: Design,
    events: Events,
    owner: Annotated[
        str,
        typer.Option(help="Whom: an address, an account's name, a user id, a persona, or the owner's JSON."),
    ],
    step: Annotated[
        str | None, typer.Option(help="Ask about this step; by default, where each attempt waits.")
    ] = None,
    save: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Write what they did and what came of it as a scenario into this file."
        ),
    ] = None,
    columns: Columns = None,
    until: Until = None,
    seed: Seed = 0,
    join: Join = True,
    as_json: AsJson = False,
) -> None:
    """Explain why an owner is where it is: every event considered, which clause failed, what would move it on."""
    plan = Plan(open_design(design, workspace_of(context), narrate_findings))
    check_step(plan.journey, step)
    asked = _OwnerEvents(plan, owner, keeps_all=any(map(is_stream, events)))
    done = run(plan, events, seed=seed, until=until, columns=columns, join=join, show=asked.see)
    stop_if_nothing(done.impression, done.reasons)
    whose, mine = asked.found(done.simulated.names)
    if whose in done.simulated.names.values():
        mine = asked.everything or read_again(done.simulated, events, [whose], columns)
        mine = [event for event in mine if done.simulated.owner_of(event) == whose]
    clock = done.simulated.until or 0
    if save is not None:
        from designer.simulation.scenarios.recordings import write_person

        write_person(save, design, plan, whose, mine, name=owners.name(whose), until=clock, seed=seed)
        narrate(f"written into {save}")
    told = explained(plan, whose, mine, until=clock, seed=seed, voided=done.simulated.voided, step=step)
    if as_json:
        emit_json(answer(told))
        return
    for line in lines(plan.journey, told):
        emit(line)


class _OwnerEvents:
    """Picks the events of the owner that is asked about; ``keeps_all`` of a stream that cannot be read again."""

    def __init__(self, plan: Plan, written: str, *, keeps_all: bool) -> None:
        self._keeps_all = keeps_all
        self.everything: list[Event] = []
        self._track_by = plan.journey.track_by
        self._written = written
        self._events: dict[str, list[Event]] = {}
        self._seen: dict[str, bool] = {}

    def see(self, event: Event) -> None:
        whose = owner_of(event, self._track_by)
        if whose is None:
            return
        if self._keeps_all:
            self.everything.append(event)
        if whose not in self._seen:
            self._seen[whose] = owners.is_called(whose, self._written)
        if self._seen[whose]:
            self._events.setdefault(whose, []).append(event)

    def found(self, names: Mapping[str, str]) -> tuple[str, list[Event]]:
        """Return who was meant, by the name of all that they are one with, and the events of those who are called so.

        Raises Refused for nobody and for several.
        """
        meant = {names.get(whose, whose) for whose in self._events}
        if len(meant) == 1:
            return meant.pop(), [event for events in self._events.values() for event in events]
        if meant:
            several = ", ".join(sorted(meant))
            raise Refused(f"{self._written!r} may be any of {several}; give the JSON of the one you mean")
        near = owners.near(self._written, self._seen)
        hint = f"did you mean {' or '.join(near)}?" if near else f"there are {len(self._seen):,} owners"
        raise Refused(f"no event is of {self._written!r}; {hint}")
