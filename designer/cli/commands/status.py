"""The standing of designs and servers to each other, and what was published."""

from __future__ import annotations

from itertools import chain
from typing import Annotated

import typer

from designer.cli.commands.options import AsJson, workspace_of
from designer.cli.commands.server_options import (
    DesignName,
    ask_for_secrets,
    clearly,
    import_if_file,
    wait_for,
)
from designer.cli.console import emit, emit_json, narrate
from designer.errors import ExitCode

app = typer.Typer()


@app.command()
def status(
    context: typer.Context,
    design: Annotated[
        str | None, typer.Argument(help="A design in the workspace, or a file; all designs if left out.")
    ] = None,
    to: Annotated[
        list[str] | None, typer.Option(help="A target; all that know the design if left out.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show how designs stand to their targets: in step, ahead, behind or diverged."""
    from designer.publish import status as standings
    from designer.publish import targets_of
    from designer.publish.presentation import status_answer, status_lines

    with clearly():
        workspace = workspace_of(context)
        names = workspace.names() if design is None else [import_if_file(workspace, design)]
        targets = {name: to or targets_of(workspace, name) for name in names}
        for target in dict.fromkeys(chain.from_iterable(targets.values())):
            ask_for_secrets(workspace.targets.get(target))
        found = [
            standing
            for name in names
            for standing in wait_for(standings(workspace, name, targets[name], narrate))
        ]
    if as_json:
        emit_json([status_answer(each) for each in found])
    else:
        for each in found:
            for line in status_lines(each):
                emit(line)
        if not found:
            narrate("nothing was published yet: waypost publish DESIGN --to TARGET")
    if any(each.state is None for each in found):
        raise typer.Exit(ExitCode.OUTSIDE)


@app.command()
def history(
    context: typer.Context,
    design: DesignName,
    to: Annotated[str | None, typer.Option(help="One target alone.")] = None,
    as_json: AsJson = False,
) -> None:
    """List what was published of a design, where and when; the first publication first."""
    from designer.publish import history as publications
    from designer.publish.presentation import publication_answer, publication_line

    with clearly():
        workspace = workspace_of(context)
        found = publications(workspace, import_if_file(workspace, design), to)
    if as_json:
        emit_json([publication_answer(each) for each in found])
        return
    for each in found:
        emit(publication_line(each))
