"""Holding scenarios against their journeys."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from designer.cli.commands.options import AsJson, Join, workspace_of
from designer.cli.console import emit, emit_json, narrate_findings
from designer.errors import ExitCode

app = typer.Typer()


@app.command("test")
def try_scenarios(
    context: typer.Context,
    paths: Annotated[
        list[Path],
        typer.Argument(
            metavar="PATH", help="Scenario files, or folders of *.scenario.json and *.scenario.yaml."
        ),
    ],
    junit: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the answer as JUnit XML as well.")
    ] = None,
    join: Join = True,
    as_json: AsJson = False,
) -> None:
    """Run scenarios, and say where a journey does not do what they expect, and why. Exit code 1 if one does not."""
    from designer.editing.exports import write
    from designer.simulation.scenarios.files import scenario_files
    from designer.simulation.scenarios.junit import junit as xml
    from designer.simulation.scenarios.runner import answer, lines, run_scenario, trials_summary

    workspace = workspace_of(context)
    trials = []
    for path in scenario_files(paths):
        trials.append(run_scenario(path, workspace, narrate_findings, join=join))
        for line in () if as_json else lines(trials[-1]):
            emit(line)
    if junit is not None:
        write(junit, xml(trials))
    if as_json:
        emit_json(answer(trials))
    else:
        emit(trials_summary(trials))
    if any(trial.result != "passed" for trial in trials):
        raise typer.Exit(ExitCode.FINDINGS)
