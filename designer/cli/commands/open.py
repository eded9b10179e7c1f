"""Opening the terminal app."""

from __future__ import annotations

from typing import Annotated

import typer

from designer.cli.commands.options import folder_of
from designer.cli.launcher import is_terminal, show_app
from designer.errors import Refused

app = typer.Typer()


@app.command("open")
def open_(
    context: typer.Context,
    design: Annotated[str, typer.Argument(help="The name of a design in the workspace.")],
) -> None:
    """Open a design in the app."""
    if not is_terminal():
        raise Refused("the app needs a terminal; `waypost show` prints a design")
    show_app(folder_of(context), design)
