"""Publishing: a plan, a dry run, sending; and publishing an earlier version again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from designer.cli.commands.options import AsJson
from designer.cli.commands.server_options import DesignName, To, open_target, wait_for
from designer.cli.console import emit, emit_json, narrate, narrate_findings
from designer.cli.interrupts import explain_interrupt
from designer.errors import ExitCode, Refused
from store.workspace import Workspace

if TYPE_CHECKING:  # what speaks to servers takes a while to import, and no other command needs it
    from designer.publish import PublishPlan, SendProgress
    from designer.publish.clients.learninglocker import RecalculationStatus

app = typer.Typer()

Force = Annotated[bool, typer.Option("--force", help="Overwrite what others changed on the server.")]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Show what would change and the exact requests; send nothing.")
]


@app.command()
def publish(
    context: typer.Context,
    design: DesignName,
    to: To = None,
    dry_run: DryRun = False,
    force: Force = False,
    go_live: Annotated[bool, typer.Option("--publish", help="Segment: let people enter it.")] = False,
    pause_entry: Annotated[
        bool, typer.Option("--pause-entry", help="Segment: nobody enters it any more.")
    ] = False,
    archive: Annotated[bool, typer.Option("--archive", help="Segment: end it.")] = False,
    adopt: Annotated[str, typer.Option(help="Go on with the journey of this id on the server.")] = "",
    anew: Annotated[
        bool, typer.Option("--anew", help="Make another journey, whatever was published before.")
    ] = False,
    recalculating: Annotated[
        bool,
        typer.Option(
            "--recalculate", help="Learning Locker: then run the statements it has through the journey."
        ),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Make a server's journey the one that was designed, and read it back. Nobody's changes are lost silently."""
    from designer.publish import PublishOptions, plan, recalculate

    flags = {"PUBLISH": go_live, "PAUSE_ENTRY": pause_entry, "ARCHIVE": archive}
    actions: list[Any] = [action for action, given in flags.items() if given]
    if len(actions) > 1 or (adopt and anew):
        raise Refused("--publish, --pause-entry and --archive exclude each other, as --adopt and --anew do")
    options = PublishOptions(action=next(iter(actions), None), force=force, adopt=adopt, anew=anew)
    with open_target(context, design, to) as (workspace, name, target):
        if workspace.drafts.get(name):
            narrate(f"there is unsaved work on {name}; what is published is its newest version")
        planned = wait_for(plan(workspace, name, target, options, narrate))
        _carry_out(workspace, planned, dry_run, as_json)
        if recalculating and not dry_run:
            wait_for(recalculate(workspace, name, target, _narrate_recalculation, narrate))


@app.command()
def rollback(
    context: typer.Context,
    design: DesignName,
    version: Annotated[int, typer.Argument(help="The version of the design to publish again.")],
    to: To = None,
    dry_run: DryRun = False,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Publish an earlier version of a design again. The design itself stays as it is."""
    from designer.publish import PublishOptions
    from designer.publish import rollback as back_to

    with open_target(context, design, to) as (workspace, name, target):
        options = PublishOptions(version=version, force=force)
        planned = wait_for(back_to(workspace, name, target, options, narrate))
        _carry_out(workspace, planned, dry_run, as_json)


def _carry_out(workspace: Workspace, plan: PublishPlan, dry_run: bool, as_json: bool) -> None:
    from designer.publish import send
    from designer.publish.presentation import (
        plan_answer,
        plan_lines,
        publication_answer,
        publication_line,
        ways_out_lines,
    )

    narrate_findings(plan.findings, plan.journey)
    for note in plan.notes:
        narrate(note)
    answer = plan_answer(plan) | {"sent": False, "publication": None}
    for line in plan_lines(plan, requests=dry_run) if not as_json else ():
        emit(line)
    if not (dry_run or plan.refusal):
        with explain_interrupt("what was sent is noted, and publishing again goes on from there"):
            publication = wait_for(send(workspace, plan, _narrate_progress, narrate))
        if publication is not None and not as_json:
            emit(publication_line(publication))
        told = publication_answer(publication) if publication else None
        answer |= {"sent": bool(plan.moves), "publication": told}
    if as_json:
        emit_json(answer)
    if plan.refusal:
        narrate(f"waypost: {plan.refusal}")
        for line in ways_out_lines(plan.state, plan.design, plan.target.name):
            narrate(line)
        raise typer.Exit(ExitCode.FINDINGS)


def _narrate_recalculation(found: RecalculationStatus) -> None:
    narrate(f"recalculating: {found.remaining:,} of {found.total:,} statements to go")


def _narrate_progress(progress: SendProgress) -> None:
    narrate(f"{progress.done}/{progress.total} {progress.now}")
