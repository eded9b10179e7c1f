"""All commands as one application. Every command is thin; what it does lives below."""

from __future__ import annotations

import sys
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from designer.commands import (
    demo,
    designs,
    difference,
    explain,
    files,
    logs,
    outbox,
    paths,
    publishing,
    pulling,
    recalculation,
    runs,
    scenarios,
    serve,
    standing,
    targets,
    web,
)
from designer.commands.options import folder_of
from designer.console import emit, failing_clearly
from designer.stopping import if_stopped


class Commands(TyperGroup):
    """Whatever goes wrong in one of them, it is told here, before typer ends it without a word."""

    def make_context(self, *args: Any, **kwargs: Any) -> Any:
        with failing_clearly(), if_stopped("nothing was done yet"):
            return super().make_context(*args, **kwargs)

    def invoke(self, ctx: Any) -> Any:
        with failing_clearly(), if_stopped("nothing that was saved is lost"):
            return super().invoke(ctx)


app = typer.Typer(
    name="waypost",
    cls=Commands,
    help="Design journeys as state graphs, check them, and run real statements through them before they go live.",
    epilog="Exit codes: 0 fine, 1 findings, 2 usage, 3 the outside failed.",
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for part in (
    demo.app,
    designs.app,
    runs.app,
    scenarios.app,
    explain.app,
    paths.app,
    difference.app,
    recalculation.app,
    logs.app,
    targets.app,
    publishing.app,
    pulling.app,
    standing.app,
    outbox.app,
    files.app,
    serve.app,
    web.app,
):
    app.add_typer(part)


def _print_version(asked: bool) -> None:
    if asked:
        emit(f"waypost {version('waypost')}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def waypost(
    context: typer.Context,
    workspace: Annotated[
        Path | None,
        typer.Option(envvar="WAYPOST_WORKSPACE", help="The workspace's folder; ./.waypost if not given."),
    ] = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Without a command: the app on the workspace, where there is a terminal for it."""
    if context.invoked_subcommand is not None:
        return
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        emit(context.get_help())
        return
    from designer.app.app import run  # it takes a while to import; no other command needs it

    run(folder_of(context))
