"""All commands as one application. Every command is thin; what it does lives below."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup
from typer.main import get_group

from designer.cli.commands import COMMANDS
from designer.cli.commands.options import folder_of
from designer.cli.console import emit, report_errors
from designer.cli.interrupts import explain_interrupt
from designer.cli.launcher import VARIABLE, is_terminal, show_app


class Commands(TyperGroup):
    """Each is imported when it is typed. What goes wrong in it is told here, before typer ends it without a word."""

    def make_context(self, *args: Any, **kwargs: Any) -> Any:
        with report_errors(), explain_interrupt("nothing was done yet"):
            return super().make_context(*args, **kwargs)

    def invoke(self, ctx: Any) -> Any:
        with report_errors(), explain_interrupt("nothing that was saved is lost"):
            return super().invoke(ctx)

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """A command, imported now; to suggest another one for what is none, all are."""
        wanted = [COMMANDS[cmd_name]] if cmd_name in COMMANDS else COMMANDS.values()
        for module in dict.fromkeys(wanted):
            self.commands.update(get_group(import_module(f"designer.cli.commands.{module}").app).commands)
        return self.commands.get(cmd_name)


app = typer.Typer(
    name="waypost",
    cls=Commands,
    help="Design journeys as state graphs, check them, and run real statements through them before they go live.",
    epilog="Exit codes: 0 fine, 1 findings, 2 usage, 3 the outside failed.",
    add_completion=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version  # takes long to load

        emit(f"waypost {version('waypost')}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def waypost(
    context: typer.Context,
    workspace: Annotated[
        Path | None,
        typer.Option(envvar=VARIABLE, help="The workspace's folder; ./.waypost if not given."),
    ] = None,
    version: Annotated[
        bool,
        typer.Option("--version", "-V", callback=_print_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    """Open the app on the workspace, where there is a terminal for it."""
    if context.invoked_subcommand is not None:
        return
    if is_terminal():
        show_app(folder_of(context))
    else:
        emit(context.get_help())
