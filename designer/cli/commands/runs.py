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
from designer.reports.finding_text import finding_lines
from designer.reports.summary import people, summary
from designer.simulation.unmatched_conditions import unmatched_findings
from engine.finding import Finding
from engine.plan import Plan
from engine.report import report

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
    if as_json:
        return
    emit(plan.journey.name or plan.journey.id)
    emit(summary(done.simulated))
    for line in finding_lines(unmatched, plan.journey):
        emit(line)
    for line in people(done.simulated) if owners else ():
        emit(line)


def _with_unmatched(answer: dict[str, Any], unmatched: list[Finding]) -> dict[str, Any]:
    if not unmatched:
        return answer
    from engine.check import report  # takes a while to load

    return answer | {"unmatched": report(unmatched)["findings"]}
