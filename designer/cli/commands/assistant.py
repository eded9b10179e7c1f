"""A server for assistants."""

from __future__ import annotations

from importlib.util import find_spec

import typer

from designer.cli.commands.options import workspace_of
from designer.errors import ExitCode, Refused

app = typer.Typer()


@app.command("mcp")
def mcp(context: typer.Context) -> None:
    """Let an assistant design journeys: a Model Context Protocol server on standard input and output.

    It works on drafts of the workspace; it reads no files and publishes nothing.
    """
    if find_spec("mcp") is None:
        raise Refused("this takes the package mcp: pip install 'waypost[mcp]'", ExitCode.OUTSIDE)
    from designer.assistant.mcp_server import server

    server(workspace_of(context)).run("stdio")
