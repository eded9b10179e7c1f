"""Why somebody is where they are."""

from __future__ import annotations

from typing import Annotated

import typer

from designer.cli.commands.options import AsJson, Design, Events, Seed, Until, workspace_of
from designer.cli.console import emit, emit_json, narrate_findings
from designer.cli.event_files import run, stop_if_nothing
from designer.editing.design_argument import open_design
from designer.errors import Refused
from designer.reports.explanation import lines
from engine import owners
from engine.events import Event, owner_of
from engine.explain import explain as explained
from engine.explain.answer import answer
from engine.plan import Plan

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
    until: Until = None,
    seed: Seed = 0,
    as_json: AsJson = False,
) -> None:
    """Why an owner is where it is: every event considered, which clause failed, what would move it on."""
    plan = Plan(open_design(design, workspace_of(context), narrate_findings))
    if step is not None and step not in plan.journey.steps:
        raise Refused(f"the design has no step {step!r}; it has {', '.join(plan.journey.steps)}")
    asked = _Asked(plan, owner)
    done = run(plan, events, seed=seed, until=until, show=asked.see)
    stop_if_nothing(done.impression, done.reasons)
    whose, mine = asked.found()
    clock = done.simulated.until or 0
    told = explained(plan, whose, mine, until=clock, seed=seed, voided=done.simulated.voided, step=step)
    if as_json:
        emit_json(answer(told))
        return
    for line in lines(plan.journey, told):
        emit(line)


class _Asked:
    """Picks the events of the owner that is asked about out of a stream."""

    def __init__(self, plan: Plan, written: str) -> None:
        self._track_by = plan.journey.track_by
        self._written = written
        self._events: dict[str, list[Event]] = {}
        self._seen: dict[str, bool] = {}

    def see(self, event: Event) -> None:
        whose = owner_of(event, self._track_by)
        if whose is None:
            return
        if whose not in self._seen:
            self._seen[whose] = owners.is_called(whose, self._written)
        if self._seen[whose]:
            self._events.setdefault(whose, []).append(event)

    def found(self) -> tuple[str, list[Event]]:
        """Who was meant, and all of their events. Raises Refused for nobody and for several."""
        if len(self._events) == 1:
            return next(iter(self._events.items()))
        if self._events:
            several = ", ".join(sorted(self._events))
            raise Refused(f"{self._written!r} may be any of {several}; give the JSON of the one you mean")
        near = owners.near(self._written, self._seen)
        hint = f"did you mean {' or '.join(near)}?" if near else f"there are {len(self._seen):,} owners"
        raise Refused(f"no event is of {self._written!r}; {hint}")
