"""Running events through designs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from designer.cli.commands.options import AsJson, Columns, Design, Events, Join, Seed, Until, workspace_of
from designer.cli.console import emit, emit_json, narrate_findings
from designer.cli.event_files import narrate_case_twins, run, stop_if_nothing, with_rejects, write_documents
from designer.cli.interrupts import explain_interrupt
from designer.editing.design_argument import open_design
from designer.simulation.unmatched_conditions import unmatched_findings
from engine.finding import Finding, findings_report
from engine.plan import Plan
from engine.report import report
from engine.simulate import SimulationResult

app = typer.Typer()


@app.command()
def simulate(
    context: typer.Context,
    design: Design,
    events: Events,
    columns: Columns = None,
    until: Until = None,
    seed: Seed = 0,
    join: Join = True,
    owners: Annotated[bool, typer.Option("--owners", help="Everyone's attempts as well.")] = False,
    documents: Annotated[
        Path | None,
        typer.Option(help="Write Learning Locker's documents of progress and callbacks into this folder."),
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="A line that is no event is an error.")] = False,
    as_json: AsJson = False,
) -> None:
    """Run events through a design on a virtual clock. Nothing is sent."""
    plan = Plan(open_design(design, workspace_of(context), narrate_findings))
    with explain_interrupt("a simulation keeps nothing of itself: start it again"):
        done = run(
            plan,
            events,
            seed=seed,
            until=until,
            columns=columns,
            strict=strict,
            documents=documents is not None,
            join=join,
        )
        if documents is not None:
            write_documents(done.simulated, documents)
    unmatched = unmatched_findings(done.simulated, events)
    if as_json:
        answer = with_rejects(report(done.simulated, owners=owners), done.rejected, done.reasons)
        emit_json(_with_unmatched(answer, unmatched))
    narrate_case_twins(done.simulated.case_twins)
    stop_if_nothing(done.impression, done.reasons)
    if not as_json:
        _emit_summary(done.simulated, unmatched, owners)


def _emit_summary(simulated: SimulationResult, unmatched: list[Finding], owners: bool) -> None:
    """Print the ``simulated`` run and its ``unmatched`` conditions for people; with ``owners``, everybody."""
    from designer.reports.finding_text import finding_lines  # takes a while to load, as pictures do
    from designer.reports.summary import people, summary

    journey = simulated.plan.journey
    emit(journey.name or journey.id)
    emit(summary(simulated))
    for line in finding_lines(unmatched, journey):
        emit(line)
    for line in people(simulated) if owners else ():
        emit(line)


def _with_unmatched(answer: dict[str, Any], unmatched: list[Finding]) -> dict[str, Any]:
    return answer | {"unmatched": findings_report(unmatched)["findings"]} if unmatched else answer
