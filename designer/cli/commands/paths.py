"""Path coverage with made-up people."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from designer.cli.commands.options import AsJson, Design, Seed, workspace_of
from designer.cli.console import (
    emit,
    emit_document,
    emit_json,
    narrate,
    narrate_findings,
    terminal_columns,
)
from designer.editing.design_argument import open_design
from designer.editing.exports import write
from designer.errors import ExitCode
from designer.reports.coverage import lines
from designer.reports.number_text import count
from designer.simulation.made_up_people import BOUND, make_up_people
from engine.coverage.answer import answer
from engine.plan import Plan
from store.sources.byte_streams import STDIN as STDOUT

app = typer.Typer()


@app.command()
def paths(
    context: typer.Context,
    design: Design,
    bound: Annotated[int, typer.Option(min=1, help="How many paths are walked at most.")] = BOUND,
    events: Annotated[
        str | None,
        typer.Option(
            metavar="OUT",
            help="Write everybody's events to this file, for `simulate`; - for stdout, and nothing else there.",
        ),
    ] = None,
    scenarios: Annotated[
        Path | None,
        typer.Option(
            "--write",
            metavar="DIR",
            help="Write a scenario for each path into this folder, for `waypost test`.",
        ),
    ] = None,
    seed: Seed = 0,
    as_json: AsJson = False,
) -> None:
    """Walk every path of a design with made-up people; exit code 1 if something cannot be walked."""
    journey = open_design(design, workspace_of(context), narrate_findings)
    found = make_up_people(journey, bound=bound, seed=seed)
    if scenarios is not None:
        from designer.simulation.scenarios.recordings import write_paths

        written = write_paths(scenarios, design, Plan(journey), found, seed)
        narrate(f"{count(len(written), 'scenario')} written into {scenarios}")
    if events is not None and events != STDOUT:
        write(Path(events), found.ndjson)
    if events == STDOUT:
        emit_document(found.ndjson.rstrip("\n"))
    elif as_json:
        emit_json(answer(journey, found.coverage))
    else:
        for line in lines(journey, found.coverage, terminal_columns()):
            emit(line)
    if not found.coverage.is_complete:
        raise typer.Exit(ExitCode.FINDINGS)
