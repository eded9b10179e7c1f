"""A whole log through a design, into the workspace."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from designer.cli.commands.options import (
    AsJson,
    Columns,
    Design,
    Join,
    Seed,
    Until,
    folder_of,
    workspace_of,
)
from designer.cli.console import emit, emit_json, narrate, narrate_findings
from designer.cli.event_files import with_rejects
from designer.cli.interrupts import explain_interrupt
from designer.cli.log_argument import open_log
from designer.editing.design_argument import open_design
from designer.reports.summary import people, summary
from engine.plan import Plan
from engine.report import report
from store.log import read_rejects
from store.outbox import OutboxEntry
from store.recalculate import RecalculationResult, Watch, recalculate
from store.runs import Status
from store.sources.reasons import Reasons

app = typer.Typer()


@app.command("recalculate")
def recalculate_(
    context: typer.Context,
    design: Design,
    log: Annotated[
        str | None,
        typer.Argument(help="A log's folder, or a file of events; if not given, the workspace's own log."),
    ] = None,
    columns: Columns = None,
    until: Until = None,
    seed: Seed = 0,
    join: Join = True,
    workers: Annotated[
        int, typer.Option(min=1, metavar="N", help="Processes on this machine that share the work.")
    ] = 1,
    dask: Annotated[
        str | None,
        typer.Option(metavar="URL", help="A Dask scheduler, such as tcp://host:8786, to share it instead."),
    ] = None,
    status: Annotated[
        bool, typer.Option("--status", help="Only tell how the design's recalculation stands right now.")
    ] = False,
    owners: Annotated[bool, typer.Option("--owners", help="Everyone's attempts as well.")] = False,
    as_json: AsJson = False,
) -> None:
    """Make a design's progress in the workspace that of a whole log. Only what has changed is computed.

    It may be stopped at any moment: what was done is kept, and the next call goes on from there.
    """
    workspace = workspace_of(context)
    journey = open_design(design, workspace, narrate_findings)
    if status:
        _tell_status(workspace.runs.status(journey.id), as_json)
        return
    folder = open_log(log, folder_of(context), columns)
    with (
        explain_interrupt("what was computed is kept, and the same command goes on from there"),
        _progress_bar() as watch,
    ):
        done = recalculate(
            workspace,
            Plan(journey),
            folder,
            until=until,
            seed=seed,
            workers=workers,
            dask=dask,
            join=join,
            watch=watch,
        )
    narrate(_work(done))
    for line in _delivery_lines(workspace.outbox.entries(journey.id)):
        narrate(line)
    _tell(done, folder, owners, as_json)


def _tell(done: RecalculationResult, log: Path, owners: bool, as_json: bool) -> None:
    simulated = done.simulated()
    if as_json:
        rows = list(read_rejects(log))
        emit_json(with_rejects(report(simulated, owners=owners), rows, Reasons(rows).all()))
        return
    emit(done.plan.journey.name or done.plan.journey.id)
    emit(summary(simulated))
    for line in people(simulated) if owners else ():
        emit(line)


def _work(done: RecalculationResult) -> str:
    """Say what had to be done, in one line."""
    total, skipped = done.status.total_count, done.status.skipped_count
    before = f"{skipped:,} of {total:,} events were done before; " if skipped else ""
    return f"{before}{done.folded:,} {'owner was' if done.folded == 1 else 'owners were'} computed anew"


def _delivery_lines(entries: Sequence[OutboxEntry]) -> Iterator[str]:
    """Say what there is to deliver, and what was delivered though it does not follow any more."""
    if waiting := sum(entry.open for entry in entries):
        yield f"{waiting:,} {'callback is' if waiting == 1 else 'callbacks are'} to be delivered: waypost deliver"
    if late := sum(entry.delivered and entry.superseded is not None for entry in entries):
        yield (
            f"{late:,} {'callback was' if late == 1 else 'callbacks were'} delivered that no longer "
            f"{'follows' if late == 1 else 'follow'} from the events: waypost outbox"
        )


def _tell_status(status: Status, as_json: bool) -> None:
    if as_json:
        emit_json(msgspec.to_builtins(status))
    elif status.state == "never":
        emit("never recalculated")
    else:
        done = status.total_count - status.remaining_count
        emit(f"{status.state}: {done:,} of {status.total_count:,} events done, as of {status.updated}")
        emit(f"log: {Path(status.log)}")


@contextmanager
def _progress_bar() -> Iterator[Watch | None]:
    """A progress bar over events on stderr, where somebody watches."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console  # it takes a while to load, and is for people who watch
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("recalculating"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)

        def watch(status: Status) -> None:
            done = status.total_count - status.remaining_count
            bar.update(task, total=status.total_count, completed=done)

        yield watch
