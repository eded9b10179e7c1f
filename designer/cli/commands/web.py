"""The terminal app in a browser."""

from __future__ import annotations

from typing import Annotated

import typer

from designer.cli.commands.options import folder_of
from designer.cli.console import narrate
from designer.errors import ExitCode, Refused

app = typer.Typer()


@app.command()
def web(
    context: typer.Context,
    port: Annotated[int, typer.Option(min=1, max=65_535, help="Where to listen on 127.0.0.1.")] = 8000,
) -> None:
    """Serve the terminal app to a browser of this machine, until Ctrl+C."""
    try:
        from designer.app.web import HOST, AppServer  # its libraries are an extra
    except ModuleNotFoundError as missing:
        raise Refused(
            f"`waypost web` needs {missing.name}, which is not installed: pip install 'waypost[web]'"
        ) from None
    server = AppServer(folder_of(context), port)
    narrate(f"the designer is at {server.address}; Ctrl+C ends it")
    try:
        server.serve()
    except OSError as error:
        taken = f"cannot listen on port {port} of {HOST}: {error.strerror}; choose another with --port"
        raise Refused(taken, ExitCode.OUTSIDE) from None
