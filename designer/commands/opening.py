"""Opening the terminal app."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from designer.commands.options import folder_of
from designer.console import Refused
from store.names import NoSuchDesign

app = typer.Typer()


@app.command("open")
def open_(
    context: typer.Context,
    design: Annotated[str, typer.Argument(help="The name of a design in the workspace.")],
) -> None:
    """Open a design in the app."""
    if not is_terminal():
        raise Refused("the app needs a terminal; `waypost show` prints a design")
    try:
        show_app(context, design)
    except NoSuchDesign as error:
        raise Refused(str(error)) from None


def is_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


def show_app(context: typer.Context, design: str | None = None) -> None:
    """The app on the workspace, until it is quit. Raises NoSuchDesign."""
    from designer.app.running import run

    run(folder_of(context), design)
